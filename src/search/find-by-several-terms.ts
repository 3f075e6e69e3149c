import { sql, type RawBuilder } from 'kysely'
import { escapedForLike } from '../store/index.ts'
import { SHEETS, type Sheet } from './fields.ts'
import { filtersSet, passingAccount, type SearchFilters } from './filters.ts'
import type { Fitting, FittingSeen } from './find-by-one-term.ts'
import {
  rangeOfTerm,
  rangesFrom,
  rangesOf,
  type KeyRange,
  type KeyRanges,
  type Readable,
} from './key-ranges.ts'
import { likeWord } from './like.ts'
import { nameOfTerm, type Reading, type Term } from './reading.ts'
import { shownOf, type PagePart } from './shown.ts'
import { mayHaveAll, signatureOfBeginnings } from './signature.ts'
import { abbreviationsOf, expansionsOf } from './similar/index.ts'

/** Of the keys that begin with a whole search, some belong to a customer who has it in two addresses. */
const KEYS_OF_A_PHRASE = 1.6
/** Keys counted at the most of a term in a field: enough to tell what is rare from what is common. */
const COUNTED_KEYS = 500

/**
 * Customers who match all terms through one account that passes the filters, best first, at most `most` of them: who has
 * all as whole words before who has them as beginnings; of those, who has them side by side, then in one name or address,
 * then in several.
 *
 * The rarest term is found first, and its keys are read, leaving out in the index those of customers whose signature lacks
 * another term. Where there are more than `most`, those who have all in one key are preferred to those who have them in
 * several, and not all of these are looked at. Where enough customers have just what was typed, such as `main st`, they are
 * all that is read. It is one statement, as a round trip takes as long as most searches.
 *
 * @param part of them that is also read to be shown
 * @throws failure `search_too_broad`
 */
export async function findBySeveralTerms(
  keys: KeyRanges,
  reading: Reading,
  filters: SearchFilters,
  most: number,
  absent: AbsentTerms,
  part?: PagePart,
): Promise<FittingSeen> {
  if (reading.some((term) => absent.has(term))) return NOBODY
  for (let matches = most * MATCHES_A_CUSTOMER; ; matches *= MORE) {
    const [row] = await keys.read(lookFor(keys, { reading, filters, matches, most }, part))
    if (row === undefined) return NOBODY
    const { typed, none, ...found } = row
    for (const no of none ?? []) absent.add(reading[no - 1] as Term)
    // Nobody: but when the data was true was read by the way.
    if (none !== null) return { ...found, mayBeKnown: false }
    if (typed !== null) {
      const customerIds = [...new Set(typed)].slice(0, most)
      return { ...found, customerIds, whole: customerIds.length, mayBeKnown: true }
    }
    if (isAllRead(found, matches, most)) return { ...found, mayBeKnown: true }
  }
}

/** Terms that were seen to have no key that may be known of: who has to have one of them is not looked for again. */
export class AbsentTerms {
  readonly #names = new Set<string>()

  add(term: Term): void {
    this.#names.add(nameOfTerm(term))
  }

  has(term: Term): boolean {
    return this.#names.has(nameOfTerm(term))
  }
}

const NOBODY: FittingSeen = { customerIds: [], whole: 0, isCut: false, mayBeKnown: false }

interface Looked extends Matches {
  /** Customers with a key that begins with the whole search as it was typed; null where there are fewer than `most`, or filters are set. */
  readonly typed: readonly string[] | null
  /** The terms, numbered from 1, that have no key that may be known of, so that nobody matches; null where each has one. */
  readonly none: readonly number[] | null
}

function lookFor(keys: KeyRanges, wanted: Wanted, part: PagePart | undefined): RawBuilder<Looked> {
  const { reading, filters, most } = wanted
  const phrase = reading.map(({ word }) => word).join(' ')
  const sheets = SHEETS.filter(
    (sheet) => sheet.inOneKey && reading.every((term) => mayStandAnywhereIn(sheet, term)),
  )
  // A key does not tell whether an account passes the filters.
  const phrases = (filtersSet(filters).length > 0 ? [] : sheets).flatMap((sheet) =>
    sheet.fields.map((field) => rangesOf(field, phrase).whole),
  )
  const mostTyped = Math.ceil(most * KEYS_OF_A_PHRASE)
  const counts = sql`select place, count(*) as keys
    from (${keys.keysIn(placesOf(reading), COUNTED_KEYS, 'known')}) r group by place`
  return sql`
    with typed as materialized (select customer_id from (${keys.keysIn(phrases, mostTyped)}) r limit ${mostTyped}),
    enough as materialized (select count(*) >= ${most} as so from (select distinct customer_id from typed) d),
    terms as materialized (${byRarity(reading, counts, COUNTED_KEYS)}),
    driver as materialized (select term from terms
      where not (select so from enough) and not exists (select from terms where keys = 0) limit 1),
    ${bestMatches(keys, wanted)}
    select m.*, (select json_agg(term) from terms where keys = 0) as none,
      (select json_agg(customer_id) from typed where (select so from enough)) as typed
    from (${matchesOf(keys, wanted, part)}) m`
}

/** The keys in which a term of a reading may be found, as ranges: a place for each term and field. */
function placesOf(reading: Reading): KeyRange[] {
  return reading.flatMap((term) => term.fields.map((field) => rangeOfTerm(field, term)))
}

/** The ranges of `placesOf`, to be named in `from`. */
export function placesFrom(reading: Reading): RawBuilder<unknown> {
  return rangesFrom(placesOf(reading))
}

/**
 * Rows (term, keys) for the terms of a reading, numbered from 1: that with the fewest keys first. Of terms that are all common, the
 * one that is likelier to be the rarest comes first, then the longest.
 *
 * @param counts rows (place, keys): the keys that were counted in the places of `placesFrom`
 * @param most keys that were counted at the most in one place
 */
export function byRarity(
  reading: Reading,
  counts: RawBuilder<unknown>,
  most: number,
): RawBuilder<{ term: number; keys: number }> {
  const termOf = reading.flatMap(({ fields }, i) => fields.map(() => i + 1))
  const commonness = reading.map((term) => -rarityOf(term))
  const shortness = reading.map(({ word }) => -word.length)
  return sql`select term, keys from (
      select t.term, coalesce(sum(c.keys), 0)::int as keys, coalesce(bool_or(c.keys >= ${most}), false) as is_cut
      from unnest(${termOf}::int[]) with ordinality as t(term, place) left join (${counts}) c on c.place = t.place
      group by t.term) t
    order by is_cut, case when is_cut then (${commonness}::int[])[term] else keys end, (${shortness}::int[])[term], term`
}

/** A number is rarer than a word, and a word than one for which there is a short form, such as that of half of all streets. */
function rarityOf({ word }: Term): number {
  if (/\d/.test(word) && word.length >= 3) return 2
  return abbreviationsOf(word).length === 0 && expansionsOf(word).length === 0 ? 1 : 0
}

/** Of the keys that are a match, few belong to a customer whom another one has found. */
export const MATCHES_A_CUSTOMER = 2
export const MORE = 8
/**
 * Keys of which the customer is looked up, at the most. Where so many have a signature with all terms, these say little, as
 * in `smith jo`: whoever has them in one name was found before.
 */
const LOOKED_UP = 500

/** Where matches were left unread and customers are missing, it has to be read further: `MORE` times as many. */
export function isAllRead({ read, customerIds }: Matches, matches: number, most: number): boolean {
  return read < matches || customerIds.length >= most
}

/** What the keys of the driving term tell. */
export interface Matches extends Fitting {
  /** Matches that were read: where there are as many as were to be read, there may be more. */
  readonly read: number
}

/** What is wanted of the keys of a term, the driving one. */
export interface Wanted {
  /** Each of its terms is to be there. */
  readonly reading: Reading
  /** The term of which the keys are read; else that of the row `driver(term)`, numbered from 1. */
  readonly driver?: Term
  readonly filters: SearchFilters
  /** Matches that are read at the most. */
  readonly matches: number
  /** Customers that are found at the most. */
  readonly most: number
}

/** The matches among the keys of the driving term: see `bestMatches`. */
export function matchesIn(keys: Readable, wanted: Wanted): RawBuilder<Matches> {
  return sql`with ${bestMatches(keys, wanted)} ${matchesOf(keys, wanted)}`
}

/**
 * Of rows (rank, place, key, customer_id). Of those who have all words as whole ones, who has the least beside them comes
 * first, letter by letter; others are sorted as a list is.
 */
const IN_ORDER = sql`rank, case when rank < 3 then length(key) else 0 end, place, key, customer_id`

/** End of a statement that begins with `bestMatches`. */
function matchesOf(keys: Readable, { filters }: Wanted, part?: PagePart): RawBuilder<Matches> {
  const ofPart = ({ from, size }: PagePart) =>
    sql`select customer_id from top order by ${IN_ORDER} offset ${from} limit ${size}`
  return sql`
    select coalesce(json_agg(customer_id order by ${IN_ORDER}), '[]') as "customerIds",
      (count(*) filter (where rank < 3))::int as whole,
      ${someAreLeft(filters)} as "isCut", ${MATCHES_READ}::int as read,
      ${part ? shownOf(keys, ofPart(part)) : sql`null`} as shown from top`
}

/** In a statement that begins with `bestMatches`: how many matches were read. */
export const MATCHES_READ = sql`((select count(*) from here) + (select count(*) from elsewhere))`

/** In such a statement: whether not all were looked up whose signature lets all terms through. */
export function someAreLeft(filters: SearchFilters): RawBuilder<boolean> {
  return isLookedUpWhole(filters) ? sql`false` : sql`(select count(*) from others) >= ${LOOKED_UP}`
}

/** A key does not tell whether an account passes the filters: with any, all are looked up. */
function isLookedUpWhole(filters: SearchFilters): boolean {
  return filtersSet(filters).length > 0
}

/**
 * Of a statement that begins with `with`, up to `top as (…)`: rows (customer_id, rank, place, key), best first in this order. Reads the
 * keys of the driving term. A key that has all terms is a match: all of the whole word are read for these, and of
 * longer words as many as are wanted. Only where these are too few, the other terms are looked up among the words of the
 * listings, which takes longer, as far as more are wanted: once for each customer, who may have hundreds of keys and listings.
 */
export function bestMatches(
  keys: Readable,
  { reading, driver, filters, matches, most }: Wanted,
): RawBuilder<unknown> {
  const isFiltered = isLookedUpWhole(filters)
  const ranges = (driver === undefined ? reading : [driver]).map((term) =>
    rangesToScan(reading, term, isFiltered),
  )
  const signature = signatureOfBeginnings(reading.map(({ word }) => word))
  const isBegun = sql`t.said like all(${reading.map(({ word, whole }) => likeWord('', word, whole))}::text[])`
  const isWhole = sql`t.said like all(${reading.map(({ word }) => likeWord('', word, true))}::text[])`
  const read = (part: 'whole' | 'longer', rank: RawBuilder<unknown>) => sql`
    select f.place, r.key, r.customer_id, t.said, case when f.sure then ${rank} end as rank
    from ${rangesToScanFrom(ranges.map((each) => each[part]))}
    cross join lateral (select k.key, k.customer_id from search_key k
      where ${keys.inRange('seen')} and ${mayHaveAll(signature)} order by k.key) r
    cross join lateral (select ' ' || substr(r.key, 2) || ' ' as said) t`
  const besides = sql`case when s.said like any(${sideBySide(reading)}::text[]) then 0 else 1 end`
  return sql`
    of_whole as materialized (${read('whole', sql`case when ${isWhole} then 0 when ${isBegun} then 3 end`)}),
    of_longer as materialized (${read('longer', sql`case when ${isBegun} then 3 end`)}),
    here as materialized (
      select s.customer_id, s.place, s.key, s.rank + ${besides} as rank from of_whole s where s.rank is not null
      union all
      (select s.customer_id, s.place, s.key, s.rank + ${besides} as rank from of_longer s where s.rank is not null
        limit ${matches})),
    others as materialized (
      select s.customer_id, s.place, s.key from (select * from of_whole union all select * from of_longer) s
      where s.rank is null${isFiltered ? sql`` : sql` limit ${LOOKED_UP}`}),
    elsewhere as materialized (
      select s.customer_id, s.place, s.key, case when l.whole then 2 else 5 end as rank
      from (select * from (select distinct on (customer_id) * from others order by customer_id, place, key) o
        order by place, key, customer_id) s cross join lateral (${inListing(keys, reading, filters)} order by whole desc limit 1) l
      limit greatest(0, ${matches} - (select count(*) from here))),
    best as (select distinct on (customer_id) customer_id, rank, place, key
      from (select * from here union all select * from elsewhere) m order by customer_id, ${IN_ORDER}),
    top as (select * from best order by ${IN_ORDER} limit ${most})`
}

interface RangeToScan extends KeyRange {
  /** A key with all terms needs no other look. */
  readonly sure: boolean
  /** In the order of results. */
  readonly place: number
}

/** Rows `f(low, high, sure, place)` of the driving term. */
function rangesToScanFrom(ofTerms: readonly (readonly RangeToScan[])[]): RawBuilder<unknown> {
  const all = ofTerms.flatMap((ranges, i) => ranges.map((range) => ({ ...range, term: i + 1 })))
  return sql`(select * from unnest(${all.map(({ low }) => low)}::text[], ${all.map(({ high }) => high)}::text[],
      ${all.map(({ sure }) => sure)}::bool[], ${all.map(({ place }) => place)}::int[],
      ${all.map(({ term }) => term)}::int[]) as f(low, high, sure, place, term)
    ${ofTerms.length > 1 ? sql`where term = (select term from driver)` : sql``}) f`
}

/** The keys of a term: those that begin with it as a whole word, and with a longer one. */
function rangesToScan(
  reading: Reading,
  driver: Term,
  isFiltered: boolean,
): Readonly<Record<'whole' | 'longer', readonly RangeToScan[]>> {
  const ranges = SHEETS.flatMap((sheet) => {
    const sure = !isFiltered && reading.every((term) => term === driver || mayStandAnywhereIn(sheet, term))
    return sheet.fields
      .filter((field) => driver.fields.includes(field))
      .map((field) => ({ sure, ...rangesOf(field, driver.word) }))
  })
  return {
    whole: ranges.map(({ whole, sure }, i) => ({ ...whole, sure, place: i })),
    longer:
      driver.whole === true
        ? []
        : ranges.map(({ longer, sure }, i) => ({ ...longer, sure, place: ranges.length + i })),
  }
}

function mayStandAnywhereIn(sheet: Sheet, { fields }: Term): boolean {
  return sheet.fields.every((field) => fields.includes(field))
}

/** The listing through which a customer `s` matches: one row with whether all terms are whole words there. */
function inListing(keys: Readable, reading: Reading, filters: SearchFilters): RawBuilder<unknown> {
  const wordLike = ({ word, fields }: Term, isWhole: boolean) =>
    sql`l.words like any(${fields.map((field) => likeWord(field, word, isWhole))}::text[])`
  const each = (wholeOf: (term: Term) => boolean) =>
    sql.join(
      reading.map((term) => wordLike(term, wholeOf(term))),
      sql` and `,
    )
  return sql`select (${each(() => true)}) as whole from listing l ${passingAccount(keys.community, filters)}
    where l.community_id = ${keys.community} and l.customer_id = s.customer_id and ${keys.seen('l')}
      and ${each(({ whole }) => whole === true)}`
}

/** As they were typed, or with the last word first: `john q smith` is printed `Smith, John Q`. */
function sideBySide(reading: Reading): string[] {
  const words = reading.map(({ word }) => escapedForLike(word))
  return [words, [...words.slice(-1), ...words.slice(0, -1)]].map((order) => `% ${order.join(' ')}%`)
}
