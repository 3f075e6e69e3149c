import { searchable, type Scope } from '../access/scope.ts'
import type { Community } from '../kernel/community.ts'
import { compareTexts } from '../kernel/compare.ts'
import { NO_DEPARTMENTS } from '../kernel/departments.ts'
import type { Clock } from '../kernel/clock.ts'
import { wrongUse } from '../kernel/errors.ts'
import { nextSyncAt } from '../kernel/schedule.ts'
import { readingsOf } from './reading.ts'
import type { Hit, SearchRequest, SearchResult } from './result.ts'
import type { Search } from './search.ts'
import type { FoundIn, FoundPart } from './found-part.ts'
import { asksTaxId, withoutTaxId } from './tax-id-asked.ts'

/**
 * One search in several communities at once, for those with grants in several. What is found in each is what a search there
 * finds, as far as it is counted; the merge below says what comes first. All are looked into at once (`several-communities.ts`).
 */

/** Where somebody searches, and what they may see there. */
export interface SearchStanding {
  readonly community: Community
  readonly scope: Scope
}

export type ManyRequest = Pick<SearchRequest, 'text' | 'filters'>

export interface ManyResult {
  readonly query: string
  /** Of all communities together. */
  readonly total: number
  /** Of these, who fit as typed: all, or nobody. */
  readonly asTyped: number
  /** More match than are counted in one of them at least, or may. */
  readonly capped: boolean
  /** Each community that was searched, by name. */
  readonly communities: readonly CommunityTotal[]
  /** The best of all, at most `MANY_HITS`. */
  readonly hits: readonly ManyHit[]
}

export interface CommunityTotal extends Pick<SearchResult, 'total' | 'capped' | 'dataAsOf' | 'nextSyncAt'> {
  readonly slug: string
  readonly name: string
}

export interface ManyHit extends Hit {
  /** The slug of the community that it is a customer of. */
  readonly community: string
}

/** What whoever asks for a tax id in several is told. */
export const IN_ONE_COMMUNITY = 'A tax id is looked up in one community: choose it, and search there.'

/** Hits of several communities that are shown; the others are found in their own community. */
export const MANY_HITS = 20

/**
 * The best of what is found in each community, within the scope in it. A community without the right to search is not read.
 * Those whose every term was found as a whole word come first, then those found as typed. Where nobody fits in any community,
 * who is similar is given (`SeveralCommunities.findSimilar`). Of equals, whoever comes earlier among the results of its
 * own community, then by the name of the community.
 *
 * @throws what `search` throws, and wrongUse `one_community` where a tax id is asked for
 */
export type SearchMany = (standings: readonly SearchStanding[], request: ManyRequest) => Promise<ManyResult>

export interface SearchManyParts {
  readonly search: Pick<Search, 'inSeveral'>
  readonly clock: Clock
}

export function createSearchMany({ search, clock }: SearchManyParts): SearchMany {
  return async (standings, { text, filters = {} }) => {
    if (asksTaxId(text)) throw wrongUse('one_community', IN_ONE_COMMUNITY)
    const wanted = standings
      .filter(({ scope }) => searchable(scope) !== NO_DEPARTMENTS)
      .toSorted((a, b) => compareTexts(a.community.name, b.community.name))
    const several = search.inSeveral(wanted.map(({ scope }) => scope))
    const readings = readingsOf(text)
    const [dates, fitting] = await Promise.all([
      several.readDates(),
      several.findFitting(readings, filters, MANY_HITS),
    ])
    const somebodyFits = [...fitting.values()].some(({ total }) => total > 0)
    const parts =
      somebodyFits || readings.length === 0 ? fitting : await several.findSimilar(readings, filters)
    const isCapped = (communityId: number) =>
      [parts, fitting].some((each) => each.get(communityId)?.capped === true)
    const best = bestOf(wanted, parts)
    const total = [...parts.values()].reduce((sum, part) => sum + part.total, 0)
    const shown = await several.show(
      { text, filters },
      best.map(({ standing: { scope }, ...found }) => ({ communityId: scope.communityId, ...found })),
    )
    return {
      query: withoutTaxId(text),
      total,
      asTyped: somebodyFits ? total : 0,
      capped: wanted.some(({ scope }) => isCapped(scope.communityId)),
      communities: wanted.map(({ community }) => {
        const { communityId, slug, name } = community
        return {
          slug,
          name,
          total: parts.get(communityId)?.total ?? 0,
          capped: isCapped(communityId),
          dataAsOf: dates.get(communityId)?.toISOString() ?? null,
          nextSyncAt: nextSyncAt(community, clock.now())?.toISOString() ?? null,
        }
      }),
      hits: best.flatMap(({ standing: { community } }, i) => {
        const hit = shown[i]
        return hit ? [{ ...hit, community: community.slug }] : []
      }),
    }
  }
}

/** What was found, by community. */
type Parts = ReadonlyMap<number, FoundPart>

interface FoundHere extends Omit<FoundIn, 'communityId'> {
  readonly standing: SearchStanding
}

/** The best of all, best first: whole words before beginnings, then by the place in its own community, then by the community. */
function bestOf(standings: readonly SearchStanding[], parts: Parts): readonly FoundHere[] {
  const best: FoundHere[] = []
  const found = standings.flatMap((standing) => {
    const part = parts.get(standing.scope.communityId)
    return part ? [{ standing, ...part }] : []
  })
  for (const isWhole of [true, false])
    for (let place = 0; place < MANY_HITS; place++)
      for (const { standing, customerIds, whole, step } of found) {
        const customerId = customerIds[place]
        if (customerId === undefined || place < whole !== isWhole) continue
        best.push({ standing, customerId, step })
        if (best.length === MANY_HITS) return best
      }
  return best
}
