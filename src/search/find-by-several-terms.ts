import { sql, type RawBuilder } from 'kysely'
import { escapedForLike } from '../store/index.ts'
import { SHEETS, type Sheet } from './fields.ts'
import { filtersSet, passingAccount, type SearchFilters } from './filters.ts'
import type { Fitting } from './find-by-one-term.ts'
import { rangeOfTerm, rangesOf, type KeyRanges } from './key-ranges.ts'
import { likeWord } from './like.ts'
import type { Reading, Term } from './reading.ts'
import { mayHaveAll, signatureOfBeginnings } from './signature.ts'

/** Keys counted at the most of a term in a field: enough to tell what is rare from what is common. */
const COUNTED_KEYS = 500

/**
 * Customers who match all terms through one account that passes the filters, best first, at most `most` of them: who has
 * all as whole words before who has them as beginnings; of those, who has them side by side, then in one name or address,
 * then in several.
 *
 * The first round trip finds the rarest term. The second reads its keys, leaving out in the index those of customers whose
 * signature lacks another term. Where all terms are in one key, it is a match; the others are looked up among the words
 * of their listings. Where the first finds enough customers who have just what was typed, such as `main st`, there is no
 * second.
 *
 * @throws failure `search_too_broad`
 */
export async function findBySeveralTerms(
  keys: KeyRanges,
  reading: Reading,
  filters: SearchFilters,
  most: number,
): Promise<Fitting> {
  const isFiltered = filtersSet(filters).length > 0
  const { rarest, asTyped } = await lookFirst(keys, reading, most)
  if (asTyped.length >= most && !isFiltered) return { customerIds: asTyped.slice(0, most), whole: most }
  return rarest === undefined ? NOBODY : await scan(keys, reading, rarest, filters, most)
}

const NOBODY: Fitting = { customerIds: [], whole: 0 }

interface FirstLook {
  /** The term with the fewest keys; undefined where a term has none, so that nobody matches. */
  readonly rarest: Term | undefined
  /** Customers with a key that begins with the whole search as it was typed; none where there are fewer than `most`. */
  readonly asTyped: readonly string[]
}

async function lookFirst(keys: KeyRanges, reading: Reading, most: number): Promise<FirstLook> {
  const places = reading.flatMap((term) =>
    term.fields.map((field) => ({ word: term.word, ...rangeOfTerm(field, term) })),
  )
  const phrase = reading.map(({ word }) => word).join(' ')
  const sheets = SHEETS.filter(
    (sheet) => sheet.inOneKey && reading.every((term) => mayStandAnywhereIn(sheet, term)),
  )
  const phrases = sheets.flatMap((sheet) => sheet.fields.map((field) => rangesOf(field, phrase).whole))
  const [counts, [typed]] = await keys.readBoth(
    sql<{ place: number; keys: number }>`
      select place, count(*)::int as keys from (${keys.keysIn(places, COUNTED_KEYS)}) r group by place`,
    sql<{ ids: string[] | null }>`
      select case when count(*) >= ${most} then json_agg(customer_id) end as ids
      from (select customer_id from (${keys.keysIn(phrases, most)}) r limit ${most}) r`,
  )
  const keysOf = ({ word }: Term) =>
    counts.reduce((sum, { place, keys: n }) => (places[place - 1]?.word === word ? sum + n : sum), 0)
  // Of terms that are all common, the longest is likely to be the rarest.
  const [first] = reading
    .map((term) => ({ term, keys: keysOf(term) }))
    .toSorted((a, b) => a.keys - b.keys || b.term.word.length - a.term.word.length)
  return { rarest: first?.keys === 0 ? undefined : first?.term, asTyped: [...new Set(typed?.ids)] }
}

async function scan(
  keys: KeyRanges,
  reading: Reading,
  driver: Term,
  filters: SearchFilters,
  most: number,
): Promise<Fitting> {
  const ranges = rangesToScan(reading, driver, filtersSet(filters).length > 0)
  const signature = signatureOfBeginnings(reading.map(({ word }) => word))
  const [row] = await keys.read(sql<{ ids: string[] | null; whole: number }>`
    with seen as materialized (
      select f.whole, f.sure, f.place, r.key, r.customer_id, ' ' || substr(r.key, 2) || ' ' as said
      from unnest(${ranges.map(({ low }) => low)}::text[], ${ranges.map(({ high }) => high)}::text[],
          ${ranges.map(({ whole }) => whole)}::bool[], ${ranges.map(({ sure }) => sure)}::bool[])
        with ordinality as f(low, high, whole, sure, place)
      cross join lateral (select k.key, k.customer_id from search_key k where k.community_id = ${keys.community}
        and k.key >= f.low and k.key < f.high and ${keys.seen('k')} and ${mayHaveAll(signature)} offset 0) r),
    matched as (
      select s.customer_id, s.place, s.key,
        case when h.here then case when s.whole and s.said like all(${wholeWords(reading)}::text[]) then 0 else 3 end
               + case when s.said like any(${sideBySide(reading)}::text[]) then 0 else 1 end
             else case when l.whole then 2 else 5 end end as rank
      from seen s
      cross join lateral (select s.sure and s.said like all(${beginnings(reading)}::text[]) as here) h
      left join lateral (${inListing(keys, reading, filters)} and not h.here limit 1) l on true
      where h.here or l.whole is not null),
    best as (select distinct on (customer_id) customer_id, rank, place, key from matched order by customer_id, rank, place, key),
    top as (select * from best order by rank, place, key, customer_id limit ${most})
    select json_agg(customer_id order by rank, place, key, customer_id) as ids,
      (count(*) filter (where rank < 3))::int as whole from top`)
  return { customerIds: row?.ids ?? [], whole: row?.whole ?? 0 }
}

/** The keys of a term: whole words before longer ones. `sure` where a key with all terms needs no other look. */
function rangesToScan(reading: Reading, driver: Term, isFiltered: boolean) {
  const ranges = SHEETS.flatMap((sheet) => {
    const sure = !isFiltered && reading.every((term) => term === driver || mayStandAnywhereIn(sheet, term))
    return sheet.fields
      .filter((field) => driver.fields.includes(field))
      .map((field) => ({ sure, ...rangesOf(field, driver.word) }))
  })
  return [
    ...ranges.map(({ whole, sure }) => ({ ...whole, sure, whole: true })),
    ...(driver.whole === true ? [] : ranges.map(({ longer, sure }) => ({ ...longer, sure, whole: false }))),
  ]
}

function mayStandAnywhereIn(sheet: Sheet, { fields }: Term): boolean {
  return sheet.fields.every((field) => fields.includes(field))
}

/** The listing through which a customer `s` matches: one row with whether all terms are whole words there. */
function inListing(keys: KeyRanges, reading: Reading, filters: SearchFilters): RawBuilder<unknown> {
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

/** Patterns of what a key says: a space before each of its words and after the last. */
function beginnings(reading: Reading): string[] {
  return reading.map(({ word, whole }) => likeWord('', word, whole))
}

function wholeWords(reading: Reading): string[] {
  return reading.map(({ word }) => likeWord('', word, true))
}

/** As they were typed, or with the last word first: `john q smith` is printed `Smith, John Q`. */
function sideBySide(reading: Reading): string[] {
  const words = reading.map(({ word }) => escapedForLike(word))
  return [words, [...words.slice(-1), ...words.slice(0, -1)]].map((order) => `% ${order.join(' ')}%`)
}
