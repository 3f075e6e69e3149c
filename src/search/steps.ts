import { LEAST_FOR_TWO, leavesOutMore, type LeftOut } from './leaving-out.ts'
import { hasDigit } from './normalise.ts'
import type { Reading, Term } from './reading.ts'
import { PENALTY_OF_INCIDENTAL, hasIncidental } from './rereading.ts'
import type { How } from './result.ts'
import { hasOtherForms, type Nearness } from './similar/index.ts'

/**
 * What is found besides what fits as typed. Guesses come in steps, each bolder than the one before, and a step is taken
 * only where the steps before found few (`find.ts`). Whether a customer belongs to a step is decided by `judge.ts`.
 */
export interface Step {
  /** How far, in all, the words of a record may be from those that were typed. */
  readonly penalty: number
  /** Words of the search that need not be found at all. */
  readonly leftOut: LeftOut
  /**
   * Besides who fits as typed only who is surely meant: each word is a whole one of the record or much of it, another form
   * of one (`bill` of `william`, `st` of `street`), or a slip of a long one.
   */
  readonly sure: boolean
  /** The next step is taken, too, where nobody fits as typed and fewer than these are guessed at. */
  readonly enough: number
}

/** What a step allows. */
export type Bounds = Omit<Step, 'enough'>

/** Where fewer customers fit, others are found, too. */
export const FEW = 5

/**
 * How many customers who fit as typed are enough. Whom several words fit is who is meant, and a number or an e-mail address is
 * copied and not spelled. One word alone is often typed as somebody else's name; and where nobody has all words as whole ones,
 * a name with other forms may be that of another: Bill Clark is not whoever is called Clark and lives in Billings St.
 */
function enoughAsTyped([first = []]: readonly Reading[], someIsWhole: boolean): number {
  if (first.some(({ word }) => hasDigit(word) || word.includes('@'))) return 1
  if (first.length > 1) return someIsWhole || !first.some(({ word }) => hasOtherForms(word)) ? 1 : FEW
  return FEW
}

/**
 * Whether one of those who fit as typed is meant, so that nobody is guessed at in a step (an index of `STEPS`).
 * @param whole of each of them, whether it has all words as whole ones
 */
export function areMeant(step: number, readings: readonly Reading[], whole: readonly boolean[]): boolean {
  return whole.length >= (step > 1 ? 1 : enoughAsTyped(readings, whole.includes(true)))
}

export const STEPS = [
  { penalty: 0, leftOut: 0, sure: false, enough: 1 },
  { penalty: 1, leftOut: 0, sure: true, enough: 1 },
  { penalty: 2, leftOut: 0, sure: true, enough: 1 },
  { penalty: 2, leftOut: 0, sure: false, enough: FEW },
  { penalty: 2, leftOut: 'a_number', sure: false, enough: 1 },
  { penalty: 2, leftOut: 'one_beside_whole', sure: false, enough: FEW },
  { penalty: 4, leftOut: 1, sure: false, enough: FEW },
  { penalty: 4, leftOut: 2, sure: false, enough: FEW },
  { penalty: 4, leftOut: 'all_but_one', sure: false, enough: 0 },
] as const satisfies readonly Step[]

/** The last step in which no word is left out, as an index of `STEPS`: whoever fits as typed is meant, or else who nearly does. */
export const NEARLY = STEPS.findLastIndex(({ leftOut }) => leftOut === 0)

export function stepAt(index: number): Step {
  return STEPS[index] ?? STEPS[0]
}

/**
 * Where so many are guessed at by the steps up to `taken`, the step `next` is not taken, both as indexes of `STEPS`. Of two or
 * three words, one that is left alone says little.
 */
export function enoughGuessed(taken: number, next: number, [first = []]: readonly Reading[]): number {
  const leavesOneAlone = stepAt(next).leftOut === 'all_but_one' && first.length < LEAST_FOR_TWO
  return leavesOneAlone ? 1 : stepAt(taken).enough
}

/** Whether a step (an index of `STEPS`) may find more than the one before it: of two words no more than one can be left out. */
export function goesFurther(step: number, [first = []]: readonly Reading[]): boolean {
  const [before, here] = [stepAt(step - 1), stepAt(step)]
  if (here.sure) return mostSurePenalty(first, here) > mostSurePenalty(first, before)
  return here.penalty > before.penalty || before.sure || leavesOutMore(first, here.leftOut, before.leftOut)
}

/** How far a term may be from a word that stands for it. */
export function mostPenaltyOf(term: Term, { penalty, sure }: Bounds): number {
  return sure ? Math.min(penalty, mostSurePenaltyOf(term)) : penalty
}

/** Whether a word so near to a term may stand for it: where it has to be sure, a slip of a long word or a form that is known. */
export function mayStandFor(
  { penalty, how }: { readonly penalty: number; readonly how: How | Nearness['how'] | undefined },
  term: Term,
  { sure }: Bounds,
): boolean {
  return !sure || penalty <= surePenaltyOf(term) || how === 'nickname' || how === 'abbreviation'
}

/**
 * How far a word may be, by its letters, and still surely be meant: of three or four letters, one less or another is as
 * often another name.
 */
const SURE_SLIPS = [
  { letters: 7, penalty: 2 },
  { letters: 5, penalty: 1 },
]

function surePenaltyOf({ word }: Term): number {
  return SURE_SLIPS.find(({ letters }) => word.length >= letters)?.penalty ?? 0
}

const PENALTY_OF_KNOWN_FORM = 1

function mostSurePenaltyOf(term: Term): number {
  return Math.max(surePenaltyOf(term), hasOtherForms(term.word) ? PENALTY_OF_KNOWN_FORM : 0)
}

function mostSurePenalty(reading: Reading, { penalty }: Bounds): number {
  const ofIncidental = hasIncidental(reading) ? PENALTY_OF_INCIDENTAL : 0
  return Math.min(
    penalty,
    reading.reduce((sum, term) => sum + mostSurePenaltyOf(term), ofIncidental),
  )
}
