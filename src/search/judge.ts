import { remembering } from '../kernel/remembering.ts'
import { FIELD, WORD_FIELDS, type FieldCode } from './fields.ts'
import {
  LEAST_FOR_TWO,
  isBesideWhole,
  mayBeLeftOut,
  mostLeftOut,
  mostPenaltyBeside,
  saysWho,
  type LeftOut,
} from './leaving-out.ts'
import {
  ComparedWord,
  ComparedWords,
  comparedTerm,
  isInitial,
  isNearer,
  type ComparedTerm,
  type Nearest,
} from './nearest-word.ts'
import { fewestTermsFirst, nameOfTerm, type Reading, type Term } from './reading.ts'
import { rereadings, type GuessedReading } from './rereading.ts'
import type { How } from './result.ts'
import { STEPS, mayStandFor, stepAt, type Bounds, type Step } from './steps.ts'

/** Whether a record is near to a search, and how near, from its words alone. */

/** How one term was found in a record. */
export interface Guess {
  readonly term: Term
  /** Undefined where it fits as typed, or was left out. */
  readonly how: How | undefined
  /** The word of the record, after the code of its field. */
  readonly word: string
  readonly leftOut?: boolean
}

/** How near a record is to what was typed. */
export interface Judgement {
  readonly penalty: number
  /** Higher is closer, among judgements of equal penalty. */
  readonly closeness: number
  readonly guesses: readonly Guess[]
}

/** The nearest of what was judged; of equals, the first. */
export function nearestOf<T extends { readonly judgement: Judgement }>(judged: readonly T[]): T | undefined {
  return judged.reduce<T | undefined>(
    (best, each) => (best === undefined || isNearer(each.judgement, best.judgement) ? each : best),
    undefined,
  )
}

type ComparedReading = readonly ComparedTerm[]

interface Rereading extends GuessedReading {
  readonly reading: ComparedReading
}

/** Numbers the terms of readings: the same term always gets the same number. */
function numbering(): (reading: Reading) => ComparedReading {
  const known = new Map<string, ComparedTerm>()
  return (reading) =>
    reading.map((term) => {
      const name = nameOfTerm(term)
      const numbered = known.get(name) ?? comparedTerm(term, known.size)
      known.set(name, numbered)
      return numbered
    })
}

/** Words of records that are compared at the most, before they are forgotten. */
const MOST_WORDS = 10_000

/** Decides about records, for one search. */
export class Judge {
  readonly #readings: readonly ComparedReading[]
  readonly #first: ComparedReading
  readonly #compared = remembering(MOST_WORDS, (marked) => new ComparedWord(marked))
  /** Other ways to read the search: those that somebody may fit. */
  readonly rereadings: readonly Rereading[]
  /** The fields of the words that it looks at: the others of a record, half of them, need not be handed to it. */
  readonly fields: ReadonlySet<FieldCode>

  /** @param isInUse whether any record has a word, whole; left open where all ways to read the search are to be looked at */
  constructor(readings: readonly Reading[], isInUse: (word: string) => boolean = () => true) {
    const numbered = numbering()
    this.#readings = fewestTermsFirst(readings).map(numbered)
    this.#first = numbered(readings[0] ?? [])
    // Halves of a word that nobody has are no names.
    this.rereadings = rereadings(readings)
      .filter(({ reading }) => reading.every(({ put, word }) => put !== true || isInUse(word)))
      .map((each) => ({ ...each, reading: numbered(each.reading) }))
    this.fields = new Set([...WORD_FIELDS, ...readings.flat().flatMap(({ fields }) => fields)])
  }

  /** Whether some step would take a record with these words: each takes whom the steps before it take. */
  mayBe(words: readonly string[]): boolean {
    return this.judge(words, stepAt(STEPS.length - 1)) !== undefined
  }

  /**
   * How near these words are to the search, within a step; undefined where they are not. The best of all readings and,
   * where words may be left out, of the search without what is not near, or farthest.
   */
  judge(words: readonly string[], step: Step): Judgement | undefined {
    let best: Judgement | undefined
    const take = (each: Judgement | undefined) => {
      if (each !== undefined && (best === undefined || isNearer(each, best))) best = each
    }
    const compared = new ComparedWords(words.map(this.#compared))
    for (const reading of this.#readings) {
      take(judgeReading(reading, compared, step))
      // The same digits in groups are more words, and no nearer.
      if (best?.penalty === 0) return best
    }
    for (const each of this.rereadings)
      for (const judgement of judgeReread(each, compared, step)) take(costing(each.penalty, judgement))
    take(judgeLeavingOut(this.#first, compared, step.leftOut))
    return best
  }
}

function judgeReread(reread: Rereading, words: ComparedWords, step: Step): (Judgement | undefined)[] {
  const within = boundsOfReread(reread, step)
  if (!within) return []
  const { reading, asIfTyped } = reread
  const judged = judgeReading(reading, words, within)
  // Beside words that were joined or split, the others have to be whole ones.
  const isUnsure = within.sure && !asIfTyped && judged?.guesses.some(isBegunOnly) === true
  return [isUnsure ? undefined : judged, judgeLeavingOut(reading, words, within.leftOut)]
}

/**
 * How far the words of another way to read the search may be, and how many may be left out, within a step; undefined where
 * it is not read so. Such a way counts as typed, and is guessed at itself only in the bolder steps; but what is left without
 * what says little is guessed at as the search itself is.
 */
export function boundsOfReread(
  { reading, penalty: ofReading, asIfTyped }: GuessedReading,
  { penalty, leftOut, sure }: Step,
): Bounds | undefined {
  if (penalty === 0) return undefined
  if (asIfTyped) return { penalty: leftOut === 0 ? penalty : MOST_PENALTY_REREAD, leftOut, sure }
  if (sure) return ofReading <= penalty ? { penalty: 0, leftOut: 0, sure } : undefined
  return penalty <= MOST_PENALTY_REREAD
    ? { penalty: 0, leftOut: 0, sure: false }
    : { penalty: MOST_PENALTY_REREAD, leftOut: reading.length < LEAST_FOR_TWO ? 0 : leftOut, sure: false }
}

/** How far the words may be, in all, of another way to read the search. */
const MOST_PENALTY_REREAD = 2

/** Beside a word that is left out it does not count how the others were read. */
function costing(penalty: number, judgement: Judgement | undefined): Judgement | undefined {
  if (judgement?.guesses.some(({ leftOut }) => leftOut === true) === true) return judgement
  return judgement && { ...judgement, penalty: judgement.penalty + penalty }
}

function judgeReading(reading: ComparedReading, words: ComparedWords, bounds: Bounds): Judgement | undefined {
  let penalty = 0
  let closeness = 0
  const guesses: Guess[] = []
  for (const term of reading) {
    const best = words.nearest(term, bounds.penalty - penalty)
    if (best === undefined || !mayStandFor(best, term, bounds)) return undefined
    if (best.how === 'initial' && isAlone(reading)) return undefined
    penalty += best.penalty
    closeness += best.closeness
    guesses.push({ term, how: best.how, word: best.word })
  }
  if (bounds.sure && penalty > 0 && guesses.some(isHardlyBegun)) return undefined
  if (guesses.some(isInitialOf) && !guesses.some(isOfSurname)) return undefined
  return { penalty, closeness, guesses }
}

function isInitialOf({ how }: Guess): boolean {
  return how === 'initial'
}

/** An initial stands for a given name beside the surname that it belongs to: `William A` is not whoever is called Ahluwalia. */
function isOfSurname({ word }: Guess): boolean {
  return SURNAMES.includes(word[0] as FieldCode)
}

const SURNAMES: readonly FieldCode[] = [FIELD.surname, FIELD.formerName]

/** Of a name alone, an initial is that of too many. */
export function isAlone(reading: Reading): boolean {
  return reading.length === 1
}

/** Of a word that is so long already, the rest is what somebody is still typing, or has no need to. */
const LEAST_BEGUN = 3

function isHardlyBegun(guess: Guess): boolean {
  return isBegunOnly(guess) && guess.term.word.length < LEAST_BEGUN
}

/** A letter alone is an initial, and all that is meant to be typed of a name. */
function isBegunOnly({ term, how, word }: Pick<Guess, 'term' | 'how' | 'word'>): boolean {
  return how === undefined && !isInitial(term.word) && word.length > 1 + term.word.length
}

/** A word that is left out costs more than any guess, and the record with the closest word instead comes first. */
const LEFT_OUT = 4

/** Leaves out what is not near, then what is farthest, and no more: so many at the most. */
function judgeLeavingOut(
  reading: ComparedReading,
  words: ComparedWords,
  asked: LeftOut,
): Judgement | undefined {
  const most = mostLeftOut(reading, asked)
  if (most === 0) return undefined
  const mostPenalty = mostPenaltyBeside(asked)
  const left: ComparedTerm[] = []
  let kept: (Nearest & { readonly term: ComparedTerm })[] = []
  for (const term of reading) {
    const nearest = words.nearest(term, mostPenalty)
    if (nearest) kept.push({ term, ...nearest })
    else left.push(term)
    if (left.length > most) return undefined
  }
  while (sum(kept, ({ penalty }) => penalty) > mostPenalty) {
    const farthest = kept.reduce((far, each) => (each.penalty > far.penalty ? each : far))
    kept = kept.filter((each) => each !== farthest)
    left.push(farthest.term)
  }
  // What was joined of several words, or is half of one, cannot be left out as one word.
  if (left.length === 0 || left.length > most || left.some(({ put }) => put === true)) return undefined
  if (!left.every((term) => mayBeLeftOut(term, asked))) return undefined
  if (!saysWho(kept.map(({ term }) => term))) return undefined
  if (isBesideWhole(asked) && kept.some(isBegunOnly)) return undefined
  return {
    penalty: LEFT_OUT * left.length,
    closeness:
      sum(kept, ({ closeness, penalty }) => closeness - GUESSED_BESIDE * penalty) +
      sum(left, (term) => resemblance(words.closest(term))),
    guesses: [
      ...kept.map(({ term, how, word }) => ({ term, how, word })),
      ...left.map((term) => ({ term, how: undefined, word: '', leftOut: true })),
    ],
  }
}

/** Where words are left out, one that is guessed at besides, by its penalty, makes it less likely. */
const GUESSED_BESIDE = 0.1
/** Names that have less in common than this have as little as any two. */
const LEAST_IN_COMMON = 0.45

function resemblance(closeness: number): number {
  return Math.max(0, closeness - LEAST_IN_COMMON)
}

function sum<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((total, each) => total + of(each), 0)
}
