import { searchable, type Scope } from '../access/scope.ts'
import type { Community } from '../kernel/community.ts'
import { NO_DEPARTMENTS } from '../kernel/departments.ts'
import { wrongUse } from '../kernel/errors.ts'
import type { Hit, Matched, SearchRequest, SearchResult } from './result.ts'
import type { Search } from './search.ts'
import { asksTaxId } from './tax-id-asked.ts'

/**
 * One search in several communities at once, for those with grants in several. It is defined by the searches of each: the
 * merge below says what comes first. How it is carried out may change, such as into one statement; what it answers may not.
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
  /** More match than are counted, in one of them at least. */
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

/**
 * The best of what is found in each community, within the scope in it. A community without the right to search is not read.
 * Those whose every term was found as a whole word come first, then those found as typed; guesses are given where nobody
 * fits in any community. Of equals, whoever comes earlier among the results of its own community, then by the name of the community.
 *
 * @throws what `search` throws, and wrongUse `one_community` where a tax id is asked for
 */
export type SearchMany = (standings: readonly SearchStanding[], request: ManyRequest) => Promise<ManyResult>

export function createSearchMany({ search }: { readonly search: Pick<Search, 'search'> }): SearchMany {
  return async (standings, { text, filters = {} }) => {
    if (asksTaxId(text))
      throw wrongUse('one_community', 'A tax id is looked up in one community: choose it, and search there.')
    const wanted = standings
      .filter(({ scope }) => searchable(scope) !== NO_DEPARTMENTS)
      .toSorted((a, b) => compare(a.community.name, b.community.name))
    const results = await eachOf(wanted, AT_ONCE, async ({ community, scope }) => ({
      community,
      result: await search.search(community, scope, { text, filters, limit: MANY_HITS }),
    }))
    // A guess at somebody elsewhere is of no use where somebody fits.
    const fits = results.some(({ result }) => result.asTyped > 0)
    const counted = ({ asTyped, total }: SearchResult) => (fits ? asTyped : total)
    return {
      query: text,
      total: results.reduce((sum, { result }) => sum + counted(result), 0),
      capped: results.some(({ result }) => result.capped),
      communities: results.map(({ community: { slug, name }, result }) => {
        const { capped, dataAsOf, nextSyncAt } = result
        return { slug, name, total: counted(result), capped, dataAsOf, nextSyncAt }
      }),
      hits: merged(
        results.map(({ community: { slug }, result }) =>
          result.hits.slice(0, counted(result)).map((hit) => ({ ...hit, community: slug })),
        ),
      ),
    }
  }
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
