import { searchable, type Scope } from '../access/scope.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { DepartmentMask } from '../kernel/departments.ts'
import { nextSyncAt } from '../kernel/schedule.ts'
import type { Store } from '../store/index.ts'
import { find, type FindRequest } from './find.ts'
import { readQuery } from './reading.ts'
import { readPage } from './hits.ts'
import { inOrder } from './sort.ts'
import type { Sight } from './key-ranges.ts'
import type { SearchRequest, SearchResult } from './result.ts'

const PAGE_SIZE = 20
const LARGEST_PAGE = 100

/** The world of an asker, as far as a search needs it: see `explain/knowable.ts`. */
export interface SearchWorld {
  readonly communityId: number
  readonly sees: 'all' | 'shared' | 'nothing'
  readonly departments: DepartmentMask
}

export interface Search {
  /**
   * The customers that a user finds. Without the right to search, nobody.
   * @throws failure `search_too_broad`
   */
  search(community: Community, scope: Scope, request: SearchRequest): Promise<SearchResult>
  /** Ids of the customers of an asker's world that the words fit, shared or withheld, best first. */
  findInWorld(world: SearchWorld, text: string, limit: number): Promise<readonly string[]>
  /** Where in the results a customer stands, from 1; null beyond the cap or where it is not found. */
  rankOf(
    scope: Scope,
    request: Omit<SearchRequest, 'page' | 'limit' | 'sort'>,
    customerId: string,
  ): Promise<number | null>
}

export function createSearch({ store, clock }: { readonly store: Store; readonly clock: Clock }): Search {
  return {
    async search(community, scope, request) {
      const here = store.as(community.communityId)
      const sight = sightOf(scope)
      const found = await find(here, sight, findRequest(request))
      const sorted = await inOrder(here, sight, found.customerIds, request.sort ?? 'best')
      const page = await readPage(here, sight.departments, request, onPage(request, sorted))
      return {
        query: request.text,
        total: found.customerIds.length,
        capped: found.capped,
        dataAsOf: page.dataAsOf?.toISOString() ?? null,
        nextSyncAt: nextSyncAt(community.settings, clock.now()).toISOString(),
        hits: page.hits,
        relaxed: null,
      }
    },

    async findInWorld(world, text, limit) {
      if (world.sees === 'nothing') return []
      const sight: Sight = { departments: world.departments, of: world.sees === 'all' ? 'known' : 'shared' }
      const found = await find(store.as(world.communityId), sight, findRequest({ text }))
      return found.customerIds.slice(0, limit)
    },

    async rankOf(scope, request, customerId) {
      const found = await find(store.as(scope.communityId), sightOf(scope), findRequest(request))
      const at = found.customerIds.indexOf(customerId)
      return at < 0 ? null : at + 1
    },
  }
}

function sightOf(scope: Scope): Sight {
  return { departments: searchable(scope), of: 'shared' }
}

function findRequest({ text, filters = {} }: Omit<SearchRequest, 'page' | 'limit'>): FindRequest {
  return { readings: readQuery(text).readings, filters }
}

/** The part of the results that a page shows; nothing beyond the last. */
function onPage({ page = 1, limit = PAGE_SIZE }: SearchRequest, ids: readonly string[]): readonly string[] {
  const size = Math.min(LARGEST_PAGE, Math.max(1, Math.trunc(limit)))
  const from = (Math.max(1, Math.trunc(page)) - 1) * size
  return ids.slice(from, from + size)
}
