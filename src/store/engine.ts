import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import { AsyncLocalStorage } from 'node:async_hooks'

/** Rows of one statement, as both drivers give them. */
export interface Rows<R = unknown> {
  readonly rows: R[]
  readonly affected: number
}

/** One connection inside one transaction. */
export interface Session {
  query<R>(sql: string, parameters: readonly unknown[]): Promise<Rows<R>>
}

/**
 * What the two databases have in common. A unit of work is one transaction that begins with a prologue: `set local role`
 * and `set local app.community`, so that it sees one community and nothing else.
 */
export interface Engine {
  readonly kind: 'pglite' | 'postgres'
  /** Statements that do not depend on each other's answers: one round trip on PostgreSQL. Rolls back unless all succeed. */
  batch(prologue: string, queries: readonly CompiledQuery[]): Promise<Rows[]>
  /** Statements that do. Keep it short: on PGlite every other query waits, and awaiting the network here would stop them. */
  transaction<T>(prologue: string, work: (session: Session) => Promise<T>): Promise<T>
  /** SQL without parameters, several statements at once, as the owner of the schema. */
  execute(sql: string): Promise<void>
  close(): Promise<void>
}

/**
 * For statements that stay prepared. Else one that finds few rows may be planned anew each time it is asked, which takes
 * longer than to run it.
 */
export const PLANNED_ONCE = 'set local plan_cache_mode = force_generic_plan'

const openUnit = new AsyncLocalStorage<true>()

/**
 * Runs `work` as the inside of a unit of work. A second unit inside the first would wait for ever on PGlite's single
 * connection, without an error, so it is refused at once on both engines.
 */
export function insideUnit<T>(work: () => Promise<T>): Promise<T> {
  return openUnit.run(true, work)
}

/** @throws Error when called inside a unit of work: hand the transaction down instead. */
export function refuseNestedUnit(): void {
  if (openUnit.getStore())
    throw new Error('A unit of work was opened inside another: hand the transaction down instead')
}

class SessionConnection implements DatabaseConnection {
  readonly #session: Session
  constructor(session: Session) {
    this.#session = session
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, affected } = await this.#session.query<R>(query.sql, query.parameters)
    return { rows, numAffectedRows: BigInt(affected) }
  }
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not supported: page by key instead')
  }
}

/** Hands out the one connection of an open transaction; a transaction inside it is refused. */
class SessionDriver implements Driver {
  readonly #connection: DatabaseConnection
  constructor(session: Session) {
    this.#connection = new SessionConnection(session)
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  async beginTransaction(): Promise<void> {
    throw new Error('This is a transaction already')
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

function dialectOver(driver: () => Driver): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

/** A query builder whose queries run in this session. */
export function queriesOver<Tables>(session: Session): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: dialectOver(() => new SessionDriver(session)) })
}

/** A query builder that only compiles. */
export function queriesToCompile<Tables>(): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: dialectOver(() => new DummyDriver()) })
}

/** Builds a Kysely whose connections are given by `acquire`: for the owner's queries on either engine. */
export function queriesWith<Tables>(driver: Driver): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: dialectOver(() => driver) })
}
