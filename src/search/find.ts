import type { CommunityStore } from '../store/index.ts'
import { filtersSet, type SearchFilters } from './filters.ts'
import { findByOneTerm } from './find-by-one-term.ts'
import { findBySeveralTerms } from './find-by-several-terms.ts'
import { findByTaxId } from './find-by-tax-id.ts'
import { findGuesses } from './find-guesses.ts'
import { Judge, STEPS, enoughAsTyped, type Step } from './guess.ts'
import { mostLeftOut } from './leaving-out.ts'
import { KeyRanges, type Sight } from './key-ranges.ts'
import type { Lexicons } from './lexicons.ts'
import type { Reading } from './reading.ts'

export interface FindRequest {
  readonly readings: readonly Reading[]
  readonly filters: SearchFilters
  /** Only customers with this tax id, by its keyed hash; with or without words beside it. */
  readonly taxIdHash?: string | undefined
  /** The boldest step that may be taken: see `STEPS`. */
  readonly mostSteps?: number
  /** How many who fit as typed are enough to make no guesses; otherwise as `enoughAsTyped` says. */
  readonly enough?: number
  /** Customers that are counted at the most. */
  readonly most?: number
}

export interface Found {
  /** All that match, best first, as many as are counted. */
  readonly customerIds: readonly string[]
  /** More match than are counted. */
  readonly capped: boolean
  /** How many of them, the first, fit as typed. */
  readonly asTyped: number
  /** The last step that was taken, as an index of `STEPS`. */
  readonly step: number
}

/** Customers counted at the most, unless a request says fewer. */
export const CAP = 1_000

/**
 * Finds customers: first those who fit as typed, then, where these are few, those who nearly do; and only where there is
 * still nobody, bolder guesses. How many there are is counted over all that the searcher may know of: where the customer
 * who was meant is withheld, a guess at somebody else would hide the reason.
 *
 * @throws failure `search_too_broad`
 */
export async function find(
  store: CommunityStore,
  lexicons: Lexicons,
  sight: Sight,
  request: FindRequest,
): Promise<Found> {
  const keys = new KeyRanges(store, sight)
  if (keys.isEmpty) return NOBODY
  const { readings, filters, taxIdHash, mostSteps = STEPS.length - 1, most = CAP } = request
  const { enough = enoughAsTyped(readings) } = request
  const counted = (asTyped: Iterable<string>, guesses: readonly string[], step: number) =>
    foundOf([...asTyped], guesses, step, most)
  if (taxIdHash !== undefined) return counted(await findByTaxId(keys, taxIdHash, readings, filters), [], 0)
  const asTyped = await findAsTyped(keys, readings, filters, most)
  if (asTyped.size >= enough || readings.length === 0 || mostSteps === 0) return counted(asTyped, [], 0)
  const known = keys.showsAllKnown ? asTyped : await findAsTyped(keys.asKnown(), readings, filters, enough)
  if (known.size >= enough) return counted(asTyped, [], 0)
  const words = await lexicons.of(store)
  const judge = new Judge(readings)
  let guesses: readonly { readonly customerId: string; readonly shown: boolean }[] = []
  let step = 0
  // Who fits as typed, or nearly, is not buried under bolder guesses.
  // A second word is left out only of long searches: for others the last step would be the one before again.
  const last = Math.min(
    mostSteps,
    mostLeftOut(readings[0] ?? [], 2) === 2 ? STEPS.length - 1 : STEPS.length - 2,
  )
  while (step < last && (step === 0 || (known.size === 0 && guesses.length < stepAt(step).enough))) {
    step++
    guesses = await findGuesses(keys, words, judge, readings, filters, stepAt(step))
  }
  const others = guesses.flatMap(({ customerId, shown }) =>
    shown && !asTyped.has(customerId) ? [customerId] : [],
  )
  return counted(asTyped, others, step)
}

export function stepAt(index: number): Step {
  return STEPS[index] ?? STEPS[0]
}

/**
 * The definition of `match.ts` in SQL. The ways to read a search are united; whom the reading with the fewest terms finds
 * comes first, because a number typed in groups means that number before it means its groups.
 */
async function findAsTyped(
  keys: KeyRanges,
  readings: readonly Reading[],
  filters: SearchFilters,
  most: number,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const reading of readings.toSorted((a, b) => a.length - b.length)) {
    if (found.size > most) break
    const [only] = reading
    const ids =
      only !== undefined && reading.length === 1 && filtersSet(filters).length === 0
        ? await findByOneTerm(keys, only, most + 1)
        : await findBySeveralTerms(keys, reading, filters, most + 1)
    for (const id of ids) found.add(id)
  }
  return found
}

const NOBODY: Found = { customerIds: [], capped: false, asTyped: 0, step: 0 }

function foundOf(asTyped: readonly string[], guesses: readonly string[], step: number, most: number): Found {
  const all = [...asTyped, ...guesses]
  return {
    customerIds: all.slice(0, most),
    capped: all.length > most,
    asTyped: Math.min(asTyped.length, most),
    step,
  }
}
