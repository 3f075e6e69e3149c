import { searchable, type Scope } from '../access/scope.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { DepartmentMask } from '../kernel/departments.ts'
import { nextSyncAt } from '../kernel/schedule.ts'
import type { Store } from '../store/index.ts'
import { find, stepAt, type Found, type FindRequest } from './find.ts'
import { Judge, type Step } from './guess.ts'
import { readPage } from './hits.ts'
import type { Sight } from './key-ranges.ts'
import { Lexicons } from './lexicons.ts'
import { readQuery } from './reading.ts'
import { relax } from './relax.ts'
import type { SearchRequest, SearchResult } from './result.ts'
import { inOrder } from './sort.ts'

const PAGE_SIZE = 20
const LARGEST_PAGE = 100
/** Words may be near, but none is left out: who is explained is who was meant. */
const STEPS_IN_WORLD = 1

/** The world of an asker, as far as a search needs it: see `explain/knowable.ts`. */
export interface SearchWorld {
  readonly communityId: number
  readonly sees: 'all' | 'shared' | 'nothing'
  readonly departments: DepartmentMask
}

export type Sought = Omit<SearchRequest, 'page' | 'limit' | 'sort'>

export interface Search {
  /**
   * The customers that a user finds. Without the right to search, nobody.
   * @throws failure `search_too_broad`
   */
  search(community: Community, scope: Scope, request: SearchRequest): Promise<SearchResult>
  /** Ids of the customers of an asker's world that the words fit or nearly fit, shared or withheld, best first. */
  findInWorld(world: SearchWorld, text: string, limit: number): Promise<readonly string[]>
  /** Where in the results a customer stands, from 1; null beyond the cap or where it is not found. */
  rankOf(scope: Scope, request: Sought, customerId: string): Promise<number | null>
  /** How bold the guesses are that this search makes within a scope. */
  stepOf(scope: Scope, request: Sought): Promise<Step>
}

export function createSearch({ store, clock }: { readonly store: Store; readonly clock: Clock }): Search {
  const lexicons = new Lexicons()
  const findIn = async (scope: Scope, sought: Sought): Promise<Found> =>
    await find(store.as(scope.communityId), lexicons, sightOf(scope), findRequest(sought))

  return {
    async search(community, scope, request) {
      const here = store.as(community.communityId)
      const sight = sightOf(scope)
      const found = await findIn(scope, request)
      const sorted = await inOrder(here, sight, found.customerIds, request.sort ?? 'best')
      const judge = new Judge(readQuery(request.text).readings)
      const step = stepAt(found.step)
      const page = await readPage(here, sight.departments, request, onPage(request, sorted), judge, step)
      const nobodyFits = found.customerIds.length === 0 || step.leftOut > 0
      return {
        query: request.text,
        total: found.customerIds.length,
        asTyped: found.asTyped,
        capped: found.capped,
        dataAsOf: page.dataAsOf?.toISOString() ?? null,
        nextSyncAt: nextSyncAt(community.settings, clock.now()).toISOString(),
        hits: page.hits,
        relaxed: nobodyFits ? await relax(request, (sought) => findIn(scope, sought)) : null,
      }
    },

    async findInWorld({ communityId, sees, departments }, text, limit) {
      if (sees === 'nothing') return []
      const of = sees === 'all' ? 'known' : 'shared'
      const request = { ...findRequest({ text }), mostSteps: STEPS_IN_WORLD }
      const found = await find(store.as(communityId), lexicons, { departments, of, knows: of }, request)
      return found.customerIds.slice(0, limit)
    },

    async rankOf(scope, request, customerId) {
      const at = (await findIn(scope, request)).customerIds.indexOf(customerId)
      return at < 0 ? null : at + 1
    },

    async stepOf(scope, request) {
      return stepAt((await findIn(scope, request)).step)
    },
  }
}

/** Whoever may ask why a customer is not listed may know of those who are withheld, too. */
function sightOf(scope: Scope): Sight {
  const knows = scope.rights.has('explain') ? 'known' : 'shared'
  return { departments: searchable(scope), of: 'shared', knows }
}

function findRequest({ text, filters = {} }: Sought): FindRequest {
  return { readings: readQuery(text).readings, filters }
}

/** The part of the results that a page shows; nothing beyond the last. */
function onPage({ page = 1, limit = PAGE_SIZE }: SearchRequest, ids: readonly string[]): readonly string[] {
  const size = Math.min(LARGEST_PAGE, Math.max(1, Math.trunc(limit)))
  const from = (Math.max(1, Math.trunc(page)) - 1) * size
  return ids.slice(from, from + size)
}
