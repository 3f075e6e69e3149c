import { createExplain, createHistory, type Explain, type History } from '../../src/explain/index.ts'
import type { Community } from '../../src/kernel/community.ts'
import type { DepartmentMask } from '../../src/kernel/departments.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { createSearch, type Search } from '../../src/search/index.ts'
import { openFilesSource, parseSourceSpec } from '../../src/source/index.ts'
import type { Source } from '../../src/source/port.ts'
import type { Store } from '../../src/store/index.ts'
import { createCommunities, createSync, type Communities, type Sync } from '../../src/sync/index.ts'
import { RIGHTS_OF_ROLE, type Right, type Role, type User } from '../../src/access/scope.ts'
import { TestClock } from './clock.ts'

/** The services over a test's database, with a clock that the test moves, reading real exports from directories. */
export interface TestPortal {
  readonly clock: TestClock
  readonly communities: Communities
  readonly sync: Sync
  readonly search: Search
  readonly explain: Explain
  readonly history: History
  openSource(community: Community): Source
  /** Somebody with these grants; sign-in is not asked. */
  userWith(email: string, grants: readonly TestGrant[]): User
}

interface TestGrant {
  readonly community: Community
  readonly departments: DepartmentMask
  readonly role?: Role
  readonly rights?: readonly Right[]
}

export function makePortal(store: Store, now: string): TestPortal {
  const clock = new TestClock(now)
  const openSource = (community: Community): Source => {
    const spec = parseSourceSpec(community.source)
    if (spec.kind !== 'files') throw new Error('Tests read exports from directories')
    return openFilesSource({ directory: spec.directory, columns: community.settings.columns })
  }
  const communities = createCommunities({ store, clock })
  const sync = createSync({ store, clock, log: silentLog, openSource, taxIdKey: 'a key for tests' })
  const search = createSearch({ store, clock, taxIdKey: 'a key for tests' })
  const explain = createExplain({ store, clock, search, openSource })
  return {
    clock,
    communities,
    sync,
    search,
    explain,
    history: createHistory({ store, clock }),
    openSource,
    userWith: (email, grants) => ({
      userId: email,
      email,
      name: email,
      grants: grants.map(({ community, departments, role = 'staff', rights = RIGHTS_OF_ROLE[role] }) => ({
        communityId: community.communityId,
        slug: community.slug,
        communityName: community.name,
        role,
        rights: new Set(rights),
        departments,
      })),
    }),
  }
}
