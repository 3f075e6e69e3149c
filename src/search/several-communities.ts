import { sql } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { Store } from '../store/index.ts'
import { describing } from './describe-match.ts'
import type { SearchFilters } from './filters.ts'
import { find } from './find.ts'
import { MOST_OF_ONE, similarPart, type FoundIn, type FoundPart } from './found-part.ts'
import { stepAt } from './steps.ts'
import { hitOf } from './hits.ts'
import type { Lexicons } from './lexicons.ts'
import { Looks } from './looks.ts'
import { readingsOf, type Reading } from './reading.ts'
import type { Hit, SearchRequest } from './result.ts'
import { findFitting } from './several-fitting.ts'
import { findNear } from './several-near.ts'
import { OF_EACH, SeveralSights } from './several-sights.ts'
import { shownCustomer, type ShownCustomer } from './shown.ts'

/**
 * Looks into several communities with one statement, each within the scope there.
 *
 * Each method throws failure `search_too_broad` when the database does not answer in time.
 */
export class SeveralCommunities {
  readonly #store: Store
  readonly #lexicons: Lexicons
  readonly #sights: SeveralSights

  constructor(store: Store, lexicons: Lexicons, scopes: readonly Scope[]) {
    this.#store = store
    this.#lexicons = lexicons
    this.#sights = new SeveralSights(store, scopes)
  }

  /** Those with the right to search. */
  get communityIds(): readonly number[] {
    return this.#sights.communityIds
  }

  /** By community, when the data of its last completed run was true in the source. */
  async readDates(): Promise<ReadonlyMap<number, Date | null>> {
    const rows = await this.#sights.read<{ communityId: number; readAt: Date | null }>(
      (
        places,
      ) => sql`select p.community_id as "communityId", r.source_read_at as "readAt" from ${places} cross join lateral (
        select source_read_at from run where community_id = p.community_id and status = 'completed'
        order by run_id desc limit 1) r`,
    )
    return new Map(rows.map(({ communityId, readAt }) => [communityId, readAt]))
  }

  /** Who fits as typed: see `several-fitting.ts`. */
  async findFitting(
    readings: readonly Reading[],
    filters: SearchFilters,
    first: number,
  ): Promise<ReadonlyMap<number, FoundPart>> {
    return await findFitting(this.#sights, readings, filters, first)
  }

  /**
   * Who is similar, where nobody fits, by the words that are in use now. In few communities it is whom a search in each finds, in those
   * where the least bold guesses find anybody; in more it is who nearly fits: see `several-near.ts`.
   */
  async findSimilar(
    readings: readonly Reading[],
    filters: SearchFilters,
  ): Promise<ReadonlyMap<number, FoundPart>> {
    if (this.communityIds.length <= FEW_COMMUNITIES) return await this.#findInEach(readings, filters)
    const words = await this.#lexicons.ofSeveral(this.#store.asSeveral(this.communityIds))
    return await findNear(this.#sights, words, readings, filters)
  }

  async #findInEach(
    readings: readonly Reading[],
    filters: SearchFilters,
  ): Promise<ReadonlyMap<number, FoundPart>> {
    const request = { readings, filters, most: MOST_OF_ONE }
    const found = await Promise.all(
      this.communityIds.map(async (id) => {
        const here = this.#store.as(id)
        return [id, await find(here, this.#lexicons, this.#sights.sightIn(id), request, new Looks())] as const
      }),
    )
    const similar = found.filter(([, { customerIds }]) => customerIds.length > 0)
    const leastBold = Math.min(...similar.map(([, { step }]) => step))
    return new Map(
      similar
        .filter(([, { step }]) => step === leastBold)
        .map(([id, { customerIds, capped, step }]) => [id, similarPart(customerIds, capped, stepAt(step))]),
    )
  }

  /** What is shown of each of the customers who were found; undefined for one whom a run has taken out meanwhile. */
  async show(request: Sought, customers: readonly FoundIn[]): Promise<readonly (Hit | undefined)[]> {
    const describe = describing(readingsOf(request.text))
    const here = [...new Set(customers.map(({ communityId }) => communityId))]
    const rows = await this.#sights.readIn<{ communityId: number; customer: ShownCustomer }>((ids) => {
      const asked = customers.filter(({ communityId }) => ids.includes(communityId))
      return sql`select p.community_id as "communityId", s.customer
        from unnest(${asked.map(({ communityId }) => communityId)}::int[],
          ${asked.map(({ communityId }) => this.#sights.maskIn(communityId))}::bigint[],
          ${asked.map(({ customerId }) => customerId)}::text[]) as p(community_id, departments, customer_id)
        cross join lateral (${shownCustomer(OF_EACH)}) s`
    }, here)
    const byName = new Map(rows.map((row) => [`${row.communityId} ${row.customer.customerId}`, row.customer]))
    return customers.map(({ communityId, customerId, step }) => {
      const customer = byName.get(`${communityId} ${customerId}`)
      return customer && hitOf(customer, describe, step, request)
    })
  }
}

/** In so many communities each guesses by itself, as it does when it is searched alone. */
const FEW_COMMUNITIES = 8

/** What is looked for in several communities. */
type Sought = Pick<SearchRequest, 'text' | 'filters'>
