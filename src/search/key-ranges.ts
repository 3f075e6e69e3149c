import { sql, type RawBuilder } from 'kysely'
import { searchable, type Scope } from '../access/scope.ts'
import { NO_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import { failure } from '../kernel/errors.ts'
import { QUERY_CANCELED, type CommunityStore } from '../store/index.ts'
import type { FieldCode } from './fields.ts'
import type { Term } from './reading.ts'

/** What may be found: shared within the searcher's scope, or whatever an asker may know of. */
export interface Sight {
  readonly departments: DepartmentMask
  readonly of: 'shared' | 'known'
  /** What may be known of in these departments beside: it decides whether guesses are made. */
  readonly knows: 'shared' | 'known'
}

/** Whoever may ask why a customer is not listed may know of those who are withheld, too. */
export function sightOf(scope: Scope): Sight {
  const knows = scope.rights.has('explain') ? 'known' : 'shared'
  return { departments: searchable(scope), of: 'shared', knows }
}

/** Keys from `low` up to `high`, which is not one of them. */
export interface KeyRange {
  readonly low: string
  readonly high: string
}

export const TIME_LIMIT = { timeLimitMs: 2_000 }
/** Follows whatever continues a key: the greatest code point, under the C collation. */
const LAST = '\u{10FFFF}'
/** Follows the space behind a whole word, and comes before whatever continues the word. */
const AFTER_SPACE = '!'

/** The keys that begin with this word, whole; then those that begin with a longer one. */
export function rangesOf(field: FieldCode, word: string): { whole: KeyRange; longer: KeyRange } {
  const start = field + word
  return {
    whole: { low: start, high: start + AFTER_SPACE },
    longer: { low: start + AFTER_SPACE, high: start + LAST },
  }
}

/** All keys in which a term is found as typed, in one of its fields. */
export function rangeOfTerm(
  field: FieldCode,
  { word, whole: isWhole }: Pick<Term, 'word' | 'whole'>,
): KeyRange {
  const { whole, longer } = rangesOf(field, word)
  return { low: whole.low, high: isWhole === true ? whole.high : longer.high }
}

/** Ranges as rows to be named in `from`: `f(low, high, place)`, `place` from 1. */
export function rangesFrom(ranges: readonly KeyRange[]): RawBuilder<unknown> {
  return sql`unnest(${ranges.map(({ low }) => low)}::text[], ${ranges.map(({ high }) => high)}::text[])
    with ordinality as f(low, high, place)`
}

/** Conditions for the rows that may be read: of one community, or of each of several (`several-sights.ts`). */
export interface Readable {
  readonly community: RawBuilder<number>
  /** For rows of `search_key k` or `listing l`. */
  seen(table: Table): RawBuilder<boolean>
  /** For those that are shared, whether or not the sight reaches further. */
  shared(table: Table): RawBuilder<boolean>
  /** For those that the searcher may know of, whether shown or withheld. */
  known(table: Table): RawBuilder<boolean>
  /** For a key `k` of the range `f`, as far as it is seen or may be known of. */
  inRange(sight: 'seen' | 'known'): RawBuilder<boolean>
}

type Table = 'k' | 'l'

/** The search keys and listings of one community, as far as a sight reaches: nothing else is ever read. */
export class KeyRanges implements Readable {
  readonly #store: CommunityStore
  readonly #sight: Sight

  constructor(store: CommunityStore, sight: Sight) {
    this.#store = store
    this.#sight = sight
  }

  get isEmpty(): boolean {
    return this.#sight.departments === NO_DEPARTMENTS
  }

  /** What may be known of: the same for all sights of which it is the same, whatever they show. */
  get knownName(): string {
    return [this.#store.communityId, this.#sight.departments, this.#sight.knows].join(' ')
  }

  get community(): RawBuilder<number> {
    return sql`${this.#store.communityId}::int`
  }

  seen(table: Table): RawBuilder<boolean> {
    return this.#within(table, this.#sight.of)
  }

  shared(table: Table): RawBuilder<boolean> {
    return this.#within(table, 'shared')
  }

  known(table: Table): RawBuilder<boolean> {
    return this.#within(table, this.#sight.knows)
  }

  inRange(sight: 'seen' | 'known'): RawBuilder<boolean> {
    const within = sight === 'seen' ? this.seen('k') : this.known('k')
    return sql`k.community_id = ${this.community} and k.key >= f.low and k.key < f.high and ${within}`
  }

  /** The same records as far as they may be known of. */
  asKnown(): KeyRanges {
    return new KeyRanges(this.#store, { ...this.#sight, of: this.#sight.knows })
  }

  get seesAllKnown(): boolean {
    return this.#sight.of === this.#sight.knows
  }

  #within(table: Table, of: Sight['of']): RawBuilder<boolean> {
    const column = sql.ref(`${table}.${of === 'shared' ? 'departments' : 'belongs'}`)
    return sql`${column} & ${this.#sight.departments.toString()}::bigint <> 0`
  }

  /**
   * Rows (place, key, customer_id) of the keys in some ranges, range by range (`place` from 1) and in the order of keys;
   * `most` of each range: of those that are seen, or may be known of. The departments are a filter of the index-only scan. It is one scan that is started anew for
   * each range: planning a union of them takes longer than reading them.
   */
  keysIn(ranges: readonly KeyRange[], most: number, sight: 'seen' | 'known' = 'seen'): RawBuilder<unknown> {
    return sql`select f.place, r.key, r.customer_id
      from ${rangesFrom(ranges)} cross join lateral (
        select k.key, k.customer_id from search_key k where ${this.inRange(sight)} order by k.key, k.customer_id limit ${most}) r`
  }

  /** @throws failure `search_too_broad` when the database does not answer in time */
  async read<R>(query: RawBuilder<R>): Promise<R[]> {
    const [rows] = await inTime(() => this.#store.read(() => [query] as const, TIME_LIMIT))
    return rows
  }
}

/** @throws failure `search_too_broad` when a reading that has `TIME_LIMIT` does not end in time */
export async function inTime<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw (error as { code?: unknown }).code === QUERY_CANCELED ? tooBroad(error) : error
  }
}

function tooBroad(cause?: unknown): Error {
  return failure(
    'search_too_broad',
    'Too many customers fit this search: type more of the name or number.',
    cause,
  )
}
