import type { CommunityStore } from '../store/index.ts'
import { findBySeveralTerms } from './find-by-several-terms.ts'
import { findByOneTerm } from './find-by-one-term.ts'
import { KeyRanges, type Sight } from './key-ranges.ts'
import { readingsOf } from './normalise.ts'

export interface FindRequest {
  readonly text: string
  readonly module?: string | undefined
}

export interface Found {
  /** All that match, best first; at most `CAP`. */
  readonly customerIds: readonly string[]
  /** More match than are counted. */
  readonly capped: boolean
}

/** Customers counted at the most. */
export const CAP = 1_000

/**
 * Finds customers: the definition of `match.ts` in SQL. The ways to read a search are united; whom the reading with the
 * fewest terms finds comes first, because a number typed in groups means that number before it means its groups.
 *
 * @throws failure `search_too_broad`
 */
export async function find(
  store: CommunityStore,
  sight: Sight,
  { text, module }: FindRequest,
): Promise<Found> {
  const ranges = new KeyRanges(store, sight)
  const readings = ranges.isEmpty ? [] : readingsOf(text).toSorted((a, b) => a.length - b.length)
  const found = new Set<string>()
  for (const reading of readings) {
    if (found.size > CAP) break
    const [only] = reading
    const ids =
      only !== undefined && reading.length === 1 && module === undefined
        ? await findByOneTerm(ranges, only, CAP + 1)
        : await findBySeveralTerms(ranges, reading, module, CAP + 1)
    for (const id of ids) found.add(id)
  }
  return { customerIds: [...found].slice(0, CAP), capped: found.size > CAP }
}
