import { sql, type RawBuilder } from 'kysely'
import { NO_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import { failure } from '../kernel/errors.ts'
import { QUERY_CANCELED, type CommunityStore } from '../store/index.ts'
import { fieldsOfTerm } from './keys.ts'

/** What may be found: shared within the searcher's scope, or whatever an asker may know of. */
export interface Sight {
  readonly departments: DepartmentMask
  readonly of: 'shared' | 'known'
}

const TIME_LIMIT_MS = 2_000
/** Follows whatever continues a key: the greatest code point, under the C collation. */
const LAST = '\u{10FFFF}'

/** The search keys and listings of one community, as far as a sight reaches: nothing else is ever read. */
export class KeyRanges {
  readonly #store: CommunityStore
  readonly #sight: Sight

  constructor(store: CommunityStore, sight: Sight) {
    this.#store = store
    this.#sight = sight
  }

  get isEmpty(): boolean {
    return this.#sight.departments === NO_DEPARTMENTS
  }

  get community(): RawBuilder<number> {
    return sql`${this.#store.communityId}::int`
  }

  /** The condition for rows of `search_key k` or `listing l`. */
  seen(table: 'k' | 'l'): RawBuilder<boolean> {
    const column = sql.ref(`${table}.${this.#sight.of === 'shared' ? 'departments' : 'belongs'}`)
    return sql`${column} & ${this.#sight.departments.toString()}::bigint <> 0`
  }

  /**
   * Rows (n, key, customer_id) of the keys with which a word that begins like a term begins: term by term (n from 1),
   * best field first, in the order of keys; `most` of each field. The departments are a filter of the index-only scan.
   * It is one scan that is started anew for each field: planning a union of seven takes longer than reading them.
   */
  beginningWith(terms: readonly string[], most: number): RawBuilder<unknown> {
    const prefixes = terms.flatMap((term, i) =>
      fieldsOfTerm(term).map((field) => ({ n: i + 1, low: field + term, high: field + term + LAST })),
    )
    const column = <C extends 'n' | 'low' | 'high'>(name: C) => prefixes.map((prefix) => prefix[name])
    return sql`select f.n, r.key, r.customer_id
      from unnest(${column('n')}::int[], ${column('low')}::text[], ${column('high')}::text[]) as f(n, low, high)
      cross join lateral (select k.key, k.customer_id from search_key k where k.community_id = ${this.community}
        and k.key >= f.low and k.key < f.high and ${this.seen('k')} order by k.key limit ${most}) r`
  }

  /** @throws failure `search_too_broad` when the database does not answer in time */
  async read<R>(query: RawBuilder<R>): Promise<R[]> {
    try {
      const [rows] = await this.#store.read(() => [query] as const, { timeLimitMs: TIME_LIMIT_MS })
      return rows
    } catch (error) {
      throw (error as { code?: unknown }).code === QUERY_CANCELED ? tooBroad(error) : error
    }
  }
}

export function tooBroad(cause?: unknown): Error {
  return failure(
    'search_too_broad',
    'Too many customers fit this search: type more of the name or number.',
    cause,
  )
}
