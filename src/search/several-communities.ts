import { sql, type RawBuilder } from 'kysely'
import { searchable, type Scope } from '../access/scope.ts'
import { NO_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import type { Store } from '../store/index.ts'
import { filtersSet, type SearchFilters } from './filters.ts'
import {
  MATCHES_A_CUSTOMER,
  MORE,
  isAllRead,
  matchesIn,
  placesFrom,
  byRarity,
  type Matches,
} from './find-by-several-terms.ts'
import { foundAsTyped, unite, type Found } from './find.ts'
import { describing } from './describe-match.ts'
import { Judge, stepAt, type Step } from './guess.ts'
import { hitOf } from './hits.ts'
import { TIME_LIMIT, inTime, rangeOfTerm, rangesFrom, rangesOf, type Readable } from './key-ranges.ts'
import type { Lexicons, WordsOfSeveral } from './lexicons.ts'
import type { Looks } from './looks.ts'
import { mayHaveOne, rangesFor, searchesOf, type Alternatives } from './loose-search.ts'
import { readingsOf, type Reading, type Term } from './reading.ts'
import type { Hit, SearchRequest } from './result.ts'
import { shownCustomer, type ShownCustomer } from './shown.ts'
import { mayHaveAll, signatureOfBeginnings } from './signature.ts'

/** What one of several communities has of a search. */
export interface FoundPart {
  /** Best first. */
  readonly customerIds: readonly string[]
  /** How many of these, the first, have all of it as whole words. */
  readonly whole: number
  /** As many as are counted in one of several. */
  readonly total: number
  /** There are more than were counted. */
  readonly capped: boolean
  /** How bold the guesses are among them. */
  readonly step: Step
}

/** What is found in one of several communities, with how bold the guesses are. */
export function partOf(
  { customerIds, whole, capped }: Pick<Found, 'customerIds' | 'whole' | 'capped'>,
  step: Step,
): FoundPart {
  const begun = customerIds.findIndex((id) => whole.get(id) !== true)
  return {
    customerIds,
    whole: begun < 0 ? customerIds.length : begun,
    total: customerIds.length,
    capped,
    step,
  }
}

/** A customer of one of several communities. */
export interface FoundIn {
  readonly communityId: number
  readonly customerId: string
  /** How bold the guesses were that found it. */
  readonly step: Step
}

/** What is looked for in several communities. */
type Sought = Pick<SearchRequest, 'text' | 'filters'>

/** Customers counted at the most in one of several communities. */
export const MOST_OF_ONE = 100
/**
 * Keys that are read in one community, field by field: of so many customers, and one more, as a rule. Where there are more,
 * not all are counted.
 */
const MOST_KEYS = 160
/** Keys that begin with a word of which one customer has so many at the most, as a rule. */
const MOST_KEYS_FOR_ONE = 2

/** Where somebody may be found within a step in which no word is left out: everywhere that somebody is, and in few others. */
type ListNear = (step: Step, among?: readonly number[]) => Promise<readonly number[]>

/** Customers that are looked for in one community: whether there are more than are counted is told by one more. */
const WANTED = MOST_OF_ONE + 1
/** Communities in which it is counted which word is the rarest, and keys that are counted in each. */
const COUNTED_IN = 20
const COUNTED_KEYS = 100

/**
 * Looks into several communities with one statement, each within the scope there. Who fits as typed is found by it; of who
 * nearly fits it tells where a search is worth while.
 *
 * Each method throws failure `search_too_broad` when the database does not answer in time.
 */
export class SeveralCommunities {
  readonly #store: Store
  readonly #lexicons: Lexicons
  readonly #looks: Looks
  readonly #departments: ReadonlyMap<number, DepartmentMask>

  /** @param looks those that are made for the same answer */
  constructor(store: Store, lexicons: Lexicons, scopes: readonly Scope[], looks: Looks) {
    this.#store = store
    this.#lexicons = lexicons
    this.#looks = looks
    this.#departments = new Map(
      scopes.flatMap((scope) => {
        const departments = searchable(scope)
        return departments === NO_DEPARTMENTS ? [] : [[scope.communityId, departments] as const]
      }),
    )
  }

  /** Those with the right to search. */
  get communityIds(): readonly number[] {
    return [...this.#departments.keys()]
  }

  /** By community, when the data of its last completed run was true in the source. */
  async readDates(): Promise<ReadonlyMap<number, Date | null>> {
    const rows = await this.#read<{ communityId: number; readAt: Date | null }>(
      (
        places,
      ) => sql`select p.community_id as "communityId", r.source_read_at as "readAt" from ${places} cross join lateral (
        select source_read_at from run where community_id = p.community_id and status = 'completed'
        order by run_id desc limit 1) r`,
    )
    return new Map(rows.map(({ communityId, readAt }) => [communityId, readAt]))
  }

  /**
   * Who fits as typed, where anybody does: the first of them, at least `first`, and how many they are, as far as
   * `MOST_OF_ONE`. They are whom a search there finds, in its order but for equals.
   */
  async findFitting(
    readings: readonly Reading[],
    filters: SearchFilters,
    first: number,
  ): Promise<ReadonlyMap<number, FoundPart>> {
    const isFiltered = filtersSet(filters).length > 0
    const [only] = readings
    if (readings.length === 1 && only?.length === 1 && !isFiltered)
      return await this.#countByOneTerm(only[0] as Term, first)
    const inOrder = readings.toSorted((a, b) => a.length - b.length)
    const found = await Promise.all(inOrder.map(async (reading) => await this.#findByTerms(reading, filters)))
    const united = new Map<number, { readonly whole: Map<string, boolean>; isCut: boolean }>()
    for (const [communityId, matches] of found.flatMap((each) => [...each])) {
      const here = united.get(communityId) ?? { whole: new Map(), isCut: false }
      unite(here.whole, matches)
      united.set(communityId, { ...here, isCut: here.isCut || matches.isCut })
    }
    return new Map(
      [...united].map(([communityId, here]) => [
        communityId,
        partOf(foundAsTyped(here, MOST_OF_ONE), stepAt(0)),
      ]),
    )
  }

  /** Customers with a word that begins with the term: the `first`, or a few less where many of their keys begin alike. */
  async #countByOneTerm({ word, fields }: Term, first: number): Promise<ReadonlyMap<number, FoundPart>> {
    const ranges = fields.map((field) => rangesOf(field, word))
    const rows = await this.#read<{
      communityId: number
      customers: number
      cut: boolean
      whole: number
      ids: string[]
    }>(
      // Without an order of their own, ids come in that of the scan: field by field, and in the order of keys. They are counted
      // apart, as `count(distinct …)` beside them would put them into its own order from PostgreSQL 16 on.
      (places) => sql`select p.community_id as "communityId", d.customers, r.cut, d.whole,
          to_json((r.whole || r.begun)[:${MOST_KEYS_FOR_ONE * first}::int]) as ids
        from ${places} cross join lateral (
          select count(*) >= ${MOST_KEYS} as cut, array_agg(customer_id) filter (where is_whole) as whole,
            array_agg(customer_id) filter (where not is_whole) as begun
          from (select r.customer_id, r.key < f.high_of_whole as is_whole
            from unnest(${ranges.map(({ whole }) => whole.low)}::text[], ${ranges.map(({ whole }) => whole.high)}::text[],
                ${ranges.map(({ longer }) => longer.high)}::text[]) as f(low, high_of_whole, high)
            cross join lateral (select k.key, k.customer_id from search_key k
              where ${OF_EACH.inRange('seen')} order by k.key limit ${MOST_KEYS}) r limit ${MOST_KEYS}) r
          having count(*) > 0) r
        cross join lateral (
          select count(distinct id)::int as customers,
            (count(distinct id) filter (where no <= coalesce(cardinality(r.whole), 0)))::int as whole
          from unnest(r.whole || r.begun) with ordinality as u(id, no)) d`,
    )
    return new Map(
      rows.map(({ communityId, customers, cut, whole, ids }) => {
        const customerIds = [...new Set(ids)]
        return [
          communityId,
          {
            customerIds,
            whole: Math.min(whole, customerIds.length),
            total: Math.min(customers, MOST_OF_ONE),
            capped: cut || customers > MOST_OF_ONE,
            step: stepAt(0),
          },
        ]
      }),
    )
  }

  /** Who matches all terms, in one statement for many communities; where its matches are not all read, another reads further. */
  async #findByTerms(reading: Reading, filters: SearchFilters): Promise<Map<number, Matches>> {
    const found = new Map<number, Matches>()
    const driver = await this.#rarestOf(reading)
    if (driver === undefined) return found
    const ranges = driver.fields.map((field) => rangeOfTerm(field, driver))
    const signature = signatureOfBeginnings(reading.map(({ word }) => word))
    // Most communities have nobody: to see that takes half as long as to look for matches there.
    const mayHaveSome = sql`exists (select from ${rangesFrom(ranges)} cross join lateral (
      select from search_key k where ${OF_EACH.inRange('seen')} and ${mayHaveAll(signature)} limit 1) r)`
    let left = this.communityIds
    for (let matches = WANTED * MATCHES_A_CUSTOMER; left.length > 0; matches *= MORE) {
      const rows = await this.#read<Matches & { communityId: number }>(
        (places) => sql`select p.community_id as "communityId", r.*
          from (select * from ${places} where ${mayHaveSome} offset 0) p
          cross join lateral (${matchesIn(OF_EACH, { reading, driver, filters, matches, most: WANTED })}) r
          where r.read > 0`,
        left,
      )
      for (const row of rows) found.set(row.communityId, row)
      left = rows.filter((row) => !isAllRead(row, matches, WANTED)).map(({ communityId }) => communityId)
    }
    return found
  }

  /** The term with the fewest keys in some of the communities: what is rare there is rare in the others, too. */
  async #rarestOf(reading: Reading): Promise<Term | undefined> {
    const [only, ...others] = reading
    if (others.length === 0) return only
    const every = Math.ceil(this.communityIds.length / COUNTED_IN)
    const [rarest] = await this.#read<{ term: number }>(
      (places) =>
        byRarity(
          reading,
          sql`select f.place, count(*) as keys from ${places} cross join ${placesFrom(reading)}
            cross join lateral (select from search_key k where ${OF_EACH.inRange('seen')} limit ${COUNTED_KEYS}) r
            group by f.place`,
          COUNTED_KEYS * COUNTED_IN,
        ),
      this.communityIds.filter((_, i) => i % every === 0),
    )
    return rarest && reading[rarest.term - 1]
  }

  /** For the steps of a search, by the words that are in use now: where somebody may nearly fit. */
  async lookNear(readings: readonly Reading[]): Promise<ListNear> {
    const words = await this.#lexicons.ofSeveral(this.#store.asSeveral(this.communityIds), this.#looks)
    const judge = new Judge(readings, (word) => words.has(word))
    return async (step, among = this.communityIds) => {
      const searches = searchesOf(words, judge, readings, step, stepAt(0))
      const found = await Promise.all(
        searches.map(async ({ terms }) => await this.#listHaving(terms, words, among)),
      )
      return [...new Set(found.flat())]
    }
  }

  /** What is shown of each of the customers who were found; undefined for one whom a run has taken out meanwhile. */
  async show(request: Sought, customers: readonly FoundIn[]): Promise<readonly (Hit | undefined)[]> {
    const describe = describing(readingsOf(request.text))
    const here = [...new Set(customers.map(({ communityId }) => communityId))]
    const rows = await this.#readIn<{ communityId: number; customer: ShownCustomer }>((ids) => {
      const asked = customers.filter(({ communityId }) => ids.includes(communityId))
      return sql`select p.community_id as "communityId", s.customer
        from unnest(${asked.map(({ communityId }) => communityId)}::int[],
          ${asked.map(({ communityId }) => this.#maskIn(communityId))}::bigint[],
          ${asked.map(({ customerId }) => customerId)}::text[]) as p(community_id, departments, customer_id)
        cross join lateral (${shownCustomer(OF_EACH)}) s`
    }, here)
    const byName = new Map(rows.map((row) => [`${row.communityId} ${row.customer.customerId}`, row.customer]))
    return customers.map(({ communityId, customerId, step }) => {
      const customer = byName.get(`${communityId} ${customerId}`)
      return customer && hitOf(customer, describe, step, request)
    })
  }

  /** Where a key begins with the longest term, or what it may stand for, and has a signature that lets the others through. */
  async #listHaving(
    terms: readonly Alternatives[],
    words: WordsOfSeveral,
    among: readonly number[],
  ): Promise<readonly number[]> {
    const [driver, ...others] = terms.toSorted((a, b) => b.term.word.length - a.term.word.length)
    if (!driver) return []
    const rows = await this.#readIn<{ communityId: number }>((ids) => {
      const looks = ids.flatMap((id) => {
        const usedHere = driver.others.filter((word) => words.isIn(word, id))
        return rangesFor({ ...driver, others: usedHere }).map((range) => ({ ...range, id }))
      })
      return sql`select distinct p.community_id as "communityId" from unnest(${looks.map(({ id }) => id)}::int[],
          ${looks.map(({ id }) => this.#maskIn(id))}::bigint[]) with ordinality as p(community_id, departments, look)
        join ${rangesFrom(looks)} on f.place = p.look
        cross join lateral (select from search_key k
          where ${sql.join([OF_EACH.inRange('seen'), ...others.map(mayHaveOne)], sql` and `)} limit 1) r`
    }, among)
    return rows.map(({ communityId }) => communityId)
  }

  /** @param queryOf given the communities `p(community_id, departments)` to read of */
  async #read<R>(
    queryOf: (places: RawBuilder<unknown>) => RawBuilder<R>,
    communityIds = this.communityIds,
  ): Promise<R[]> {
    return await this.#readIn(
      (ids) =>
        queryOf(
          sql`unnest(${ids}::int[], ${ids.map((id) => this.#maskIn(id))}::bigint[]) as p(community_id, departments)`,
        ),
      communityIds,
    )
  }

  async #readIn<R>(
    queryOf: (communityIds: readonly number[]) => RawBuilder<R>,
    communityIds = this.communityIds,
  ): Promise<R[]> {
    const store = this.#store.asSeveral(communityIds)
    return await inTime(() => store.read(queryOf, TIME_LIMIT))
  }

  #maskIn(communityId: number): string {
    return (this.#departments.get(communityId) ?? NO_DEPARTMENTS).toString()
  }
}

/** What may be read of each community and departments `p`. */
const OF_EACH: Readable = {
  community: sql<number>`p.community_id`,
  seen: (table) => sql<boolean>`${sql.ref(`${table}.departments`)} & p.departments <> 0`,
  inRange: () => sql<boolean>`k.community_id = p.community_id and k.key >= f.low and k.key < f.high
    and k.departments & p.departments <> 0`,
}
