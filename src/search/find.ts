import type { CommunityStore } from '../store/index.ts'
import { filtersSet, type SearchFilters } from './filters.ts'
import { findByOneTerm } from './find-by-one-term.ts'
import { findBySeveralTerms } from './find-by-several-terms.ts'
import { findByTaxId } from './find-by-tax-id.ts'
import { KeyRanges, type Sight } from './key-ranges.ts'
import type { Reading } from './reading.ts'

export interface FindRequest {
  readonly readings: readonly Reading[]
  readonly filters: SearchFilters
  /** Only customers with this tax id, by its keyed hash; with or without words beside it. */
  readonly taxIdHash?: string | undefined
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
export async function find(store: CommunityStore, sight: Sight, request: FindRequest): Promise<Found> {
  const keys = new KeyRanges(store, sight)
  if (keys.isEmpty) return NOBODY
  const { readings, filters, taxIdHash } = request
  if (taxIdHash !== undefined) return foundOf(new Set(await findByTaxId(keys, taxIdHash, readings, filters)))
  const found = new Set<string>()
  for (const reading of readings.toSorted((a, b) => a.length - b.length)) {
    if (found.size > CAP) break
    const [only] = reading
    const ids =
      only !== undefined && reading.length === 1 && filtersSet(filters).length === 0
        ? await findByOneTerm(keys, only, CAP + 1)
        : await findBySeveralTerms(keys, reading, filters, CAP + 1)
    for (const id of ids) found.add(id)
  }
  return foundOf(found)
}

const NOBODY: Found = { customerIds: [], capped: false }

function foundOf(found: ReadonlySet<string>): Found {
  return { customerIds: [...found].slice(0, CAP), capped: found.size > CAP }
}
