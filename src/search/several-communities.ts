import { sql, type RawBuilder } from 'kysely'
import { searchable, type Scope } from '../access/scope.ts'
import { NO_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import type { Store } from '../store/index.ts'
import { Judge, stepAt, type Step } from './guess.ts'
import { TIME_LIMIT, inTime, rangeOfTerm, rangesFrom, rangesOf } from './key-ranges.ts'
import type { Lexicons, WordsOfSeveral } from './lexicons.ts'
import { mayHaveOne, rangesFor, searchesOf, type Alternatives } from './loose-search.ts'
import type { Reading, Term } from './reading.ts'
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

/** Customers counted at the most in one of several communities. */
export const MOST_OF_ONE = 100
/**
 * Keys that are read in one community, field by field: of so many customers, and one more, as a rule. Where there are more,
 * not all are counted.
 */
const MOST_KEYS = 160
/** Keys that begin with a word of which one customer has so many at the most, as a rule. */
const MOST_KEYS_FOR_ONE = 2

/**
 * Looks into several communities with one statement, each within the scope there. It tells where a search is worth while;
 * what is found there, and what is shown of it, is up to the search in each.
 *
 * Each method throws failure `search_too_broad` when the database does not answer in time.
 */
export class SeveralCommunities {
  readonly #store: Store
  readonly #lexicons: Lexicons
  readonly #departments: ReadonlyMap<number, DepartmentMask>

  constructor(store: Store, lexicons: Lexicons, scopes: readonly Scope[]) {
    this.#store = store
    this.#lexicons = lexicons
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
      ) => sql`select s.community_id as "communityId", r.source_read_at as "readAt" from ${places} cross join lateral (
        select source_read_at from run where community_id = s.community_id and status = 'completed'
        order by run_id desc limit 1) r`,
    )
    return new Map(rows.map(({ communityId, readAt }) => [communityId, readAt]))
  }

  /** Customers with a word that begins with the term, where there are any: of each community the `first`, or a few less where many of their keys begin alike. */
  async findByOneTerm({ word, fields }: Term, first: number): Promise<ReadonlyMap<number, FoundPart>> {
    const ranges = fields.map((field) => rangesOf(field, word))
    const rows = await this.#read<{
      communityId: number
      customers: number
      cut: boolean
      ids: string[]
      whole: boolean[]
    }>(
      (places) => sql`select s.community_id as "communityId", r.customers, r.cut, r.ids, r.whole
        from ${places} cross join lateral (
          select count(distinct customer_id)::int as customers, count(*) >= ${MOST_KEYS} as cut,
            (array_agg(customer_id order by whole desc, place, key))[:${MOST_KEYS_FOR_ONE * first}::int] as ids,
            (array_agg(whole order by whole desc, place, key))[:${MOST_KEYS_FOR_ONE * first}::int] as whole
          from (select f.place, r.key, r.customer_id, r.key < f.high_of_whole as whole
            from unnest(${ranges.map(({ whole }) => whole.low)}::text[], ${ranges.map(({ whole }) => whole.high)}::text[],
                ${ranges.map(({ longer }) => longer.high)}::text[]) with ordinality as f(low, high_of_whole, high, place)
            cross join lateral (select k.key, k.customer_id from search_key k
              where ${INSIDE} order by k.key limit ${MOST_KEYS}) r limit ${MOST_KEYS}) r) r
        where r.customers > 0`,
    )
    return new Map(
      rows.map(({ communityId, customers, cut, ids, whole }) => [
        communityId,
        {
          customerIds: [...new Set(ids)],
          whole: new Set(ids.filter((_, i) => whole[i])).size,
          total: Math.min(customers, MOST_OF_ONE),
          capped: cut || customers > MOST_OF_ONE,
          step: stepAt(0),
        },
      ]),
    )
  }

  /** Where somebody may fit one of the readings as typed: everywhere that somebody does, and in few others. */
  async listFitting(readings: readonly Reading[]): Promise<ReadonlySet<number>> {
    const found = await Promise.all(
      readings.map(async (reading) => {
        const driver = longestOf(reading)
        const ranges = driver.fields.map((field) => rangeOfTerm(field, driver))
        const signature = signatureOfBeginnings(reading.map(({ word }) => word))
        return await this.#read<{ communityId: number }>(
          (places) => sql`select s.community_id as "communityId" from ${places} cross join lateral (
            select from ${rangesFrom(ranges)} cross join lateral (
              select from search_key k where ${INSIDE} and ${mayHaveAll(signature)} limit 1) r limit 1) r`,
        )
      }),
    )
    return new Set(found.flat().map(({ communityId }) => communityId))
  }

  /** Where somebody may be found within a step in which no word is left out: everywhere that somebody is, and in few others. */
  async listNear(readings: readonly Reading[], step: Step): Promise<ReadonlySet<number>> {
    const words = await this.#lexicons.ofSeveral(this.#store.asSeveral(this.communityIds))
    const judge = new Judge(readings, (word) => words.has(word))
    const searches = searchesOf(words, judge, readings, step, stepAt(0))
    const found = await Promise.all(searches.map(async ({ terms }) => await this.#listHaving(terms, words)))
    return new Set(found.flat())
  }

  /** Where a key begins with the longest term, or what it may stand for, and has a signature that lets the others through. */
  async #listHaving(terms: readonly Alternatives[], words: WordsOfSeveral): Promise<readonly number[]> {
    const [driver, ...others] = terms.toSorted((a, b) => b.term.word.length - a.term.word.length)
    if (!driver) return []
    const rows = await this.#readIn<{ communityId: number }>((ids) => {
      const looks = ids.flatMap((id) => {
        const usedHere = driver.others.filter((word) => words.isIn(word, id))
        return rangesFor({ ...driver, others: usedHere }).map((range) => ({ ...range, id }))
      })
      return sql`select distinct s.community_id as "communityId" from unnest(${looks.map(({ id }) => id)}::int[],
          ${looks.map(({ id }) => this.#maskIn(id))}::bigint[]) with ordinality as s(community_id, departments, look)
        join ${rangesFrom(looks)} on f.place = s.look
        cross join lateral (select from search_key k
          where ${sql.join([INSIDE, ...others.map(mayHaveOne)], sql` and `)} limit 1) r`
    })
    return rows.map(({ communityId }) => communityId)
  }

  /** @param queryOf given the communities `s(community_id, departments)` to read of */
  async #read<R>(queryOf: (places: RawBuilder<unknown>) => RawBuilder<R>): Promise<R[]> {
    return await this.#readIn((ids) =>
      queryOf(
        sql`unnest(${ids}::int[], ${ids.map((id) => this.#maskIn(id))}::bigint[]) as s(community_id, departments)`,
      ),
    )
  }

  async #readIn<R>(queryOf: (communityIds: readonly number[]) => RawBuilder<R>): Promise<R[]> {
    const store = this.#store.asSeveral(this.communityIds)
    return await inTime(() => store.read(queryOf, TIME_LIMIT))
  }

  #maskIn(communityId: number): string {
    return (this.#departments.get(communityId) ?? NO_DEPARTMENTS).toString()
  }
}

/** A key `k` of the range `f` in the community and departments `s`. */
const INSIDE = sql<boolean>`k.community_id = s.community_id and k.key >= f.low and k.key < f.high
  and k.departments & s.departments <> 0`

/** The longest word is likely to be the rarest. */
function longestOf(reading: Reading): Term {
  return reading.reduce((longest, term) => (term.word.length > longest.word.length ? term : longest))
}
