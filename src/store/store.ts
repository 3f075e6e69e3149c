import { Kysely } from 'kysely'
import { randomBytes } from 'node:crypto'
import { CommunityStore, SeveralCommunitiesStore } from './community.ts'
import { queriesWith, type Engine } from './engine.ts'
import { migrate } from './migrate.ts'
import { openPGlite, type PGliteEngine, type PGliteOptions } from './pglite.ts'
import { openPostgres, type PostgresEngine } from './postgres.ts'
import { checkIsolation } from './security.ts'
import type { PlatformTables } from './tables.ts'
import { keepUp } from './upkeep.ts'

/** The open database. Its platform tables are for the owner; the records of a community are reached with `as`. */
export interface Store {
  readonly kind: Engine['kind']
  /** The engine itself, for the parts that bring their own tables (jobs, sign-in). */
  readonly engine: PGliteEngine | PostgresEngine
  readonly platform: Kysely<PlatformTables>
  as(communityId: number): CommunityStore
  /** Several communities, to be read together. */
  asSeveral(communityIds: readonly number[]): SeveralCommunitiesStore
  /** A random secret of this installation, made at its first use: the same for every process on this database. */
  secret(name: string): Promise<string>
  /** After much was written. Never inside a unit of work. */
  keepUp(): Promise<void>
  close(): Promise<void>
}

export type StoreLocation = { readonly url: string } | PGliteOptions

/**
 * Opens the database, brings it to this version of the portal, and checks that communities are kept apart.
 * @throws failure `database_newer`, `not_isolated`
 */
export async function openStore(location: StoreLocation): Promise<Store> {
  const engine = 'url' in location ? await openPostgres(location.url) : await openPGlite(location)
  try {
    await migrate(engine)
    await engine.transaction('set transaction read only', checkIsolation)
  } catch (error) {
    await engine.close()
    throw error
  }
  const platform =
    engine.kind === 'postgres'
      ? new Kysely<PlatformTables>({ dialect: engine.ownerDialect })
      : queriesWith<PlatformTables>(engine.ownerDriver)
  return {
    kind: engine.kind,
    engine,
    platform,
    as: (communityId) => new CommunityStore(engine, communityId),
    asSeveral: (communityIds) => new SeveralCommunitiesStore(engine, communityIds),
    async secret(name) {
      await platform
        .insertInto('platform.secret')
        .values({ name, value: randomBytes(32).toString('base64url') })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const { value } = await platform
        .selectFrom('platform.secret')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
      return value
    },
    keepUp: () => keepUp(engine),
    close: () => engine.close(),
  }
}
