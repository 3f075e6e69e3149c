import type { CompiledQuery } from 'kysely'
import type { Engine } from '../../src/store/engine.ts'

const INSERTION = 'insert into search_key '

/** Once in a database: where keys are gathered. */
export async function prepareToGather(engine: Engine): Promise<void> {
  await engine.execute('create schema bench; grant usage on schema bench to app')
}

/**
 * The search keys of a city, gathered in a table without an index, and inserted in their order when all are there: so the
 * index grows at one place and its pages are nearly full. To make it from all keys of all cities would take two more copies of it on
 * the disk, which ten million customers leave no room for.
 */
export class GatheredKeys {
  readonly #engine: Engine
  readonly #table: string

  private constructor(engine: Engine, communityId: number) {
    this.#engine = engine
    this.#table = `bench.keys_of_${communityId}`
  }

  static async open(engine: Engine, communityId: number): Promise<GatheredKeys> {
    const keys = new GatheredKeys(engine, communityId)
    await engine.execute(
      `create unlogged table ${keys.#table} (like search_key); grant insert on ${keys.#table} to app`,
    )
    return keys
  }

  /** The statement as it is, but for one that inserts keys: it gathers them. */
  gathering(statement: CompiledQuery): CompiledQuery {
    const { sql } = statement
    if (!sql.startsWith(INSERTION)) return statement
    return { ...statement, sql: `insert into ${this.#table} ${sql.slice(INSERTION.length)}` }
  }

  async insert(): Promise<void> {
    await this.#engine.execute(
      `insert into search_key select * from ${this.#table} order by key, customer_id; drop table ${this.#table}`,
    )
  }
}
