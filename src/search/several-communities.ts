import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '../access/scope.ts'
import { NO_DEPARTMENTS } from '../kernel/departments.ts'
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
import {
  FOUND,
  MOST_LOOKED_AT,
  countInKey,
  guessesAmong,
  listingsOf,
  type GuessedCustomer,
  type Guesses,
  type LookedAt,
} from './find-guesses.ts'
import { Judge, NEARLY, enoughAsTyped, enoughGuessed, goesFurther, stepAt, type Step } from './guess.ts'
import { hitOf } from './hits.ts'
import {
  TIME_LIMIT,
  inTime,
  rangeOfTerm,
  rangesFrom,
  rangesOf,
  sightOf,
  type Readable,
  type Sight,
} from './key-ranges.ts'
import type { Lexicons, WordsOfSeveral } from './lexicons.ts'
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
function partOf(
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

/** What is found of who nearly fits: nobody where those who fit as typed are withheld, and are enough. */
function nearPart({ guesses, isCut }: Guesses, step: Step, readings: readonly Reading[]): FoundPart {
  const isMeant = guesses.filter(fits).length >= enoughAsTyped(readings)
  const shown = isMeant ? [] : guesses.filter((each) => each.shown).map(({ customerId }) => customerId)
  const customerIds = shown.slice(0, MOST_OF_ONE)
  return {
    customerIds,
    whole: 0,
    total: customerIds.length,
    capped: isCut || shown.length > MOST_OF_ONE,
    step,
  }
}

function fits({ judgement }: GuessedCustomer): boolean {
  return judgement.penalty === 0
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
const MOST_OF_ONE = 100
/**
 * Keys that are read in one community, field by field: of so many customers, and one more, as a rule. Where there are more,
 * not all are counted.
 */
const MOST_KEYS = 160
/** Keys that begin with a word of which one customer has so many at the most, as a rule. */
const MOST_KEYS_FOR_ONE = 2

/** Customers that are looked for in one community: whether there are more than are counted is told by one more. */
const WANTED = MOST_OF_ONE + 1
/** Communities in which it is counted which word is the rarest, and keys that are counted in each. */
const COUNTED_IN = 20
const COUNTED_KEYS = 100
/** Keys that are read at the most of one word that a misspelt one may stand for, in one community. */
const MOST_KEYS_NEAR = 100
/** Customers that are looked at in all, where there are many communities: those who have most of the words in one key. */
const LOOKED_AT_IN_ALL = 2_000

/**
 * Looks into several communities with one statement, each within the scope there.
 *
 * Each method throws failure `search_too_broad` when the database does not answer in time.
 */
export class SeveralCommunities {
  readonly #store: Store
  readonly #lexicons: Lexicons
  readonly #sights: ReadonlyMap<number, Sight>

  constructor(store: Store, lexicons: Lexicons, scopes: readonly Scope[]) {
    this.#store = store
    this.#lexicons = lexicons
    this.#sights = new Map(
      scopes.flatMap((scope) => {
        const sight = sightOf(scope)
        return sight.departments === NO_DEPARTMENTS ? [] : [[scope.communityId, sight] as const]
      }),
    )
  }

  /** Those with the right to search. */
  get communityIds(): readonly number[] {
    return [...this.#sights.keys()]
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

  /**
   * Who nearly fits, within the first step in which anybody does in any of them; nobody of whom a word is left out. Where
   * somebody is meant who is withheld, whoever may know of that gets no guesses there: see `find`.
   */
  async findNear(
    readings: readonly Reading[],
    filters: SearchFilters,
  ): Promise<ReadonlyMap<number, FoundPart>> {
    const words = await this.#lexicons.ofSeveral(this.#store.asSeveral(this.communityIds))
    const judge = new Judge(readings, (word) => words.has(word))
    let among = this.communityIds
    let before = stepAt(0)
    for (let next = 1; next <= NEARLY; next++) {
      if (!goesFurther(next, readings)) continue
      const step = stepAt(next)
      const looked = await Promise.all(
        searchesOf(words, judge, readings, step, before).map(
          async ({ terms }) => await this.#lookAt(terms, words, filters, among),
        ),
      )
      const near = [...Map.groupBy(looked.flat(), ({ communityId }) => communityId)].map(
        ([communityId, here]) => ({ communityId, ...guessesAmong(here, judge, step, false) }),
      )
      const parts = near
        .map((here) => [here.communityId, nearPart(here, step, readings)] as const)
        .filter(([, { total }]) => total > 0)
      if (parts.length > 0) return new Map(parts)
      // Where those who are meant are withheld, nobody is guessed at more boldly.
      const settled = near.filter(
        ({ guesses }) => guesses.length >= enoughGuessed(next, next + 1, readings) || guesses.some(fits),
      )
      among = among.filter((id) => !settled.some(({ communityId }) => communityId === id))
      before = step
    }
    return new Map()
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

  /**
   * Customers with a key that begins with the longest term, or what it may stand for, and a signature that lets the others
   * through; and their listings, as far as they may be known of.
   */
  async #lookAt(
    terms: readonly Alternatives[],
    words: WordsOfSeveral,
    filters: SearchFilters,
    among: readonly number[],
  ): Promise<readonly (LookedAt & { readonly communityId: number })[]> {
    const [driver, ...others] = terms.toSorted((a, b) => b.term.word.length - a.term.word.length)
    if (!driver) return []
    return await this.#readIn((ids) => {
      const looks = ids.flatMap((id) => {
        const usedHere = driver.others.filter(({ word }) => words.isIn(word, id))
        return rangesFor({ ...driver, others: usedHere }).map((range) => ({ ...range, id }))
      })
      const likeliest = new Map(driver.others.map(({ word }, i) => [word, i + 1]))
      const most = Math.ceil((LOOKED_AT_IN_ALL * ids.length) / among.length)
      return sql`
        with found as materialized (
          select p.community_id, p.departments, p.knows, p.likely, r.*
          from unnest(${looks.map(({ id }) => id)}::int[], ${looks.map(({ id }) => this.#maskIn(id))}::bigint[],
            ${looks.map(({ id }) => this.#knowsIn(id))}::bool[], ${looks.map(({ word }) => likeliest.get(word) ?? 0)}::int[])
            with ordinality as p(community_id, departments, knows, likely, look)
          join ${rangesFrom(looks)} on f.place = p.look
          cross join lateral (select k.customer_id, k.key, ${countInKey(others)} as in_key, row_number() over () as nth from search_key k
            where ${sql.join([OF_EACH.inRange('known'), ...others.map(mayHaveOne)], sql` and `)}
            order by k.key limit ${MOST_KEYS_NEAR}) r),
        near as materialized (
          select n.*, count(*) over (partition by community_id) as near_here,
            row_number() over (partition by community_id order by in_key desc, likely, key, customer_id) as no
          from (select distinct on (community_id, customer_id) * from found
            order by community_id, customer_id, in_key desc, likely, key) n)
        select p.community_id as "communityId", ${FOUND}, max(p.taken) < max(p.near_here) or exists (
          select from found where community_id = p.community_id and nth = ${MOST_KEYS_NEAR}) as "isCut"
        from (select n.*, count(*) over (partition by community_id) as taken from (
          select * from near where no <= ${MOST_LOOKED_AT} order by in_key desc, likely, key, customer_id limit ${most}) n) p
        cross join lateral (select p.customer_id, p.key) s ${listingsOf(OF_EACH, filters)}
        group by p.community_id`
    }, among)
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
    return (this.#sights.get(communityId)?.departments ?? NO_DEPARTMENTS).toString()
  }

  #knowsIn(communityId: number): boolean {
    return this.#sights.get(communityId)?.knows === 'known'
  }
}

/** What may be read of each community `p` in its departments; and known of, where `p.knows`. */
const OF_EACH: Readable = {
  community: sql<number>`p.community_id`,
  seen: sharedOfEach,
  shared: sharedOfEach,
  known: knownOfEach,
  inRange: (sight) => sql<boolean>`k.community_id = p.community_id and k.key >= f.low and k.key < f.high
    and ${sight === 'seen' ? sharedOfEach('k') : knownOfEach('k')}`,
}

function sharedOfEach(table: 'k' | 'l'): RawBuilder<boolean> {
  return sql`${sql.ref(`${table}.departments`)} & p.departments <> 0`
}

function knownOfEach(table: 'k' | 'l'): RawBuilder<boolean> {
  return sql`case when p.knows then ${sql.ref(`${table}.belongs`)} else ${sql.ref(`${table}.departments`)} end & p.departments <> 0`
}
