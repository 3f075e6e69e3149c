import type { Scope } from '../access/scope.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { DepartmentMask } from '../kernel/departments.ts'
import { nextSyncAt } from '../kernel/schedule.ts'
import type { Store } from '../store/index.ts'
import { describing } from './describe-match.ts'
import { CAP, find, type Found, type FindRequest } from './find.ts'
import { NEARLY, stepAt, type Step } from './steps.ts'
import { hitOf, readShown } from './hits.ts'
import { KeyRanges, sightOf, type Sight } from './key-ranges.ts'
import { Lexicons } from './lexicons.ts'
import { Looks } from './looks.ts'
import { readingsOf } from './reading.ts'
import { relax } from './relax.ts'
import { PAGE_SIZE, type Hit, type SearchRequest, type SearchResult } from './result.ts'
import { SeveralCommunities } from './several-communities.ts'
import type { PagePart } from './shown.ts'
import { inOrder } from './sort.ts'
import { TAX_ID, checkMayAskTaxId, taxIdHashOf, withoutTaxId } from './tax-id-asked.ts'

const LARGEST_PAGE = 100

/** The world of an asker, as far as a search needs it: see `explain/knowable.ts`. */
export interface SearchWorld {
  readonly communityId: number
  readonly sees: 'all' | 'shared' | 'nothing'
  readonly departments: DepartmentMask
}

export type Sought = Omit<SearchRequest, 'page' | 'limit' | 'sort'>

export interface LookedInto {
  /** How bold the guesses are that it makes. */
  readonly step: Step
  /** Where in the results a customer stands, from 1; null beyond the cap or where it is not found. */
  rankOf(customerId: string): Promise<number | null>
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
  /** Ids of the customers of an asker's world that the words fit, or else nearly fit, shared or withheld, best first. */
  findInWorld(
    world: SearchWorld,
    text: string,
    limit: number,
    how?: { readonly asTyped?: boolean },
  ): Promise<readonly string[]>
  /** A search as it is made within a scope, for several questions about it. */
  lookInto(scope: Scope, request: Omit<SearchRequest, 'page' | 'limit'>): Promise<LookedInto>
  /** Reads the words that are in use beside other work, so that the first who makes a typing error does not wait for it. */
  learnWords(communityId: number, signal: AbortSignal): Promise<void>
  /** The same search for one answer that takes several looks: what two of them ask for is looked for once. */
  forOneAnswer(): Search
  /** Looks into several communities at once. */
  inSeveral(scopes: readonly Scope[]): SeveralCommunities
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

export function createSearch(parts: SearchParts): Search {
  return searchOver(parts, new Lexicons(), () => new Looks())
}

/** @param looksNow those that a look takes part in */
function searchOver(parts: SearchParts, lexicons: Lexicons, looksNow: () => Looks): Search {
  const { store, clock, taxIdKey } = parts
  const findRequest = ({ text, filters = {} }: Sought): FindRequest => ({
    readings: readingsOf(text),
    filters,
    taxIdHash: taxIdHashOf(text, taxIdKey),
  })
  const lookFor = async (
    communityId: number,
    sight: Sight,
    request: FindRequest,
    looks = looksNow(),
  ): Promise<Found> => {
    const { departments, of, knows } = sight
    // What is read by the way does not change who is found.
    const name = JSON.stringify({ ...request, part: undefined })
    return await looks.once(`found ${[communityId, departments, of, knows].join(' ')} ${name}`, () =>
      find(store.as(communityId), lexicons, sight, request, looks),
    )
  }
  const findIn = async (
    scope: Scope,
    sought: Sought,
    more: Pick<FindRequest, 'mostSteps' | 'part'> = {},
    looks = looksNow(),
  ): Promise<Found> =>
    await lookFor(scope.communityId, sightOf(scope), { ...findRequest(sought), ...more }, looks)

  const resultOf = async (
    community: Community,
    scope: Scope,
    request: SearchRequest,
    part: PagePart,
  ): Promise<SearchResult> => {
    checkMayAskTaxId(scope, request.text)
    const here = store.as(community.communityId)
    const looks = looksNow()
    const { sort = 'best' } = request
    const found = await findIn(scope, request, sort === 'best' ? { part } : {}, looks)
    const keys = new KeyRanges(here, sightOf(scope))
    const sorted = await inOrder(keys, found.customerIds, sort, request.filters ?? {})
    const onPage = sorted.slice(part.from, part.from + part.size)
    const describe = describing(readingsOf(request.text))
    const step = stepAt(found.step)
    const asksTaxId = taxIdHashOf(request.text, taxIdKey) !== undefined
    const nobodyFits = !asksTaxId && (found.customerIds.length === 0 || step.leftOut !== 0)
    const [{ readAt, byId }, relaxed] = await Promise.all([
      readShown(here, keys, onPage, found.shown),
      nobodyFits ? relax(request, (sought) => findIn(scope, sought, { mostSteps: 0 }, looks)) : null,
    ])
    // Between the search and a later look a run may have taken a customer out: then it is not shown.
    const hits = onPage.flatMap((customerId) => {
      const customer = byId.get(customerId)
      return customer ? [hitOf(customer, describe, step, request)] : []
    })
    return {
      query: withoutTaxId(request.text),
      total: found.customerIds.length,
      asTyped: found.asTyped,
      capped: found.capped,
      dataAsOf: readAt?.toISOString() ?? null,
      nextSyncAt: nextSyncAt(community, clock.now())?.toISOString() ?? null,
      hits: asksTaxId ? hits.map(foundByTaxId) : hits,
      relaxed,
    }
  }

  return {
    search: (community, scope, request) => resultOf(community, scope, request, partShown(request)),

    async learnWords(communityId, signal) {
      await lexicons.learn(store.as(communityId), signal)
    },

    forOneAnswer() {
      const looks = new Looks()
      return searchOver(parts, lexicons, () => looks)
    },

    inSeveral: (scopes) => new SeveralCommunities(store, lexicons, scopes),

    searchAll: (community, scope, request) => resultOf(community, scope, request, { from: 0, size: CAP }),

    taxIdHashOf: (text) => taxIdHashOf(text, taxIdKey),

    async findInWorld({ communityId, sees, departments }, text, limit, { asTyped = false } = {}) {
      if (sees === 'nothing') return []
      const of = sees === 'all' ? 'known' : 'shared'
      const sight = { departments, of, knows: of } as const
      const { customerIds } = await lookFor(communityId, sight, {
        ...findRequest({ text }),
        mostSteps: asTyped ? 0 : NEARLY,
        enough: 1,
        most: limit,
      })
      return customerIds
    },

    async lookInto(scope, request) {
      const { customerIds, step } = await findIn(scope, request)
      return {
        step: stepAt(step),
        async rankOf(customerId) {
          if (!customerIds.includes(customerId)) return null
          const { sort = 'best', filters = {} } = request
          const keys = new KeyRanges(store.as(scope.communityId), sightOf(scope))
          const sorted = await inOrder(keys, customerIds, sort, filters)
          const at = sorted.indexOf(customerId)
          return at < 0 ? null : at + 1
        },
      }
    },
  }
}

function foundByTaxId(hit: Hit): Hit {
  return { ...hit, matched: [{ term: TAX_ID, field: 'tax_id', how: 'exact' }, ...hit.matched] }
}

/** The part of the results that a page shows; nothing beyond the last. */
function partShown({ page = 1, limit = PAGE_SIZE }: SearchRequest): PagePart {
  const size = Math.min(LARGEST_PAGE, Math.max(1, Math.trunc(limit)))
  return { from: Math.min(CAP, (Math.max(1, Math.trunc(page)) - 1) * size), size }
}
