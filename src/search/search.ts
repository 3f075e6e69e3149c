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
import { TAX_ID, checkMayAskTaxId, taxIdHashOf, withoutTaxId } from './tax-id-asked.ts'
import type { Sight } from './key-ranges.ts'
import type { Hit, SearchRequest, SearchResult } from './result.ts'

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
   * @throws failure `search_too_broad`; wrongUse `not_permitted`, `tax_id_missing` where a tax id is asked for
   */
  search(community: Community, scope: Scope, request: SearchRequest): Promise<SearchResult>
  /** The same on one page: all that are counted. Throws as `search`. */
  searchAll(
    community: Community,
    scope: Scope,
    request: Omit<SearchRequest, 'page' | 'limit'>,
  ): Promise<SearchResult>
  /** Ids of the customers of an asker's world that the words fit, shared or withheld, best first. */
  findInWorld(world: SearchWorld, text: string, limit: number): Promise<readonly string[]>
  /** Where in the results a customer stands, from 1; null beyond the cap or where it is not found. */
  rankOf(
    scope: Scope,
    request: Omit<SearchRequest, 'page' | 'limit'>,
    customerId: string,
  ): Promise<number | null>
  /**
   * The keyed hash of the tax id that a search asks for; undefined where it asks for none.
   * @throws wrongUse `tax_id_missing`
   */
  taxIdHashOf(text: string): string | undefined
}

export interface SearchParts {
  readonly store: Store
  readonly clock: Clock
  /** Key of the hash of tax ids: the one that sync keeps them with. */
  readonly taxIdKey: string
}

export function createSearch({ store, clock, taxIdKey }: SearchParts): Search {
  const findRequest = ({ text, filters = {} }: Omit<SearchRequest, 'page' | 'limit'>): FindRequest => ({
    readings: readQuery(text).readings,
    filters,
    taxIdHash: taxIdHashOf(text, taxIdKey),
  })

  const resultOf = async (
    community: Community,
    scope: Scope,
    request: SearchRequest,
    pageOf: (customerIds: readonly string[]) => readonly string[],
  ): Promise<SearchResult> => {
    checkMayAskTaxId(scope, request.text)
    const here = store.as(community.communityId)
    const sight = sightOf(scope)
    const wanted = findRequest(request)
    const found = await find(here, sight, wanted)
    const sorted = await inOrder(here, sight, found.customerIds, request.sort ?? 'best')
    const page = await readPage(here, sight.departments, request, pageOf(sorted))
    return {
      query: withoutTaxId(request.text),
      total: found.customerIds.length,
      capped: found.capped,
      dataAsOf: page.dataAsOf?.toISOString() ?? null,
      nextSyncAt: nextSyncAt(community.settings, clock.now()).toISOString(),
      hits: wanted.taxIdHash === undefined ? page.hits : page.hits.map(foundByTaxId),
      relaxed: null,
    }
  }

  return {
    search: (community, scope, request) => resultOf(community, scope, request, (ids) => onPage(request, ids)),

    searchAll: (community, scope, request) => resultOf(community, scope, request, (ids) => ids),

    taxIdHashOf: (text) => taxIdHashOf(text, taxIdKey),

    async findInWorld(world, text, limit) {
      if (world.sees === 'nothing') return []
      const sight: Sight = { departments: world.departments, of: world.sees === 'all' ? 'known' : 'shared' }
      const found = await find(store.as(world.communityId), sight, findRequest({ text }))
      return found.customerIds.slice(0, limit)
    },

    async rankOf(scope, request, customerId) {
      const [here, sight] = [store.as(scope.communityId), sightOf(scope)]
      const found = await find(here, sight, findRequest(request))
      if (!found.customerIds.includes(customerId)) return null
      const at = (await inOrder(here, sight, found.customerIds, request.sort ?? 'best')).indexOf(customerId)
      return at < 0 ? null : at + 1
    },
  }
}

function sightOf(scope: Scope): Sight {
  return { departments: searchable(scope), of: 'shared' }
}

function foundByTaxId(hit: Hit): Hit {
  return { ...hit, matched: [{ term: TAX_ID, field: 'tax_id', how: 'exact' }, ...hit.matched] }
}

/** The part of the results that a page shows; nothing beyond the last. */
function onPage({ page = 1, limit = PAGE_SIZE }: SearchRequest, ids: readonly string[]): readonly string[] {
  const size = Math.min(LARGEST_PAGE, Math.max(1, Math.trunc(limit)))
  const from = (Math.max(1, Math.trunc(page)) - 1) * size
  return ids.slice(from, from + size)
}
