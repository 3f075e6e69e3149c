import pLimit from 'p-limit'
import { searchable, type Scope } from '../access/scope.ts'
import type { Community } from '../kernel/community.ts'
import { NO_DEPARTMENTS } from '../kernel/departments.ts'
import type { Clock } from '../kernel/clock.ts'
import { wrongUse } from '../kernel/errors.ts'
import { nextSyncAt } from '../kernel/schedule.ts'
import { NEARLY, goesFurther, stepAt } from './guess.ts'
import { readingsOf } from './reading.ts'
import type { Hit, SearchRequest, SearchResult } from './result.ts'
import type { Search } from './search.ts'
import type { FoundIn, FoundPart } from './several-communities.ts'
import { asksTaxId } from './tax-id-asked.ts'

/**
 * One search in several communities at once, for those with grants in several. What is found in each is what a search there
 * finds; the merge below says what comes first. Who fits as typed is found by one look into all (`several-communities.ts`);
 * only for who nearly fits some are searched.
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
/** Communities searched, or read of, at the same time: each keeps one connection of the database. */
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
  readonly search: { forOneAnswer(): Pick<Search, 'findPart' | 'inSeveral'> }
  readonly clock: Clock
}

export function createSearchMany({ search, clock }: SearchManyParts): SearchMany {
  return async (standings, { text, filters = {} }) => {
    if (asksTaxId(text))
      throw wrongUse('one_community', 'A tax id is looked up in one community: choose it, and search there.')
    const wanted = standings
      .filter(({ scope }) => searchable(scope) !== NO_DEPARTMENTS)
      .toSorted((a, b) => compare(a.community.name, b.community.name))
    const one = search.forOneAnswer()
    const several = one.inSeveral(wanted.map(({ scope }) => scope))
    const readings = readingsOf(text)
    const findWithin = async (mostSteps: number, among: ReadonlySet<number>): Promise<Near> => {
      const worthALook = wanted.filter(({ community }) => among.has(community.communityId))
      const found = await pLimit(AT_ONCE).map(
        worthALook.slice(0, MOST_GUESSED_IN),
        async ({ scope }) =>
          [scope.communityId, await one.findPart(scope, { text, filters, mostSteps })] as const,
      )
      const parts = new Map(found.filter(([, { total }]) => total > 0))
      return { parts, isCut: worthALook.length > MOST_GUESSED_IN }
    }
    const findNear = async (): Promise<Near> => {
      const listNear = await several.lookNear(readings)
      const among = await listNear(stepAt(NEARLY))
      let near = NOBODY
      // Who is surely meant in one community is not mixed with whom others have that is only near.
      for (let step = 1; step <= NEARLY && near.parts.size === 0; step++)
        if (goesFurther(step, readings)) {
          const those = step === NEARLY ? among : await listNear(stepAt(step), among)
          near = await findWithin(step, new Set(those))
        }
      return near
    }
    const [dates, fitting] = await Promise.all([
      several.readDates(),
      several.findFitting(readings, filters, MANY_HITS),
    ])
    const { parts, isCut } =
      fitting.size > 0 || readings.length === 0 ? { parts: fitting, isCut: false } : await findNear()
    const best = bestOf(wanted, parts)
    const shown = await several.show(
      { text, filters },
      best.map(({ standing: { scope }, ...found }) => ({ communityId: scope.communityId, ...found })),
    )
    return {
      query: text,
      total: [...parts.values()].reduce((sum, { total }) => sum + total, 0),
      capped: isCut || [...parts.values()].some(({ capped }) => capped),
      communities: wanted.map(({ community }) => {
        const { total = 0, capped = false } = parts.get(community.communityId) ?? {}
        return {
          slug: community.slug,
          name: community.name,
          total,
          capped,
          dataAsOf: dates.get(community.communityId)?.toISOString() ?? null,
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

interface Near {
  readonly parts: Parts
  /** More communities were worth a look than were looked into. */
  readonly isCut: boolean
}

const NOBODY: Near = { parts: new Map(), isCut: false }

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

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
