import { sql, type RawBuilder } from 'kysely'
import type { DepartmentMask } from '../kernel/departments.ts'
import { failure } from '../kernel/errors.ts'
import { QUERY_CANCELED, type CommunityStore } from '../store/index.ts'
import { fieldsOfTerm } from './keys.ts'
import { isSoughtInside, readingsOf, type Reading } from './normalise.ts'

/**
 * Finds customers: the definition of `match.ts` in SQL.
 *
 * One term: a range of `search_key` for each field that it may begin a word of, filtered by departments inside the
 * index-only scan, before any limit. The first character of a key is its field, so ranges in the order of fields give
 * the order of results. Several terms: the term with the fewest keys drives; where those are many, they are intersected
 * with the keys of the next (still index-only); what is left is checked against one `listing`, so that all terms are found
 * through the same account.
 */

/** What may be found: shared within the searcher's scope, or whatever an asker may know of. */
export interface Sight {
  readonly departments: DepartmentMask
  readonly of: 'shared' | 'known'
}

export interface FindRequest {
  readonly text: string
  readonly module?: string | undefined
}

export interface Found {
  /** Best first, within the page that was asked for. */
  readonly customerIds: readonly string[]
  /** At most `CAP`. */
  readonly total: number
  readonly capped: boolean
}

/** Customers counted at the most. */
export const CAP = 1_000

/** Keys read at first for one term: enough for the cap, as few customers have two keys that begin alike. */
const FIRST_KEYS = 1_500
/** Keys counted to find the rarest term. */
const PROBE_KEYS = 2_000
/** So many customers are checked one by one faster than another term's keys are read. */
const FEW = 200
const TIME_LIMIT_MS = 2_000
/** Follows whatever continues a key: the greatest code point, under the C collation. */
const LAST = '\u{10FFFF}'

/** @throws failure `search_too_broad` when the database does not answer in time */
export async function find(
  store: CommunityStore,
  sight: Sight,
  request: FindRequest,
  page: { readonly limit: number; readonly offset: number },
): Promise<Found> {
  const readings = readingsOf(request.text)
  if (readings.length === 0 || sight.departments === 0n) return { customerIds: [], total: 0, capped: false }
  const keys = new Keys(store, sight)
  const plans = await Promise.all(readings.map((reading) => planOf(keys, reading)))
  const limit = Math.max(0, Math.min(page.limit, CAP - page.offset))
  for (let most = FIRST_KEYS; ; most *= 8) {
    const hits = plans.map((plan) => hitsOf(keys, plan, request.module, most))
    const [rows] = await keys.read(sql<{ customer_id: string; total: number; hits: number }>`
      with hit as materialized (${sql.join(hits, sql` union all `)}),
      best as (select customer_id, min(rank) as rank from hit group by customer_id)
      select customer_id, (count(*) over ())::int as total, (select count(*) from hit)::int as hits
      from best order by rank, customer_id limit ${Math.max(limit, 1)} offset ${limit === 0 ? 0 : page.offset}`)
    const [first] = rows
    if (first === undefined)
      return page.offset === 0
        ? { customerIds: [], total: 0, capped: false }
        : { ...(await find(store, sight, request, { limit: 0, offset: 0 })), customerIds: [] }
    // Where keys may have been left unread and the cap is not reached, the count is not known yet.
    if (first.total <= CAP && first.hits >= most) continue
    return {
      customerIds: limit === 0 ? [] : rows.map((row) => row.customer_id),
      total: Math.min(first.total, CAP),
      capped: first.total > CAP,
    }
  }
}

/** The position of a customer among all that is found, from 1; null beyond the cap or where it is not found. */
export async function rankAmong(
  store: CommunityStore,
  sight: Sight,
  request: FindRequest,
  customerId: string,
): Promise<number | null> {
  const { customerIds } = await find(store, sight, request, { limit: CAP, offset: 0 })
  const index = customerIds.indexOf(customerId)
  return index < 0 ? null : index + 1
}

/** The search keys of one community, as far as a sight reaches. */
class Keys {
  readonly #store: CommunityStore
  readonly #sight: Sight

  constructor(store: CommunityStore, sight: Sight) {
    this.#store = store
    this.#sight = sight
  }

  get community(): RawBuilder<unknown> {
    return sql`${this.#store.communityId}::int`
  }

  async read<R>(query: RawBuilder<R>): Promise<[R[]]> {
    try {
      return await this.#store.read(() => [query] as const, { timeLimitMs: TIME_LIMIT_MS })
    } catch (error) {
      if ((error as { code?: unknown }).code !== QUERY_CANCELED) throw error
      const sentence = 'Too many customers fit this search: type more of the name or number.'
      throw failure('search_too_broad', sentence, error)
    }
  }

  seen(table: 'k' | 'l'): RawBuilder<unknown> {
    const column = sql.ref(`${table}.${this.#sight.of === 'shared' ? 'departments' : 'belongs'}`)
    return sql`${column} & ${this.#sight.departments.toString()}::bigint <> 0`
  }

  /**
   * Rows (prefix number, key, customer_id) of the keys that begin with one of the prefixes, prefix by prefix, in order;
   * of each prefix no more than `most`. One scan that is started anew for each: planning seven would take longer than reading.
   */
  startingWith(prefixes: readonly string[], most?: number): RawBuilder<unknown> {
    const ends = prefixes.map((prefix) => prefix + LAST)
    const limit = most === undefined ? sql`` : sql`limit ${most}`
    return sql`select f.n, r.key, r.customer_id
      from unnest(${prefixes}::text[], ${ends}::text[]) with ordinality as f(low, high, n)
      cross join lateral (select k.key, k.customer_id from search_key k where k.community_id = ${this.community}
        and k.key >= f.low and k.key < f.high and ${this.seen('k')} order by k.key ${limit}) r`
  }
}

interface Plan {
  readonly reading: Reading
  readonly driver: string
  /** Intersected with the driver. */
  readonly second: string | undefined
}

/** Counts the keys of each term, up to a bound, and lets the rarest drive. */
async function planOf(keys: Keys, reading: Reading): Promise<Plan> {
  const [only = '', ...others] = reading
  if (others.length === 0) return { reading, driver: only, second: undefined }
  const prefixes = reading.flatMap(prefixesOf)
  const [counted] = await keys.read(sql<{ n: number; keys: number }>`
    select n::int, count(*)::int as keys from (${keys.startingWith(prefixes, PROBE_KEYS)}) c group by n`)
  const keysOf = (term: string) =>
    counted.filter(({ n }) => prefixes[n - 1]?.slice(1) === term).reduce((sum, row) => sum + row.keys, 0)
  const weights = new Map(reading.map((term) => [term, keysOf(term)]))
  const [driver = only, second] = reading.toSorted((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0))
  return { reading, driver, second: (weights.get(driver) ?? 0) > FEW ? second : undefined }
}

/** Rows (customer_id, rank) of one reading; the same customer may come more than once. */
function hitsOf(keys: Keys, plan: Plan, module: string | undefined, most: number): RawBuilder<unknown> {
  const { reading, driver, second } = plan
  const driving = prefixesOf(driver)
  if (reading.length === 1 && module === undefined)
    return sql`(select customer_id, '0' || key as rank from (${keys.startingWith(driving, most)}) r limit ${most})`
  const also =
    second === undefined
      ? sql``
      : sql`where r.customer_id in (select customer_id from (${keys.startingWith(prefixesOf(second))}) s)`
  // `limit 1` keeps the planner from reading all listings of the community instead of those of a few customers.
  return sql`(select d.customer_id, d.rank
    from (select r.customer_id, min(${closeness(reading, driver)} || r.key) as rank
          from (${keys.startingWith(driving)}) r ${also} group by r.customer_id) d
    cross join lateral (select from listing l where l.community_id = ${keys.community} and l.customer_id = d.customer_id
      and ${keys.seen('l')} ${module === undefined ? sql`` : sql`and l.module = ${module}`}
      and ${sql.join(reading.map(saidBy), sql` and `)} limit 1) l)`
}

/** How close the other terms stand to the driver in its key: next to it, in the same field, or in another field. */
function closeness(reading: Reading, driver: string): RawBuilder<unknown> {
  const others = reading.filter((term) => term !== driver).map(escaped)
  if (others.length === 0) return sql`'0'`
  const beside = others.map((term) => sql`r.key like ${`_${escaped(driver)} ${term}%`}`)
  const within = others.map((term) => sql`r.key like ${`% ${term}%`}`)
  return sql`case when ${sql.join(beside, sql` or `)} then '0' when ${sql.join(within, sql` and `)} then '1' else '2' end`
}

/** The beginnings of the keys in which a term begins a word, best field first. */
function prefixesOf(term: string): string[] {
  return fieldsOfTerm(term).map((field) => field + term)
}

/** A word of listing `l` begins with the term. */
function saidBy(term: string): RawBuilder<unknown> {
  const pattern = escaped(term)
  const whole = sql`l.words like ${`% ${pattern}%`}`
  return isSoughtInside(term) ? sql`(${whole} or l.words like ${`% #${pattern}%`})` : whole
}

function escaped(term: string): string {
  return term.replace(/[\\%_]/g, '\\$&')
}
