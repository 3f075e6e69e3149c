import { sql, type RawBuilder } from 'kysely'
import type { DepartmentMask } from '../kernel/departments.ts'
import { failure } from '../kernel/errors.ts'
import { QUERY_CANCELED, type CommunityStore } from '../store/index.ts'
import { ADDRESS, EMAIL, ID, NAME, NUMBER, NUMBER_PART, PART_DIGITS, PHONE, type KeyField } from './keys.ts'
import { readingsOf, type Reading } from './normalise.ts'

/**
 * Finds customers: the definition of `match.ts` in SQL.
 *
 * One term: a range of `search_key` for each field that it may begin a word of, filtered by departments inside the
 * index-only scan, before any limit. The first character of a key is its field, so the order of keys is the order of
 * results. Several terms: the ranges of two of them are intersected (both index-only), and the few that are left are
 * checked against one `listing`, so that all terms are found through the same account.
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

/** Customers counted at the most. */
export const CAP = 1_000

/** A term's range is read so far at first: enough for the cap where a customer has more than one key in it. */
const FIRST_ROWS = 1_500
const TIME_LIMIT_MS = 2_000
/** Follows every key that begins like what stands before it: the greatest code point under the C collation. */
const LAST = '\u{10FFFF}'
const FIELDS: readonly KeyField[] = [NUMBER, NAME, PHONE, ADDRESS, EMAIL, ID, NUMBER_PART]

export interface Found {
  /** Best first, within the page that was asked for. */
  readonly customerIds: readonly string[]
  /** At most `CAP`. */
  readonly total: number
  readonly capped: boolean
}

/** @throws failure `search_too_broad` when the database does not answer in time */
export async function find(
  store: CommunityStore,
  sight: Sight,
  request: FindRequest,
  page: { readonly limit: number; readonly offset: number },
): Promise<Found> {
  const readings = readingsOf(request.text)
  if (readings.length === 0 || sight.departments === 0n) return { customerIds: [], total: 0, capped: false }
  const limit = Math.max(0, Math.min(page.limit, CAP - page.offset))
  for (let rows = FIRST_ROWS; ; rows *= 8) {
    const query = sql<{ customer_id: string; total: number; read: number }>`
      with hit as materialized (${sql.join(
        readings.map((reading) => hitsOf(store, sight, reading, request.module, rows)),
        sql` union all `,
      )}),
      best as (select customer_id, min(rank) as rank from hit group by customer_id)
      select customer_id, (count(*) over ())::int as total, (select count(*) from hit)::int as read
      from best order by rank, customer_id limit ${Math.max(limit, 1)} offset ${limit === 0 ? 0 : page.offset}`
    const [found] = await inTime(store.read(() => [query] as const, { timeLimitMs: TIME_LIMIT_MS }))
    const [first] = found
    if (first === undefined) {
      // Beyond the last page, or nothing at all: the total tells.
      if (page.offset === 0) return { customerIds: [], total: 0, capped: false }
      return { ...(await find(store, sight, request, { limit: 0, offset: 0 })), customerIds: [] }
    }
    // When a range may have been cut short and the cap is not reached, the count is not known yet.
    if (first.total <= CAP && first.read >= rows) continue
    return {
      customerIds: limit === 0 ? [] : found.map((row) => row.customer_id),
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

/** Rows (customer_id, rank) of one reading; the same customer may come more than once. */
function hitsOf(
  store: CommunityStore,
  sight: Sight,
  reading: Reading,
  module: string | undefined,
  rows: number,
): RawBuilder<unknown> {
  const [only, ...others] = reading
  if (others.length === 0 && module === undefined)
    return sql`select customer_id, '0' || key as rank from (${rangesOf(store, sight, only ?? '', rows)}) r`
  const [driver = '', second] = driversOf(reading)
  const also =
    second === undefined
      ? sql``
      : sql`where customer_id in (select customer_id from (${rangesOf(store, sight, second)}) s)`
  return sql`select d.customer_id, coalesce('0' || p.key, '1' || d.key) as rank
    from (select customer_id, min(key) as key from (${rangesOf(store, sight, driver)}) r ${also} group by customer_id) d
    left join (${phrasesOf(store, sight, reading)}) p on p.customer_id = d.customer_id
    where exists (select from listing l where l.community_id = ${store.communityId} and l.customer_id = d.customer_id
      and ${seenIn(sight, 'l.')} ${module === undefined ? sql`` : sql`and l.module = ${module}`}
      and ${sql.join(reading.map(saidBy), sql` and `)})`
}

/** Two terms to begin with, in the order typed: numbers and long words have the fewest keys. */
function driversOf(reading: Reading): Reading {
  const weight = (term: string) => term.length + (/^\d+$/.test(term) ? 3 : 0)
  const rarest = new Set(reading.toSorted((a, b) => weight(b) - weight(a)).slice(0, 2))
  return reading.filter((term) => rarest.has(term))
}

/** The keys that begin with a term, field by field. With `rows`, no more of each field than that. */
function rangesOf(store: CommunityStore, sight: Sight, term: string, rows?: number): RawBuilder<unknown> {
  const fields = FIELDS.filter((field) => field !== NUMBER_PART || term.length >= PART_DIGITS)
  const limited = rows === undefined ? sql`` : sql`order by key limit ${sql.lit(rows)}`
  return sql.join(
    fields.map((field) => sql`(${range(store, sight, field + term)} ${limited})`),
    sql` union all `,
  )
}

/** Customers in whose name or address the terms stand side by side: as typed, or two of them the other way round. */
function phrasesOf(store: CommunityStore, sight: Sight, reading: Reading): RawBuilder<unknown> {
  const orders = reading.length === 2 ? [reading, reading.toReversed()] : [reading]
  const ranges = [NAME, ADDRESS].flatMap((field) =>
    orders.map((order) => range(store, sight, field + order.join(' '))),
  )
  return sql`select customer_id, min(key) as key from (${sql.join(ranges, sql` union all `)}) f group by customer_id`
}

function range(store: CommunityStore, sight: Sight, prefix: string): RawBuilder<unknown> {
  return sql`select key, customer_id from search_key where community_id = ${store.communityId}
    and key >= ${prefix} and key < ${prefix + LAST} and ${seenIn(sight, '')}`
}

function seenIn(sight: Sight, table: '' | 'l.'): RawBuilder<unknown> {
  const column = sql.ref(`${table}${sight.of === 'shared' ? 'departments' : 'belongs'}`)
  return sql`${column} & ${sight.departments.toString()}::bigint <> 0`
}

/** A word of listing `l` begins with the term. Terms hold letters and digits alone, and in an e-mail address `_`. */
function saidBy(term: string): RawBuilder<unknown> {
  const pattern = term.replace(/[\\%_]/g, '\\$&')
  const whole = sql`l.words like ${`% ${pattern}%`}`
  return term.length < PART_DIGITS ? whole : sql`(${whole} or l.words like ${`% #${pattern}%`})`
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if ((error as { code?: unknown }).code !== QUERY_CANCELED) throw error
    throw failure(
      'search_too_broad',
      'Too many customers fit this search: type more of the name or number.',
      error,
    )
  }
}
