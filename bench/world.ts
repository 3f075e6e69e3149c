import { ALL_DEPARTMENTS, maskOf, type DepartmentMask } from '../src/kernel/departments.ts'
import type { Community } from '../src/kernel/community.ts'
import { RIGHTS_OF_ROLE, type Scope } from '../src/access/scope.ts'
import { sampleSettings } from '../src/source/index.ts'
import { openStore, type Store } from '../src/store/index.ts'
import { makePortal, type TestPortal } from '../test/world/portal.ts'
import type { Job } from './job.ts'

/** The services over the database of a job. Time stands still shortly after the export, as verdicts depend on it. */
export async function openWorld({ database }: Job): Promise<{ store: Store; portal: TestPortal }> {
  const store = await openStore(/^postgres/.test(database) ? { url: database } : { directory: database })
  return { store, portal: makePortal(store, '2026-11-20T17:00:00Z') }
}

const SLUG = 'bench'

export async function addCommunity(portal: TestPortal, { exportDirectory }: Job): Promise<Community> {
  return await portal.communities.add({
    slug: SLUG,
    name: 'Bench',
    source: `files:${exportDirectory}`,
    settings: sampleSettings('cedar-hollow'),
    isDemo: false,
  })
}

export async function getCommunity(portal: TestPortal): Promise<Community> {
  return await portal.communities.get(SLUG)
}

/** Two people: one who sees everything, and one of the department with the fewest accounts. */
export async function listScopes(
  store: Store,
  { communityId }: Community,
): Promise<{ who: string; scope: Scope }[]> {
  const [departments] = await store.as(communityId).read((db) => [
    db
      .selectFrom('account')
      .select(['department', (eb) => eb.fn.countAll<number>().as('accounts')])
      .where('community_id', '=', communityId)
      .groupBy('department')
      .orderBy('accounts')
      .orderBy('department'),
  ])
  const smallest = departments.find(({ department }) => department < 63)
  const scopeWith = (mask: DepartmentMask): Scope => ({
    communityId,
    rights: new Set(RIGHTS_OF_ROLE.staff),
    departments: mask,
  })
  const all = { who: 'all departments', scope: scopeWith(ALL_DEPARTMENTS) }
  return smallest
    ? [all, { who: 'smallest department', scope: scopeWith(maskOf(smallest.department)) }]
    : [all]
}
