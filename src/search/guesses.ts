import { compareTexts } from '../kernel/compare.ts'
import { ADDRESS_FIELDS, FIELD, type FieldCode } from './fields.ts'
import { nearestOf, type Judge, type Judgement } from './judge.ts'
import { wordsListed } from './listing.ts'
import type { Step } from './steps.ts'
import type { LookedAt } from './vicinity.ts'

/** A customer that is near to a search. */
export interface GuessedCustomer {
  readonly customerId: string
  readonly judgement: Judgement
  /** Within what the searcher sees, not only within what may be known of. */
  readonly seen: boolean
}

export interface Guesses {
  readonly guesses: readonly GuessedCustomer[]
  /** There are more than were looked at. */
  readonly isCut: boolean
}

/**
 * Those of them who are near to a search within a step, nearest first: `judge.ts` decides.
 * @param seesAll whether the searcher sees all that was looked at
 */
export function guessesAmong(
  looked: readonly LookedAt[],
  judge: Judge,
  step: Step,
  seesAll: boolean,
): Guesses {
  const found = new Map<string, NamedCustomer>()
  for (const { id, listings } of looked.flatMap((each) => each.found)) {
    if (found.has(id)) continue
    const judgements = listings.flatMap(({ words, shared }) => {
      const judgement = judge.judge(wordsListed(words, judge.fields), step)
      return judgement ? [{ judgement, seen: seesAll || shared, words }] : []
    })
    const best = nearestOf(judgements.filter(({ seen }) => seen)) ?? nearestOf(judgements)
    if (!best) continue
    const { judgement, seen, words } = best
    found.set(id, { customerId: id, judgement, seen, names: wordsListed(words, NAMES_NOW) })
  }
  return { guesses: inOrder([...found.values()]), isCut: looked.some((each) => each.isCut) }
}

interface NamedCustomer extends GuessedCustomer {
  /** The words of its name. */
  readonly names: readonly string[]
}

const NAMES_NOW: ReadonlySet<string> = new Set([FIELD.surname, FIELD.given])

/**
 * What the others count for who have the same words: of two customers, each with one of two words, the one with the rarer
 * word is the likelier.
 */
const RARITY = 0.2
/** A word that is all that is left of a search is more often a name than that of a street. */
const OF_A_STREET = 0.2

/**
 * Nearest first; of equals, who has the fewest other names: `Garcia, Rosa` before `Garcia Abeyta, Rosa`. How somebody was found
 * says nothing. The constants were measured on the misspelt names of FEBRL: `docs/operations/search-performance.md`.
 */
function inOrder<T extends NamedCustomer>(guessed: readonly T[]): T[] {
  const keptOf = ({ judgement }: T) => judgement.guesses.filter(({ leftOut }) => leftOut !== true)
  const wordsKept = (each: T) =>
    keptOf(each)
      .map(({ term }) => term.word)
      .join(' ')
  const sharing = new Map<string, number>()
  for (const each of guessed) sharing.set(wordsKept(each), (sharing.get(wordsKept(each)) ?? 0) + 1)
  const closenessOf = (each: T) => {
    const kept = keptOf(each)
    if (kept.length === each.judgement.guesses.length) return each.judgement.closeness
    const [only] = kept
    const isStreet = kept.length === 1 && ADDRESS_FIELDS.includes(only?.word[0] as FieldCode)
    const others = RARITY * Math.log(sharing.get(wordsKept(each)) ?? 1)
    return each.judgement.closeness - others - (isStreet ? OF_A_STREET : 0)
  }
  const closeness = new Map(guessed.map((each) => [each, closenessOf(each)]))
  return guessed.toSorted(
    (a, b) =>
      a.judgement.penalty - b.judgement.penalty ||
      (closeness.get(b) ?? 0) - (closeness.get(a) ?? 0) ||
      a.names.length - b.names.length ||
      compareTexts(a.names.join(' '), b.names.join(' ')) ||
      compareTexts(a.customerId, b.customerId),
  )
}
