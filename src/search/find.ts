import type { CommunityStore } from '../store/index.ts'
import { filtersSet, type SearchFilters } from './filters.ts'
import { findByOneTerm, type Fitting } from './find-by-one-term.ts'
import { AbsentTerms, findBySeveralTerms } from './find-by-several-terms.ts'
import { findByTaxId } from './find-by-tax-id.ts'
import { guessesAmong, type GuessedCustomer } from './guesses.ts'
import { Vicinity } from './vicinity.ts'
import { Judge } from './judge.ts'
import { FEW, STEPS, areMeant, enoughGuessed, goesFurther, stepAt } from './steps.ts'
import { KeyRanges, type Sight } from './key-ranges.ts'
import type { Lexicons } from './lexicons.ts'
import type { Looks } from './looks.ts'
import { searchesOf } from './loose-search.ts'
import { fewestTermsFirst, type Reading } from './reading.ts'
import type { PagePart, Shown } from './shown.ts'

export interface FindRequest {
  readonly readings: readonly Reading[]
  readonly filters: SearchFilters
  /** Only customers with this tax id, by its keyed hash; with or without words beside it. */
  readonly taxIdHash?: string | undefined
  /** The boldest step that may be taken: see `STEPS`. */
  readonly mostSteps?: number
  /** How many who fit as typed are enough to make no guesses; otherwise as `areMeant` says. */
  readonly enough?: number
  /** Customers that are counted at the most. */
  readonly most?: number
  /** The part of those who fit as typed that is to be read by the way, so that it is shown without another look. */
  readonly part?: PagePart
}

export interface Found {
  /** All that match, best first, as many as are counted. */
  readonly customerIds: readonly string[]
  /** More match than are counted, or were looked at. */
  readonly capped: boolean
  /** How many of them, the first, fit as typed. */
  readonly asTyped: number
  /** Who fits as typed: by the id, whether all words are whole ones of the customer. */
  readonly fitting: ReadonlyMap<string, boolean>
  /** The last step that was taken, as an index of `STEPS`. */
  readonly step: number
  /** What was read by the way of those who are shown. */
  readonly shown: readonly Shown[]
}

/** Customers counted at the most, unless a request says fewer. */
export const CAP = 1_000

/**
 * Finds customers: first those who fit as typed, then, where these are few, those who nearly do; and only where there are
 * few still, bolder guesses. How many there are is counted over all that the searcher may know of: where the customer
 * who was meant is withheld, a guess at somebody else would hide the reason.
 *
 * @param looks those that were made for the same answer
 * @throws failure `search_too_broad`
 */
export async function find(
  store: CommunityStore,
  lexicons: Lexicons,
  sight: Sight,
  request: FindRequest,
  looks: Looks,
): Promise<Found> {
  const keys = new KeyRanges(store, sight)
  if (keys.isEmpty) return NOBODY
  const { readings, filters, taxIdHash, mostSteps = STEPS.length - 1, most = CAP, part } = request
  if (taxIdHash !== undefined) {
    const ids = await findByTaxId(keys, taxIdHash, readings, filters)
    return foundAsTyped({ fitting: new Map(ids.map((id) => [id, true])), isCut: false }, most)
  }
  const absent = looks.once(`absent ${keys.knownName}`, () => new AbsentTerms())
  const asTyped = await findAsTyped(keys, readings, filters, most, absent, part)
  if (isEnough(asTyped, request) || readings.length === 0 || mostSteps === 0)
    return foundAsTyped(asTyped, most)
  const [known, words] = await Promise.all([
    keys.seesAllKnown || !asTyped.mayBeKnown
      ? asTyped
      : findAsTyped(keys.asKnown(), readings, filters, FEW, absent),
    lexicons.of(store, looks),
  ])
  if (isEnough(known, request)) return foundAsTyped(asTyped, most)
  const judge = new Judge(readings, (word) => words.has(word))
  const vicinity = looks.once(
    `vicinity ${keys.knownName} ${JSON.stringify(filters)}`,
    () => new Vicinity(keys, filters),
  )
  const wholeOfKnown = [...known.fitting.values()]
  let guesses: readonly GuessedCustomer[] = []
  let isCut = false
  let step = 0
  // Who fits as typed, or nearly, is not buried under bolder guesses: these come behind, and only where there are few.
  for (let next = 1; next <= mostSteps; next++) {
    if (areMeant(next, readings, wholeOfKnown)) break
    if (guesses.length >= enoughGuessed(step, next, readings)) break
    if (!goesFurther(next, readings)) continue
    const here = stepAt(next)
    const looked = await vicinity.lookFor(searchesOf(words, judge, readings, here, stepAt(step)))
    const more = guessesAmong(looked, judge, here, keys.seesAllKnown)
    step = next
    guesses = [...new Map([...guesses, ...more.guesses].map((each) => [each.customerId, each])).values()]
    isCut ||= more.isCut
  }
  const others = guesses.flatMap(({ customerId, seen }) =>
    seen && !asTyped.fitting.has(customerId) ? [customerId] : [],
  )
  return foundOf(asTyped, { others, step, isCut }, most)
}

/** Whether those who fit as typed are enough to make no guesses. */
function isEnough({ fitting }: United, { readings, enough }: FindRequest): boolean {
  return enough === undefined ? areMeant(1, readings, [...fitting.values()]) : fitting.size >= enough
}

/** What the ways to read a search find together. */
interface United {
  /** Customers who fit as typed, best first, and whether they have all words as whole ones. */
  readonly fitting: ReadonlyMap<string, boolean>
  readonly isCut: boolean
  readonly shown?: readonly Shown[]
}

interface AsTyped extends United {
  /** Others may be known of who fit, too. */
  readonly mayBeKnown: boolean
}

/** The definition of `match.ts` in SQL. The ways to read a search are united. */
async function findAsTyped(
  keys: KeyRanges,
  readings: readonly Reading[],
  filters: SearchFilters,
  most: number,
  absent: AbsentTerms,
  part?: PagePart,
): Promise<AsTyped> {
  const found = new Map<string, boolean>()
  const shown: Shown[] = []
  let isCut = false
  let mayBeKnown = false
  for (const reading of fewestTermsFirst(readings)) {
    if (found.size > most) break
    const [only] = reading
    const read =
      only !== undefined && reading.length === 1 && filtersSet(filters).length === 0
        ? await findByOneTerm(keys, only, most + 1, part)
        : await findBySeveralTerms(keys, reading, filters, most + 1, absent, part)
    unite(found, read)
    if (read.shown) shown.push(read.shown)
    isCut ||= read.isCut
    mayBeKnown ||= read.mayBeKnown
  }
  return { fitting: found, isCut, mayBeKnown, shown }
}

/** Adds whom another reading finds: behind those who were found before it. */
export function unite(found: Map<string, boolean>, { customerIds, whole }: Fitting): void {
  for (const [i, id] of customerIds.entries()) found.set(id, i < whole || found.get(id) === true)
}

const NOBODY: Found = { customerIds: [], capped: false, asTyped: 0, fitting: new Map(), step: 0, shown: [] }

const NO_GUESSES = { others: [], step: 0, isCut: false }

interface OtherFound {
  readonly others: readonly string[]
  readonly step: number
  readonly isCut: boolean
}

/** Who fits as typed, and nobody else. */
export function foundAsTyped(asTyped: United, most: number): Found {
  return foundOf(asTyped, NO_GUESSES, most)
}

/** Who has all words of some reading as whole ones comes first; otherwise whom a plainer reading has found. */
function foundOf({ fitting, isCut, shown = [] }: United, guessed: OtherFound, most: number): Found {
  const ids = [...fitting.keys()]
  const isWhole = (id: string) => fitting.get(id) === true
  const all = [...ids.filter(isWhole), ...ids.filter((id) => !isWhole(id)), ...guessed.others]
  return {
    customerIds: all.slice(0, most),
    capped: isCut || guessed.isCut || all.length > most,
    asTyped: Math.min(fitting.size, most),
    fitting,
    step: guessed.step,
    shown,
  }
}
