import { createAccess, type Access, type NewGrant } from '../../src/access/index.ts'
import type { User } from '../../src/access/scope.ts'
import type { Store } from '../../src/store/index.ts'
import { TestClock } from '../world/clock.ts'
import type { TestDatabase } from '../world/databases.ts'

export const PASSWORD = 'correct horse battery'

export interface AccessWorld {
  readonly store: Store
  readonly clock: TestClock
  readonly access: Access
  addCommunity(slug: string): Promise<number>
  addUser(name: string, ...grants: NewGrant[]): Promise<User>
}

/** A database of its own with nobody in it. */
export async function openAccessWorld(database: TestDatabase, secureCookies = false): Promise<AccessWorld> {
  const store = await database.open()
  const clock = new TestClock('2026-11-23T15:00:00Z')
  const access = createAccess({ store, clock, secureCookies })
  return {
    store,
    clock,
    access,
    async addCommunity(slug) {
      const row = await store.platform
        .insertInto('platform.community')
        .values({ slug, name: `City of ${slug}`, source: 'files:nowhere', settings: '{}' })
        .returning('community_id')
        .executeTakeFirstOrThrow()
      return row.community_id
    },
    addUser: (name, ...grants) =>
      access.addUser({ email: `${name}@example.gov`, name, password: PASSWORD, grants }, 'operator'),
  }
}

/** The request headers of a browser that keeps these cookies. */
export function withCookies(setCookie: readonly string[]): Headers {
  return new Headers({ cookie: setCookie.map((each) => each.slice(0, each.indexOf(';'))).join('; ') })
}
