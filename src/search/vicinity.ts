import { sql, type RawBuilder } from 'kysely'
import { Commonness, inUse, rarestOf, type Ranged, type RangedSearch } from './commonness.ts'
import { fieldsBeside } from './fields.ts'
import { passingAccount, type SearchFilters } from './filters.ts'
import { MATCHES_A_CUSTOMER, MATCHES_READ, MORE, bestMatches, someAreLeft } from './find-by-several-terms.ts'
import { rangeOfTerm, rangesFrom, type KeyRange, type KeyRanges, type Readable } from './key-ranges.ts'
import { likeWord } from './like.ts'
import {
  isAsTyped,
  isFoundBefore,
  mayHaveOne,
  rangesFor,
  type Alternatives,
  type LooseSearch,
} from './loose-search.ts'

/** Keys read at the most of one alternative. Of a word that more customers have, those are found who have another beside it. */
const READ_OF_ONE = 1_000
/** Words of another term, the likeliest, that are looked for beside such a word, and pairs in all. */
const OTHERS_BESIDE = 50
const MOST_PAIRS = 1_500
/** Customers looked at the most, those of the likeliest words first: nobody looks through more. */
export const MOST_LOOKED_AT = 100
/** Words of those that a term may stand for, the likeliest, which decide who is looked at first. */
const OTHERS_IN_KEY = 12
/** Words of those that are looked for that one customer has at the most, as a rule. */
const WORDS_A_CUSTOMER = 3

/** Customers in whose keys the words were found that a way to read a search may stand for. */
export interface LookedAt {
  readonly found: readonly LookedUp[]
  /** There are more than were looked at. */
  readonly isCut: boolean
}

/**
 * Looks for customers who may be near to a search, as far as they may be known of: whoever has for each term one of the words
 * that it may stand for. Where a bolder step asks for the same words, they are not looked for again.
 */
export class Vicinity {
  readonly #keys: KeyRanges
  readonly #filters: SearchFilters
  readonly #commonness: Commonness
  readonly #looked = new Map<string, Promise<LookedAt>>()

  constructor(keys: KeyRanges, filters: SearchFilters) {
    this.#keys = keys
    this.#filters = filters
    this.#commonness = new Commonness(keys)
  }

  /** Customers for searches as `searchesOf` makes them. */
  async lookFor(searches: readonly LooseSearch[]): Promise<readonly LookedAt[]> {
    const named = new Map(searches.map((search) => [JSON.stringify(search), search]))
    const unknown = [...named].flatMap(([name, { terms, ...search }]) => {
      if (this.#looked.has(name)) return []
      return [{ name, terms: terms.map((each) => ({ ...each, ranges: rangesFor(each) })), ...search }]
    })
    await this.#commonness.learn(unknown.filter((search) => !isFoundBefore(search)))
    for (const { name, ...search } of unknown) this.#looked.set(name, this.#lookUp(search))
    return await Promise.all([...named.keys()].map((name) => this.#looked.get(name) as Promise<LookedAt>))
  }

  async #lookUp(asked: RangedSearch): Promise<LookedAt> {
    if (isFoundBefore(asked)) return NOBODY
    const search = inUse(asked, this.#commonness)
    if (search === undefined || isFoundBefore(search)) return NOBODY
    const looked = await (isAsTyped(search) ? lookUpAsTyped : lookUp)(
      this.#keys,
      this.#commonness,
      search,
      this.#filters,
    )
    return { ...looked, isCut: looked.isCut || search.isCut }
  }
}

/**
 * The keys in which a common word of one of the driving terms stands beside a word of another term, in either order: `smith
 * john` as well as `john smith`, because the key that begins with `john` may go on with `q`.
 */
function pairsOf(
  commonness: Commonness,
  drivers: readonly Ranged[],
  terms: readonly Alternatives[],
): KeyRange[] {
  const pairs: KeyRange[] = []
  for (const driver of drivers)
    for (const { field, word } of driver.ranges.filter((range) => commonness.isBeyond(range)))
      for (const { term, others } of terms) {
        if (term === driver.term) continue
        const beside = [
          { word: term.word, whole: term.whole === true },
          ...others.slice(0, OTHERS_BESIDE).map(({ word: each }) => ({ word: each, whole: true })),
        ]
        for (const { word: other, whole } of beside) {
          pairs.push(rangeOfTerm(field, { word: `${word} ${other}`, whole }))
          for (const before of fieldsBeside(field))
            pairs.push(rangeOfTerm(before, { word: `${other} ${word}`, whole: true }))
        }
        if (pairs.length >= MOST_PAIRS) return pairs.slice(0, MOST_PAIRS)
      }
  return pairs
}

interface LookedUp {
  readonly id: string
  readonly listings: readonly { readonly words: string; readonly shared: boolean }[]
}

/** Customers who have all of the terms, as `bestMatches` finds them, and their listings. */
async function lookUpAsTyped(
  keys: KeyRanges,
  commonness: Commonness,
  search: RangedSearch,
  filters: SearchFilters,
): Promise<LookedAt> {
  const [driver] = rarestOf(commonness, search)
  if (driver === undefined) return NOBODY
  const reading = search.terms.map(({ term }) => term)
  for (let matches = MOST_LOOKED_AT * MATCHES_A_CUSTOMER; ; matches *= MORE) {
    const wanted = { reading, driver: driver.term, filters, matches, most: MOST_LOOKED_AT }
    const [row] = await keys.read(sql<LookedAt & { readonly isAll: boolean }>`
      with ${bestMatches(keys.asKnown(), wanted)}, these as materialized (
        select (select count(*) from top) >= ${MOST_LOOKED_AT} as are_enough, ${MATCHES_READ} < ${matches} as are_all)
      select ${FOUND}, (select are_enough or ${someAreLeft(filters)} from these) as "isCut",
        (select are_enough or are_all from these) as "isAll"
      from top s ${listingsOf(keys, filters)}`)
    // Matches of one customer may be many: where others are missing, it has to be read further.
    if (row === undefined) return NOBODY
    if (row.isAll) return row
  }
}

const NOBODY: LookedAt = { found: [], isCut: false }

/** Of rows `s(customer_id)` and `l(listings)`. */
export const FOUND = sql`coalesce(json_agg(json_build_object('id', s.customer_id, 'listings', l.listings)), '[]') as found`

/** Rows `l(listings)` of customers `s`, as far as they may be known of. */
export function listingsOf(keys: Readable, filters: SearchFilters): RawBuilder<unknown> {
  return sql`cross join lateral (
    select json_agg(json_build_object('words', l.words, 'shared', ${keys.shared('l')})) as listings
    from listing l ${passingAccount(keys.community, filters)}
    where l.community_id = ${keys.community} and l.customer_id = s.customer_id and ${keys.known('l')} having count(*) > 0) l`
}

/** Customers with a key of one of the driving terms, and their listings. */
async function lookUp(
  keys: KeyRanges,
  commonness: Commonness,
  search: RangedSearch,
  filters: SearchFilters,
): Promise<LookedAt> {
  const drivers = rarestOf(commonness, search)
  if (drivers.length === 0) return NOBODY
  const { terms, least } = search
  const single = drivers.flatMap(({ ranges }) => ranges.filter((range) => !commonness.isNothing(range)))
  const common = single.filter((range) => commonness.isBeyond(range))
  const ranges = [...pairsOf(commonness, drivers, terms), ...single]
  // Whose key has more of the words is looked at first: of a common name there are more than are looked at. A key begins
  // with a word of its driving term, so that where there is one alone, it says nothing; and where one word is enough,
  // whoever has two was found by the search for both.
  const [driver] = drivers
  const ofOthers = drivers.length === 1 ? terms.filter((each) => each !== driver) : terms
  const further = least === 1 ? [] : ofOthers
  const having = terms.map((each) => sql`(${mayHaveOne(each)})::int`)
  const mostFound = MOST_LOOKED_AT * WORDS_A_CUSTOMER
  const found = sql`
    select f.place, r.key, r.customer_id, r.in_key
    from ${rangesFrom(ranges)}
    cross join lateral (select min(k.key) as key, k.customer_id, max(${countInKey(further)}) as in_key
      from (select k.key, k.customer_id, k.initials, k.starts from search_key k
        where ${keys.inRange('known')} order by k.key, k.customer_id limit ${READ_OF_ONE}) k
      where ${sql.join(having, sql` + `)} >= ${least}
      group by k.customer_id order by in_key desc, key, k.customer_id limit ${MOST_LOOKED_AT}) r`
  // Where one key says as much as another, the first are enough: they are those of the likeliest words.
  const saysMore = further.length > 0
  const [row = NOBODY] = await keys.read(sql<LookedAt>`
    with found as materialized (${saysMore ? found : sql`${found} limit ${mostFound}`}),
    seen as materialized (
      select customer_id, max(in_key) as in_key, min(place) as place, min(key) as key from found
      group by customer_id order by in_key desc, place, key, customer_id limit ${MOST_LOOKED_AT})
    select ${FOUND},
      (select count(*) from seen) >= ${MOST_LOOKED_AT}
      or ${saysMore ? sql`false` : sql`(select count(*) from found) >= ${mostFound}`} or exists (
        select from ${rangesFrom(common)} cross join lateral (
          select from search_key k where ${keys.inRange('known')} order by k.key offset ${READ_OF_ONE} limit 1) r) as "isCut"
    from seen s ${listingsOf(keys, filters)}`)
  return row
}

/** How many of these terms, or of the likeliest words that they may stand for, stand in a key `k`. */
export function countInKey(terms: readonly Alternatives[]): RawBuilder<number> {
  const each = terms.map(({ term, others }) => {
    const likeliest = others.slice(0, OTHERS_IN_KEY).map(({ word }) => likeWord('', word, true))
    return sql`(k.key || ' ' like any(${[likeWord('', term.word, term.whole), ...likeliest]}::text[]))::int`
  })
  return sql`${sql.join([sql`0`, ...each], sql` + `)}`
}
