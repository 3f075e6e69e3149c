import { searchable, type Scope } from '../access/scope.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { DepartmentMask } from '../kernel/departments.ts'
import { nextSyncAt } from '../kernel/schedule.ts'
import type { CommunityStore, Store } from '../store/index.ts'
import { find, rankAmong, type FindRequest, type Sight } from './find.ts'
import { readHits } from './hits.ts'
import { readingsOf } from './normalise.ts'
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
    request: Omit<SearchRequest, 'page' | 'limit'>,
    customerId: string,
  ): Promise<number | null>
}

export function createSearch({ store, clock }: { readonly store: Store; readonly clock: Clock }): Search {
  return {
    async search(community, scope, request) {
      const here = store.as(community.communityId)
      const { limit, offset } = pageOf(request)
      const sight = sightOf(scope)
      const [dataAsOf, found] = await Promise.all([
        readDataAsOf(here),
        find(here, sight, findRequest(request), { limit, offset }),
      ])
      return {
        query: request.text,
        total: found.total,
        capped: found.capped,
        dataAsOf: dataAsOf?.toISOString() ?? null,
        nextSyncAt: nextSyncAt(community.settings, clock.now()).toISOString(),
        hits: await readHits(here, sight.departments, found.customerIds, readingsOf(request.text)),
        relaxed: null,
      }
    },

    async findInWorld(world, text, limit) {
      if (world.sees === 'nothing') return []
      const sight: Sight = { departments: world.departments, of: world.sees === 'all' ? 'known' : 'shared' }
      const found = await find(store.as(world.communityId), sight, { text }, { limit, offset: 0 })
      return found.customerIds
    },

    rankOf: (scope, request, customerId) =>
      rankAmong(store.as(scope.communityId), sightOf(scope), findRequest(request), customerId),
  }
}

function sightOf(scope: Scope): Sight {
  return { departments: searchable(scope), of: 'shared' }
}

function findRequest({ text, filters }: Omit<SearchRequest, 'page' | 'limit'>): FindRequest {
  return { text, module: filters?.module }
}

function pageOf({ page = 1, limit = PAGE_SIZE }: SearchRequest): { limit: number; offset: number } {
  const size = Math.min(LARGEST_PAGE, Math.max(1, Math.trunc(limit)))
  return { limit: size, offset: (Math.max(1, Math.trunc(page)) - 1) * size }
}

/** When the data of the last completed run was true in the source. */
async function readDataAsOf(store: CommunityStore): Promise<Date | null> {
  const [[run]] = await store.read(
    (db) =>
      [
        db
          .selectFrom('run')
          .select('source_read_at')
          .where('community_id', '=', store.communityId)
          .where('status', '=', 'completed')
          .orderBy('run_id', 'desc')
          .limit(1),
      ] as const,
  )
  return run?.source_read_at ?? null
}
