import { sql, type RawBuilder } from 'kysely'
import { escapedForLike } from '../store/index.ts'
import { SHEETS, type Sheet } from './fields.ts'
import { filtersSet, passingAccount, type SearchFilters } from './filters.ts'
import type { Fitting, FittingSeen } from './find-by-one-term.ts'
import { rangeOfTerm, rangesOf, type KeyRange, type KeyRanges, type Readable } from './key-ranges.ts'
import { likeWord } from './like.ts'
import { nameOfTerm, type Reading, type Term } from './reading.ts'
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
 * The first round trip finds the rarest term. The second reads its keys, leaving out in the index those of customers whose
 * signature lacks another term. Where there are more than `most`, those who have all in one key are preferred to those who
 * have them in several, and not all of these are looked at. Where the first finds enough customers who have just what was typed,
 * such as `main st`, there is no second.
 *
 * @throws failure `search_too_broad`
 */
export async function findBySeveralTerms(
  keys: KeyRanges,
  reading: Reading,
  filters: SearchFilters,
  most: number,
  absent: AbsentTerms,
): Promise<FittingSeen> {
  if (reading.some((term) => absent.has(term))) return NOBODY
  const isFiltered = filtersSet(filters).length > 0
  const { rarest, asTyped } = await lookFirst(keys, reading, most, absent, isFiltered)
  if (asTyped.length >= most)
    return { customerIds: asTyped.slice(0, most), whole: most, isCut: false, mayBeKnown: true }
  return rarest === undefined ? NOBODY : await scan(keys, reading, rarest, filters, most)
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

interface FirstLook {
  /** The term with the fewest keys that may be known of; undefined where a term has none, so that nobody matches. */
  readonly rarest: Term | undefined
  /** Customers with a key that begins with the whole search as it was typed; none where there are fewer than `most`, or filters are set. */
  readonly asTyped: readonly string[]
}

async function lookFirst(
  keys: KeyRanges,
  reading: Reading,
  most: number,
  absent: AbsentTerms,
  isFiltered: boolean,
): Promise<FirstLook> {
  const places = placesOf(reading)
  const phrase = reading.map(({ word }) => word).join(' ')
  const sheets = SHEETS.filter(
    (sheet) => sheet.inOneKey && reading.every((term) => mayStandAnywhereIn(sheet, term)),
  )
  // A key does not tell whether an account passes the filters.
  const phrases = (isFiltered ? [] : sheets).flatMap((sheet) =>
    sheet.fields.map((field) => rangesOf(field, phrase).whole),
  )
  const enough = Math.ceil(most * KEYS_OF_A_PHRASE)
  const [counts, [typed]] = await keys.readBoth(
    sql<CountedKeys>`
      select place, count(*)::int as keys from (${keys.keysIn(places, COUNTED_KEYS, 'known')}) r group by place`,
    sql<{ ids: string[] | null }>`
      select case when count(*) >= ${most} then json_agg(customer_id) end as ids
      from (select customer_id from (${keys.keysIn(phrases, enough)}) r limit ${enough}) r`,
  )
  const terms = byRarity(reading, counts, COUNTED_KEYS)
  for (const { term, keys: counted } of terms) if (counted === 0) absent.add(term)
  const [rarest] = terms
  return { rarest: rarest?.keys === 0 ? undefined : rarest?.term, asTyped: [...new Set(typed?.ids)] }
}

/** The keys in which a term of a reading may be found, as ranges: a place for each term and field. */
export function placesOf(reading: Reading): KeyRange[] {
  return reading.flatMap((term) => term.fields.map((field) => rangeOfTerm(field, term)))
}

/** Keys that were counted in a place of `placesOf`, from 1. */
export interface CountedKeys {
  readonly place: number
  readonly keys: number
}

/**
 * The terms of a reading, that with the fewest keys first.
 * @param most keys that were counted at the most in one place
 */
export function byRarity(
  reading: Reading,
  counts: readonly CountedKeys[],
  most: number,
): readonly CountedTerm[] {
  const termOf = reading.flatMap((term) => term.fields.map(() => term))
  return reading
    .map((term): CountedTerm => {
      const own = counts.filter(({ place }) => termOf[place - 1] === term)
      return {
        term,
        keys: own.reduce((sum, each) => sum + each.keys, 0),
        isCut: own.some(({ keys }) => keys >= most),
      }
    })
    .toSorted(rarestFirst)
}

interface CountedTerm {
  readonly term: Term
  readonly keys: number
  /** There are more than were counted. */
  readonly isCut: boolean
}

/** Of terms that are all common, the one that is likelier to be the rarest, then the longest. */
function rarestFirst(a: CountedTerm, b: CountedTerm): number {
  if (a.isCut !== b.isCut) return a.isCut ? 1 : -1
  const byLength = b.term.word.length - a.term.word.length
  if (!a.isCut) return a.keys - b.keys || byLength
  return rarityOf(b.term) - rarityOf(a.term) || byLength
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

async function scan(
  keys: KeyRanges,
  reading: Reading,
  driver: Term,
  filters: SearchFilters,
  most: number,
): Promise<FittingSeen> {
  for (let matches = most * MATCHES_A_CUSTOMER; ; matches *= MORE) {
    const [found = NO_MATCHES] = await keys.read(matchesIn(keys, { reading, driver, filters, matches, most }))
    const { customerIds, whole, isCut } = found
    if (isAllRead(found, matches, most)) return { customerIds, whole, isCut, mayBeKnown: true }
  }
}

/** Where matches were left unread and customers are missing, it has to be read further: `MORE` times as many. */
export function isAllRead({ read, customerIds }: Matches, matches: number, most: number): boolean {
  return read < matches || customerIds.length >= most
}

/** What the keys of the driving term tell. */
export interface Matches extends Fitting {
  /** Matches that were read: where there are as many as were to be read, there may be more. */
  readonly read: number
}

const NO_MATCHES: Matches = { customerIds: [], whole: 0, isCut: false, read: 0 }

/** What is wanted of the keys of a term, the driving one. */
export interface Wanted {
  /** Each of its terms is to be there. */
  readonly reading: Reading
  readonly driver: Term
  readonly filters: SearchFilters
  /** Matches that are read at the most. */
  readonly matches: number
  /** Customers that are found at the most. */
  readonly most: number
}

/** The matches among the keys of the driving term: see `bestMatches`. */
export function matchesIn(keys: Readable, wanted: Wanted): RawBuilder<Matches> {
  const isFiltered = filtersSet(wanted.filters).length > 0
  return sql`${bestMatches(keys, wanted)}
    select coalesce(json_agg(customer_id order by rank, place, key, customer_id), '[]') as "customerIds",
      (count(*) filter (where rank < 3))::int as whole,
      ${isFiltered ? sql`false` : sql`(select count(*) from others) >= ${LOOKED_UP}`} as "isCut",
      ((select count(*) from here) + (select count(*) from elsewhere))::int as read from top`
}

/**
 * Beginning of a statement, `with … top as (…)`: rows (customer_id, rank, place, key), best first in this order. Reads the
 * keys of the driving term. A key that has all terms is a match: all of the whole word are read for these, and of
 * longer words as many as are wanted. Only where these are too few, the other terms are looked up among the words of the
 * listings, which takes longer, as far as more are wanted.
 */
export function bestMatches(
  keys: Readable,
  { reading, driver, filters, matches, most }: Wanted,
): RawBuilder<unknown> {
  const isFiltered = filtersSet(filters).length > 0
  const ranges = rangesToScan(reading, driver, isFiltered)
  const signature = signatureOfBeginnings(reading.map(({ word }) => word))
  // A key of the driving term has it: only the others are looked for.
  const others = reading.filter((term) => term !== driver)
  const isBegun = sql`t.said like all(${others.map(({ word, whole }) => likeWord('', word, whole))}::text[])`
  const isWhole = sql`t.said like all(${others.map(({ word }) => likeWord('', word, true))}::text[])`
  const read = (part: readonly RangeToScan[], rank: RawBuilder<unknown>) => sql`
    select f.place, r.key, r.customer_id, t.said, case when f.sure then ${rank} end as rank
    from unnest(${part.map(({ low }) => low)}::text[], ${part.map(({ high }) => high)}::text[],
        ${part.map(({ sure }) => sure)}::bool[], ${part.map(({ place }) => place)}::int[]) as f(low, high, sure, place)
    cross join lateral (select k.key, k.customer_id from search_key k
      where ${keys.inRange('seen')} and ${mayHaveAll(signature)} order by k.key) r
    cross join lateral (select ' ' || substr(r.key, 2) || ' ' as said) t`
  const besides = sql`case when s.said like any(${sideBySide(reading)}::text[]) then 0 else 1 end`
  return sql`
    with of_whole as materialized (${read(ranges.whole, sql`case when ${isWhole} then 0 when ${isBegun} then 3 end`)}),
    of_longer as materialized (${read(ranges.longer, sql`case when ${isBegun} then 3 end`)}),
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
      from others s cross join lateral (${inListing(keys, reading, filters)} limit 1) l
      limit greatest(0, ${matches} - (select count(*) from here))),
    best as (select distinct on (customer_id) customer_id, rank, place, key
      from (select * from here union all select * from elsewhere) m order by customer_id, rank, place, key),
    top as (select * from best order by rank, place, key, customer_id limit ${most})`
}

interface RangeToScan extends KeyRange {
  /** A key with all terms needs no other look. */
  readonly sure: boolean
  /** In the order of results. */
  readonly place: number
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
