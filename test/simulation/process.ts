import type pg from 'pg'
import type { Rows } from '../../src/store/engine.ts'
import { CommunityStore, type Store } from '../../src/store/index.ts'

/** What happens to a process at one of its units of work, or around it. */
export type ProcessTrouble =
  /** The process dies: before the unit commits, or as soon as it has. Nothing that it began goes on. */
  | 'dies before'
  | 'dies after'
  /** The connection to the database is lost: before the unit commits, or before its success is heard of. */
  | 'loses connection before'
  | 'loses connection after'

export interface Blow {
  readonly trouble: ProcessTrouble
  /** Which unit of work it hits, counted from 1 from when it is planned. */
  readonly at: number
}

/**
 * A process of the portal on a database that others use, too. Its store is the real one, entered through the engine: the
 * narrowest place that every unit of work passes. A process that has died never does anything again, and what it held on
 * the server (its connections, so its locks) is given back.
 */
export class PortalProcess {
  readonly store: Store
  /** Resolves when the process dies. */
  readonly died: Promise<'died'>
  isDead = false
  #blow: Blow | undefined
  #units = 0
  #kill: (how: 'died') => void = () => {}
  readonly #connections = new Set<pg.PoolClient>()

  /** @param onCommit is awaited after each unit of work that may have written, before its process goes on */
  constructor(database: Store, onCommit: () => Promise<void>) {
    this.died = new Promise((resolve) => (this.#kill = resolve))
    const real = database.engine
    const engine = { ...real }
    engine.batch = async (prologue, queries) => {
      if (!prologue.includes('read only'))
        // Statement by statement, so that it can be hit before it commits.
        return await engine.transaction(prologue, async (session) => {
          const answers: Rows[] = []
          for (const { sql, parameters } of queries) answers.push(await session.query(sql, parameters))
          return answers
        })
      return await this.#unit(async (spoil) => {
        const rows = await real.batch(prologue, queries)
        spoil()
        return rows
      })
    }
    engine.transaction = (prologue, work) =>
      this.#unit(async (spoil) => {
        const result = await real.transaction(prologue, async (session) => {
          const made = await work(session)
          spoil()
          return made
        })
        await onCommit()
        return result
      })
    if (real.kind === 'postgres') Object.assign(engine, { pool: this.#watched(real.pool) })
    this.store = {
      ...database,
      engine,
      as: (communityId) => new CommunityStore(engine, communityId),
      keepUp: () => (this.isDead ? NEVER : database.keepUp()),
    }
  }

  /** Plans a blow, or calls it off. */
  expect(blow: Blow | undefined): void {
    this.#blow = blow
    this.#units = 0
  }

  /** A unit of work; `spoil` is called inside of it, when all is done but the commit. */
  async #unit<T>(work: (spoil: () => void) => Promise<T>): Promise<T> {
    if (this.isDead) return await NEVER
    const blow = ++this.#units === this.#blow?.at ? this.#blow : undefined
    try {
      const result = await work(() => {
        if (blow?.trouble.endsWith('before')) throw new ConnectionLost()
      })
      if (this.isDead) return await NEVER
      if (!blow) return result
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
    }
    if (blow?.trouble.startsWith('loses')) throw new ConnectionLost()
    this.#die()
    return await NEVER
  }

  #die(): void {
    this.isDead = true
    for (const connection of this.#connections) connection.release(true)
    this.#kill('died')
  }

  /** A pool that knows which of its connections this process has taken out. */
  #watched(pool: pg.Pool): pg.Pool {
    const watched = Object.create(pool) as pg.Pool
    Object.assign(watched, {
      connect: async () => {
        if (this.isDead) return await NEVER
        const client = await pool.connect()
        const release = client.release.bind(client)
        this.#connections.add(client)
        client.release = (broken?: Error | boolean) => {
          this.#connections.delete(client)
          release(broken)
        }
        return client
      },
    })
    return watched
  }
}

class ConnectionLost extends Error {
  constructor() {
    super('Connection terminated unexpectedly')
  }
}

const NEVER = new Promise<never>(() => {})
