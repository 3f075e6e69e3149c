import { PGlite, types, type Transaction } from '@electric-sql/pglite'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { insideUnit, refuseNestedUnit, type Engine, type Rows, type Session } from './engine.ts'
import { PGlitePipeline } from './pglite-pipeline.ts'
import { parseBigint } from './values.ts'

export interface PGliteEngine extends Engine {
  readonly kind: 'pglite'
  readonly pglite: PGlite
  readonly ownerDriver: Driver
}

export interface PGliteOptions {
  /** A directory that this process has locked (see data-directory.ts), or nothing for a database in memory. */
  readonly directory?: string
  /** A dump to start from, made by `pglite.dumpDataDir`: a migrated empty database opens in a sixth of the time. */
  readonly dump?: Blob
}

/** What is in memory anyway needs no 128 MB to be kept in twice; to clear these takes half of the time of opening. */
const IN_MEMORY = { startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'] }

/** PostgreSQL in this process. Its login is a superuser, so the role in the prologue is what keeps communities apart. */
export async function openPGlite({ directory, dump }: PGliteOptions): Promise<PGliteEngine> {
  const pglite = await PGlite.create({
    ...(directory === undefined ? IN_MEMORY : { dataDir: directory }),
    ...(dump === undefined ? {} : { loadDataDir: dump }),
    parsers: { [types.INT8]: parseBigint, [types.DATE]: (text) => text },
  })
  // The defaults cost 65 ms outliers: just-in-time compilation of queries that take less than a millisecond.
  await pglite.exec("set random_page_cost = 1.1; set jit = off; set timezone = 'UTC'")

  const over = (tx: Pick<Transaction, 'query'>): Session => ({
    async query<R>(sql: string, parameters: readonly unknown[]): Promise<Rows<R>> {
      const result = await tx.query<R>(sql, [...parameters])
      return { rows: result.rows, affected: result.affectedRows ?? 0 }
    },
  })

  async function transaction<T>(prologue: string, work: (session: Session) => Promise<T>): Promise<T> {
    refuseNestedUnit()
    return await pglite.transaction(async (tx) => {
      await tx.exec(prologue)
      return await insideUnit(() => work(over(tx)))
    })
  }

  const pipeline = new PGlitePipeline(pglite)
  return {
    kind: 'pglite',
    pglite,
    ownerDriver: new OwnerDriver(pglite, over),
    transaction,
    async batch(prologue, queries) {
      refuseNestedUnit()
      return await pipeline.run(prologue, queries)
    },
    execute: async (sql) => {
      await pglite.exec(sql)
    },
    close: () => pglite.close(),
  }
}

interface OwnerConnection extends DatabaseConnection {
  release(): void
  rollBack(): void
}

/**
 * The owner's connections. PGlite has one connection for everybody; a connection is therefore a transaction of PGlite,
 * which makes all others wait until it is released, so that nothing can slip between a `begin` and its `commit`.
 */
class OwnerDriver implements Driver {
  readonly #pglite: PGlite
  readonly #over: (tx: Transaction) => Session
  constructor(pglite: PGlite, over: (tx: Transaction) => Session) {
    this.#pglite = pglite
    this.#over = over
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<OwnerConnection> {
    refuseNestedUnit()
    return await new Promise((resolve, reject) => {
      this.#pglite
        .transaction(async (tx) => {
          const session = this.#over(tx)
          let rolledBack = false
          await new Promise<void>((release) => {
            resolve({
              async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
                const { rows, affected } = await session.query<R>(query.sql, query.parameters)
                return { rows, numAffectedRows: BigInt(affected) }
              },
              async *streamQuery() {
                throw new Error('Streaming is not supported: page by key instead')
              },
              release: () => release(),
              rollBack: () => {
                rolledBack = true
              },
            })
          })
          if (rolledBack) await tx.rollback()
        })
        .catch(reject)
    })
  }
  async beginTransaction(): Promise<void> {}
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(connection: OwnerConnection): Promise<void> {
    connection.rollBack()
  }
  async releaseConnection(connection: OwnerConnection): Promise<void> {
    connection.release()
  }
  async destroy(): Promise<void> {}
}
