import { searchable, type Scope } from '../access/scope.ts'
import type { Community } from '../kernel/community.ts'
import { NO_DEPARTMENTS } from '../kernel/departments.ts'
import type { Clock } from '../kernel/clock.ts'
import { wrongUse } from '../kernel/errors.ts'
import { nextSyncAt } from '../kernel/schedule.ts'
import { filtersSet } from './filters.ts'
import { NEARLY, stepAt } from './guess.ts'
import { readQuery, type Reading, type Term } from './reading.ts'
import type { Hit, Matched, SearchRequest, SearchResult } from './result.ts'
import type { PartResult, Search } from './search.ts'
import type { FoundThere } from './several-communities.ts'
import { asksTaxId } from './tax-id-asked.ts'

/**
 * One search in several communities at once, for those with grants in several. What is found in each is what a search there
 * finds; the merge below says what comes first. Most communities have nobody, so all are looked into with one statement first
 * (`several-communities.ts`), and only some are searched.
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
  /** More match than are counted in one of them at least, or may in one that was not searched for guesses. */
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

/** Hits of several communities that are shown; the others are found in their own community. */
export const MANY_HITS = 20
/** Communities searched at the same time: a search keeps one connection of the database. */
const AT_ONCE = 8
/** Who nearly fits is looked for in so many communities at the most, the first by name that may have somebody. */
const MOST_GUESSED_IN = 50

/**
 * The best of what is found in each community, within the scope in it. A community without the right to search is not read.
 * Those whose every term was found as a whole word come first, then those found as typed. Where nobody fits in any community,
 * who nearly fits is given; nobody for whom a word has to be left out. Of equals, whoever comes earlier among the results of its
 * own community, then by the name of the community.
 *
 * @throws what `search` throws, and wrongUse `one_community` where a tax id is asked for
 */
export type SearchMany = (standings: readonly SearchStanding[], request: ManyRequest) => Promise<ManyResult>

export interface SearchManyParts {
  readonly search: Pick<Search, 'searchPart' | 'show' | 'inSeveral'>
  readonly clock: Clock
}

export function createSearchMany({ search, clock }: SearchManyParts): SearchMany {
  return async (standings, { text, filters = {} }) => {
    if (asksTaxId(text))
      throw wrongUse('one_community', 'A tax id is looked up in one community: choose it, and search there.')
    const wanted = standings
      .filter(({ scope }) => searchable(scope) !== NO_DEPARTMENTS)
      .toSorted((a, b) => compare(a.community.name, b.community.name))
    const several = search.inSeveral(wanted.map(({ scope }) => scope))
    const { readings } = readQuery(text)
    const searchEach = async (those: ReadonlySet<number>, who: 'fits' | 'nearly_fits') =>
      await eachOf(
        wanted.filter(({ community: { communityId } }) => those.has(communityId)),
        AT_ONCE,
        async ({ community, scope }): Promise<Part> => ({
          community,
          ...(await search.searchPart(scope, { text, filters, who, limit: MANY_HITS })),
        }),
      )
    const findFitting = async (): Promise<readonly Part[]> => {
      const term = onlyTerm(readings)
      if (term !== undefined && filtersSet(filters).length === 0)
        return await showBest(
          wanted,
          await several.findByOneTerm(term, MANY_HITS),
          async ({ scope }, customerIds) => await search.show(scope, text, customerIds),
        )
      const found = await searchEach(await several.listFitting(readings), 'fits')
      return found.filter(({ total }) => total > 0)
    }
    const findNear = async () => {
      const those = await several.listNear(readings, stepAt(NEARLY))
      const inOrder = wanted.map(({ community }) => community.communityId).filter((id) => those.has(id))
      const parts = await searchEach(new Set(inOrder.slice(0, MOST_GUESSED_IN)), 'nearly_fits')
      return { parts, isCut: inOrder.length > MOST_GUESSED_IN }
    }
    const [dates, fitting] = await Promise.all([several.readDates(), findFitting()])
    const near = fitting.length > 0 || readings.length === 0 ? undefined : await findNear()
    const parts = near?.parts ?? fitting
    const isCut = near?.isCut ?? false
    const partOf = new Map(parts.map((part) => [part.community.communityId, part]))
    return {
      query: text,
      total: parts.reduce((sum, { total }) => sum + total, 0),
      capped: isCut || parts.some(({ capped }) => capped),
      communities: wanted.map(({ community }) => {
        const { total = 0, capped = false } = partOf.get(community.communityId) ?? {}
        return {
          slug: community.slug,
          name: community.name,
          total,
          capped,
          dataAsOf: dates.get(community.communityId)?.toISOString() ?? null,
          nextSyncAt: nextSyncAt(community, clock.now())?.toISOString() ?? null,
        }
      }),
      hits: merged(
        parts.map(({ community: { slug }, hits }) => hits.map((hit) => ({ ...hit, community: slug }))),
      ),
    }
  }
}

/** What one community has. */
interface Part extends PartResult {
  readonly community: Community
}

/** The term of a search that has one, however it is read. */
function onlyTerm(readings: readonly Reading[]): Term | undefined {
  const [reading, ...others] = readings
  const [term, ...further] = reading ?? []
  return others.length === 0 && further.length === 0 ? term : undefined
}

/** Of customers that were found by one word, those who are among the best of all are read. */
async function showBest(
  standings: readonly SearchStanding[],
  found: ReadonlyMap<number, FoundThere>,
  read: (standing: SearchStanding, customerIds: readonly string[]) => Promise<readonly Hit[]>,
): Promise<readonly Part[]> {
  const best = standings
    .flatMap(({ community: { communityId } }) => {
      const { customerIds = [], whole = 0 } = found.get(communityId) ?? {}
      return customerIds.map((_, place) => ({ communityId, place, rank: place < whole ? 0 : 1 }))
    })
    .toSorted((a, b) => a.rank - b.rank || a.place - b.place)
    .slice(0, MANY_HITS)
  const shown = Map.groupBy(best, ({ communityId }) => communityId)
  const parts = await eachOf(standings, AT_ONCE, async (standing) => {
    const { community } = standing
    const here = found.get(community.communityId)
    if (!here) return undefined
    const ids = here.customerIds.slice(0, shown.get(community.communityId)?.length ?? 0)
    return {
      community,
      total: here.total,
      capped: here.capped,
      hits: ids.length === 0 ? [] : await read(standing, ids),
    }
  })
  return parts.filter((part) => part !== undefined)
}

/** The hits of each community, in the order of their names, as one list. */
function merged(ofEach: readonly (readonly ManyHit[])[]): ManyHit[] {
  return ofEach
    .flatMap((hits) => hits.map((hit, place) => ({ hit, place, rank: rankOf(hit.matched) })))
    .toSorted((a, b) => a.rank - b.rank || a.place - b.place)
    .slice(0, MANY_HITS)
    .map(({ hit }) => hit)
}

/** 0: every term is a whole word of the record; 1: every term is there as it was typed; 2: one of them is a guess. */
function rankOf(matched: readonly Matched[]): number {
  const ranks = matched.map(({ how }) => (how === 'exact' ? 0 : how === 'prefix' || how === 'digits' ? 1 : 2))
  return Math.max(0, ...ranks)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Does something for each, so many at a time; the answers in the order of what they answer. */
async function eachOf<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) answers[at] = await work(items[at] as T)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return answers
}
