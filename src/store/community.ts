import { sql, type Compilable, type CompiledQuery, type Kysely, type RawBuilder } from 'kysely'
import { queriesOver, queriesToCompile, type Engine } from './engine.ts'
import type { CommunityTables } from './tables.ts'

/** A query builder of one community: every query still says `community_id` itself, for the planner and for Citus. */
export type Queries = Kysely<CommunityTables>

type Statement<R = unknown> = Compilable<R> | RawBuilder<R>
type Answers<S extends readonly Statement[]> = {
  -readonly [I in keyof S]: S[I] extends Statement<infer R> ? R[] : never
}

/** What `sql` raises when a statement runs longer than `timeLimitMs`: SQLSTATE query_canceled. */
export const QUERY_CANCELED = '57014'

/**
 * The way to the records of a community. Row-level security lets its transactions see this community and no other,
 * so a forgotten condition finds nothing instead of somebody else's customer.
 */
export class CommunityStore {
  readonly communityId: number
  readonly #engine: Engine

  /** Made by `Store.as`. */
  constructor(engine: Engine, communityId: number) {
    checkId(communityId)
    this.#engine = engine
    this.communityId = communityId
  }

  /** Reads in one transaction and one round trip; answers come in the order of the statements. */
  async read<const S extends readonly Statement[]>(
    build: (db: Queries) => S,
    { timeLimitMs }: { timeLimitMs?: number } = {},
  ): Promise<Answers<S>> {
    return await readIn(this.#engine, this.#prologue(), build(toCompile), timeLimitMs)
  }

  /** Reads and writes in one transaction. Keep it to a few hundred customers, and never await the network inside. */
  async write<T>(work: (tx: Queries) => Promise<T>): Promise<T> {
    return await this.#engine.transaction(this.#prologue(), (session) =>
      work(queriesOver<CommunityTables>(session)),
    )
  }

  /** Writes in one transaction what is known beforehand: in one round trip. */
  async writeAll(statements: readonly Statement[]): Promise<void> {
    await this.#engine.batch(this.#prologue(), statements.map(compile))
  }

  /** `set` takes no parameters: the literal is a checked integer. Every statement says it, so Citus passes it on. */
  #prologue(): string {
    return `set local role app; set local app.community = '${this.communityId}'`
  }
}

/** A scan reads the list of communities that it may see when it starts: the longer it is, the longer that takes. */
const SEEN_AT_ONCE = 20

/**
 * Reads the records of several communities at once, and of no other, whatever a query asks for. A query takes the rows of
 * each by `unnest(…) cross join lateral`: a plain join would be planned over all of them.
 */
export class SeveralCommunitiesStore {
  readonly communityIds: readonly number[]
  readonly #engine: Engine

  /** Made by `Store.asSeveral`. */
  constructor(engine: Engine, communityIds: readonly number[]) {
    communityIds.forEach(checkId)
    this.#engine = engine
    this.communityIds = communityIds
  }

  /** The rows of a statement that is asked for some of the communities at a time, on two connections where there are more. */
  async read<R>(
    statementOf: (communityIds: readonly number[]) => Statement<R>,
    { timeLimitMs }: { timeLimitMs?: number } = {},
  ): Promise<R[]> {
    const parts: (readonly number[])[] = []
    for (let from = 0; from < this.communityIds.length; from += SEEN_AT_ONCE)
      parts.push(this.communityIds.slice(from, from + SEEN_AT_ONCE))
    const middle = Math.ceil(parts.length / 2)
    const halves = [parts.slice(0, middle), parts.slice(middle)].filter((each) => each.length > 0)
    const answers = await Promise.all(
      halves.map(async (half) => {
        const statements = half.flatMap((ids) => [
          sql`select set_config('app.communities', ${`{${ids.join(',')}}`}, true)`,
          statementOf(ids),
        ])
        const read = await readIn(this.#engine, 'set local role app_search', statements, timeLimitMs)
        return read.filter((_, i) => i % 2 === 1)
      }),
    )
    return answers.flat(2) as R[]
  }
}

async function readIn<const S extends readonly Statement[]>(
  engine: Engine,
  prologue: string,
  statements: S,
  timeLimitMs: number | undefined,
): Promise<Answers<S>> {
  const limit = timeLimitMs === undefined ? '' : `; set local statement_timeout = ${Math.ceil(timeLimitMs)}`
  const answers = await engine.batch(
    `${prologue}${limit}; set transaction read only`,
    statements.map(compile),
  )
  return answers.map(({ rows }) => rows) as Answers<S>
}

function checkId(communityId: number): void {
  if (!Number.isSafeInteger(communityId) || communityId < 1)
    throw new Error(`${communityId} is not the id of a community`)
}

const toCompile = queriesToCompile<CommunityTables>()

function compile(statement: Statement): CompiledQuery {
  // A `sql` fragment is compiled by a query builder; a query compiles itself.
  return 'isRawBuilder' in statement ? statement.compile(toCompile) : statement.compile()
}

/**
 * Rows as one JSON parameter, to be named in `from`: `select … from ${rowsFrom(rows, 'key text, n int')} as r`. One
 * parameter however many rows, the same text on both drivers, and as fast as arrays.
 */
export function rowsFrom(rows: readonly object[], columns: string): RawBuilder<unknown> {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as r(${sql.raw(columns)})`
}
