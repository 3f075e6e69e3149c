import { sql } from 'kysely'
import { filtersSet, type SearchFilters } from './filters.ts'
import {
  MATCHES_A_CUSTOMER,
  MORE,
  byRarity,
  isAllRead,
  matchesIn,
  placesFrom,
  type Matches,
} from './find-by-several-terms.ts'
import { foundAsTyped, unite, type Found } from './find.ts'
import { MOST_OF_ONE, type FoundPart } from './found-part.ts'
import { stepAt } from './steps.ts'
import { rangeOfTerm, rangesFrom, rangesOf, type KeyRange } from './key-ranges.ts'
import { fewestTermsFirst, type Reading, type Term } from './reading.ts'
import { OF_EACH, type SeveralSights } from './several-sights.ts'
import { mayHaveAll, signatureOfBeginnings } from './signature.ts'

/**
 * Keys that are read in one community, field by field: of so many customers, and one more, as a rule. Where there are more,
 * not all are counted.
 */
const MOST_KEYS = 160

/** Customers that are looked for in one community: whether there are more than are counted is told by one more. */
const WANTED = MOST_OF_ONE + 1
/** Communities in which it is counted which word is the rarest, and keys that are counted in each. */
const COUNTED_IN = 20
const COUNTED_KEYS = 100
/**
 * Who fits as typed, where anybody does: the first of them, at least `first`, and how many they are, as far as
 * `MOST_OF_ONE`. They are whom a search there finds, in its order but for equals.
 */
export async function findFitting(
  sights: SeveralSights,
  readings: readonly Reading[],
  filters: SearchFilters,
  first: number,
): Promise<ReadonlyMap<number, FoundPart>> {
  const isFiltered = filtersSet(filters).length > 0
  const [only] = readings
  if (readings.length === 1 && only?.length === 1 && !isFiltered)
    return await countByOneTerm(sights, only[0] as Term, first)
  const found = await Promise.all(
    fewestTermsFirst(readings).map(async (reading) => await findByTerms(sights, reading, filters)),
  )
  const united = new Map<number, { readonly fitting: Map<string, boolean>; readonly isCut: boolean }>()
  for (const [communityId, matches] of found.flatMap((each) => [...each])) {
    const here = united.get(communityId) ?? { fitting: new Map(), isCut: false }
    unite(here.fitting, matches)
    united.set(communityId, { ...here, isCut: here.isCut || matches.isCut })
  }
  return new Map(
    [...united].map(([communityId, here]) => [communityId, partOf(foundAsTyped(here, MOST_OF_ONE))]),
  )
}

function partOf({ customerIds, fitting, capped }: Found): FoundPart {
  const begun = customerIds.findIndex((id) => fitting.get(id) !== true)
  return {
    customerIds,
    whole: begun < 0 ? customerIds.length : begun,
    total: customerIds.length,
    capped,
    step: stepAt(0),
  }
}

/** Of so few letters hardly anything is a whole word. */
const LEAST_WHOLE = 3

/**
 * Customers with a word that begins with the term, in the order of `findByOneTerm`: the `first`. Where there are more keys than are
 * read, those of the whole word are read besides, and come before the others; elsewhere they were read.
 */
async function countByOneTerm(
  sights: SeveralSights,
  term: Term,
  first: number,
): Promise<ReadonlyMap<number, FoundPart>> {
  const ranges = term.fields.map((field) => ({
    ...rangeOfTerm(field, term),
    highOfWhole: rangesOf(field, term.word).whole.high,
  }))
  const counted = await countIn(sights, ranges, first, sights.communityIds)
  if (term.whole === true || term.word.length < LEAST_WHOLE) return counted
  const ofWhole = ranges.map((range) => ({ ...range, high: range.highOfWhole }))
  const cut = [...counted].flatMap(([communityId, { capped }]) => (capped ? [communityId] : []))
  for (const [communityId, { customerIds: whole }] of await countIn(sights, ofWhole, first, cut)) {
    const part = counted.get(communityId) as FoundPart
    const customerIds = [...new Set([...whole, ...part.customerIds])].slice(0, first)
    counted.set(communityId, { ...part, customerIds, whole: whole.length })
  }
  return counted
}

interface RangeToCount extends KeyRange {
  /** The end of the keys of the whole word, from the low one. */
  readonly highOfWhole: string
}

/** What some communities have in these ranges. */
async function countIn(
  sights: SeveralSights,
  ranges: readonly RangeToCount[],
  first: number,
  communityIds: readonly number[],
): Promise<Map<number, FoundPart>> {
  if (communityIds.length === 0) return new Map()
  const rows = await sights.read<{
    communityId: number
    customers: number
    cut: boolean
    whole: number
    ids: string[]
  }>(
    // Without an order of their own, ids come in that of the scan: field by field, and in the order of keys.
    (
      places,
    ) => sql`select p.community_id as "communityId", r.cut, d.customers, d.whole, to_json(d.ids[:${first}::int]) as ids
      from ${places} cross join lateral (
        select count(*) >= ${MOST_KEYS} as cut, array_agg(customer_id) filter (where is_whole) as whole,
          array_agg(customer_id) filter (where not is_whole) as begun
        from (select r.customer_id, r.key < f.high_of_whole as is_whole
          from unnest(${ranges.map(({ low }) => low)}::text[], ${ranges.map(({ highOfWhole }) => highOfWhole)}::text[],
            ${ranges.map(({ high }) => high)}::text[]) as f(low, high_of_whole, high)
          cross join lateral (select k.key, k.customer_id from search_key k
            where ${OF_EACH.inRange('seen')} order by k.key, k.customer_id limit ${MOST_KEYS}) r limit ${MOST_KEYS}) r
        having count(*) > 0) r
      cross join lateral (
        select count(*)::int as customers,
          (count(*) filter (where no <= coalesce(cardinality(r.whole), 0)))::int as whole,
          array_agg(id order by no) as ids
        from (select id, min(no) as no from unnest(r.whole || r.begun) with ordinality as u(id, no) group by id) u) d`,
    communityIds,
  )
  return new Map(
    rows.map(({ communityId, customers, cut, whole, ids }) => [
      communityId,
      {
        customerIds: ids,
        whole: Math.min(whole, ids.length),
        total: Math.min(customers, MOST_OF_ONE),
        capped: cut || customers > MOST_OF_ONE,
        step: stepAt(0),
      },
    ]),
  )
}

/** Who matches all terms, in one statement for many communities; where its matches are not all read, another reads further. */
async function findByTerms(
  sights: SeveralSights,
  reading: Reading,
  filters: SearchFilters,
): Promise<Map<number, Matches>> {
  const found = new Map<number, Matches>()
  const driver = await rarestOf(sights, reading)
  if (driver === undefined) return found
  const ranges = driver.fields.map((field) => rangeOfTerm(field, driver))
  const signature = signatureOfBeginnings(reading.map(({ word }) => word))
  // Most communities have nobody: to see that takes half as long as to look for matches there.
  const mayHaveSome = sql`exists (select from ${rangesFrom(ranges)} cross join lateral (
    select from search_key k where ${OF_EACH.inRange('seen')} and ${mayHaveAll(signature)} limit 1) r)`
  let left = sights.communityIds
  for (let matches = WANTED * MATCHES_A_CUSTOMER; left.length > 0; matches *= MORE) {
    const rows = await sights.read<Matches & { communityId: number }>(
      (places) => sql`select p.community_id as "communityId", r.*
        from (select * from ${places} where ${mayHaveSome} offset 0) p
        cross join lateral (${matchesIn(OF_EACH, { reading, driver, filters, matches, most: WANTED })}) r
        where r.read > 0 or r."isCut"`,
      left,
    )
    for (const row of rows) found.set(row.communityId, row)
    left = rows.filter((row) => !isAllRead(row, matches, WANTED)).map(({ communityId }) => communityId)
  }
  return found
}

/** The term with the fewest keys in some of the communities: what is rare there is rare in the others, too. */
async function rarestOf(sights: SeveralSights, reading: Reading): Promise<Term | undefined> {
  const [only, ...others] = reading
  if (others.length === 0) return only
  const every = Math.ceil(sights.communityIds.length / COUNTED_IN)
  const sampled = sights.communityIds.filter((_, i) => i % every === 0)
  const [rarest] = await sights.read<{ term: number }>(
    (places) =>
      byRarity(
        reading,
        sql`select f.place, count(*) as keys from ${places} cross join ${placesFrom(reading)}
          cross join lateral (select from search_key k where ${OF_EACH.inRange('seen')} limit ${COUNTED_KEYS}) r
          group by f.place`,
        COUNTED_KEYS * sampled.length,
      ),
    sampled,
  )
  return rarest && reading[rarest.term - 1]
}
