import { FIELD, WORD_FIELDS, type FieldCode } from './fields.ts'
import { termMatches } from './match.ts'
import type { Reading, Term } from './reading.ts'
import {
  CONNECTIVES,
  GENERATIONAL_SUFFIXES,
  LEGAL_FORMS,
  closenessOf,
  joinsOf,
  nearNumber,
  nearness,
  shiftsOf,
  splitsOf,
  type How as NearHow,
} from './similar/index.ts'
import type { How } from './result.ts'

/**
 * What is found besides what fits as typed. Guesses come in steps, each bolder than the one before, and a step is taken
 * only where the steps before found few (`find.ts`). Whether a customer belongs to a step is decided here, from its words
 * alone.
 */
export interface Step {
  /** How far, in all, the words of a record may be from those that were typed. */
  readonly penalty: number
  /** Words of the search that need not be found at all. */
  readonly leftOut: 0 | 1 | 2
  /** The next step is taken where nobody fits as typed and fewer than these are guessed at. */
  readonly enough: number
}

/** Where fewer customers fit, others are found, too. */
const FEW = 5

/**
 * How many customers who fit as typed are enough. Whom several words fit is who is meant, and a number is copied and not
 * spelled. One word alone is often typed as somebody else's name.
 */
export function enoughAsTyped([first = []]: readonly Reading[]): number {
  return first.length > 1 || first.some(({ word }) => /\p{N}/u.test(word)) ? 1 : FEW
}

export const STEPS = [
  { penalty: 0, leftOut: 0, enough: 0 },
  { penalty: 2, leftOut: 0, enough: 1 },
  { penalty: 4, leftOut: 1, enough: FEW },
  { penalty: 4, leftOut: 2, enough: 0 },
] as const satisfies readonly Step[]

/** With a word left out, the others may be no further from what was typed. */
const PENALTY_BESIDE_LEFT_OUT = 2

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

/** A reading with what it costs to read the search so. */
export interface GuessedReading {
  readonly reading: Reading
  readonly penalty: number
}

/** More words than these are not read in other ways: each way costs a search. */
const MOST_WORDS_REREAD = 6

/**
 * Other ways to read a search, each a small change to its first reading: neighbouring words as one (`mc donald`), one word
 * as two (`johnsmith`), and without what the law or the family puts behind a name (`jr`, `llc`).
 */
function rereadings([first]: readonly Reading[]): GuessedReading[] {
  if (first === undefined || first.length > MOST_WORDS_REREAD) return []
  const words = first.map(({ word }) => word)
  const term = (word: string, whole: boolean): Term => ({ word, fields: WORD_FIELDS, whole })
  const isPlain = ({ word, fields }: Term) => /^\p{L}+$/u.test(word) && fields.includes(FIELD.surname)
  if (!first.every(isPlain)) return withoutIncidental(first)
  const joined = [...joinsOf(words), ...shiftsOf(words)].map((joins) =>
    joins.map((word) => term(word, !words.includes(word))),
  )
  const split = first.flatMap((each, i) =>
    splitsOf(each.word).map(([one, other]) => [
      ...first.slice(0, i),
      term(one, true),
      term(other, true),
      ...first.slice(i + 1),
    ]),
  )
  return [...withoutIncidental(first), ...[...joined, ...split].map((reading) => ({ reading, penalty: 1 }))]
}

function withoutIncidental(reading: Reading): GuessedReading[] {
  const left = reading.filter(({ word }) => !isIncidental(word))
  return left.length === 0 || left.length === reading.length ? [] : [{ reading: left, penalty: 1 }]
}

function isIncidental(word: string): boolean {
  return GENERATIONAL_SUFFIXES.has(word) || LEGAL_FORMS.has(word) || CONNECTIVES.has(word)
}

/** Decides about records, for one search. */
export class Judge {
  readonly #readings: readonly Reading[]
  readonly #first: Reading
  readonly rereadings: readonly GuessedReading[]

  constructor(readings: readonly Reading[]) {
    // Whom the reading with the fewest terms finds comes first, so it is also what the match is told by.
    this.#readings = readings.toSorted((a, b) => a.length - b.length)
    this.#first = readings[0] ?? []
    this.rereadings = rereadings(readings)
  }

  /** Whether some step would take a record with these words. */
  mayBe(words: readonly string[]): boolean {
    return STEPS.some((step) => this.judge(words, step) !== undefined)
  }

  /**
   * How near these words are to the search, within a step; undefined where they are not. The best of all readings and,
   * where one word may be left out, of all words to leave out.
   */
  judge(words: readonly string[], { penalty, leftOut }: Step): Judgement | undefined {
    let best: Judgement | undefined
    const take = (each: Judgement | undefined) => {
      if (each !== undefined && isNearer(each, best)) best = each
    }
    for (const reading of this.#readings) take(judgeReading(reading, words, penalty))
    for (const each of this.rereadings)
      for (const judgement of judgeReread(each.reading, words, penalty))
        take(costing(each.penalty, judgement))
    for (const left of leavingOut(this.#first, leftOut)) take(judgeWithout(left, words))
    return best
  }
}

/** Another way to read a search counts as typed, and is guessed at itself only in the bolder steps. */
function judgeReread(reading: Reading, words: readonly string[], penalty: number): (Judgement | undefined)[] {
  if (penalty === 0) return []
  const [most, leftOut] = boldnessOfReread(reading, penalty)
  return [
    judgeReading(reading, words, most),
    // What was joined of several words, or is half of one, cannot be left out as one word.
    ...leavingOut(reading, leftOut)
      .filter(({ left }) => left.every(({ whole }) => whole !== true))
      .map((left) => judgeWithout(left, words)),
  ]
}

/** How far the words of another way to read the search may be, and how many may be left out, in a step of this penalty. */
export function boldnessOfReread(reading: Reading, penalty: number): [penalty: number, leftOut: 0 | 1] {
  if (penalty <= PENALTY_BESIDE_LEFT_OUT) return [0, 0]
  return [PENALTY_BESIDE_LEFT_OUT, reading.length >= 3 ? 1 : 0]
}

function isNearer(one: Judgement, other: Judgement | undefined): boolean {
  if (other === undefined) return true
  return one.penalty < other.penalty || (one.penalty === other.penalty && one.closeness > other.closeness)
}

function costing(penalty: number, judgement: Judgement | undefined): Judgement | undefined {
  return judgement && { ...judgement, penalty: judgement.penalty + penalty }
}

function judgeReading(
  reading: Reading,
  words: readonly string[],
  mostPenalty: number,
): Judgement | undefined {
  let penalty = 0
  let closeness = 0
  const guesses: Guess[] = []
  for (const term of reading) {
    const best = nearestWord(term, words, mostPenalty - penalty)
    if (best === undefined) return undefined
    penalty += best.penalty
    closeness += best.closeness
    guesses.push({ term, how: best.how, word: best.word })
  }
  return { penalty, closeness, guesses }
}

/** A reading of which some terms need not be found. */
interface Shortened {
  readonly kept: Reading
  readonly left: Reading
}

/** With so many terms or more, two of them may be left out. */
const LEAST_FOR_TWO = 4

/** Numbers alone, or what the law puts behind a name, fit too many. */
function saysWho(reading: Reading): boolean {
  return reading.some(({ word }) => isWord(word) && !isIncidental(word))
}

/** How many terms may be left out of a reading: none where nothing would remain that says who is meant. */
export function mostLeftOut(reading: Reading, most: Step['leftOut']): Step['leftOut'] {
  if (reading.length < 2 || !saysWho(reading)) return 0
  return reading.length < LEAST_FOR_TWO && most === 2 ? 1 : most
}

/** The ways to leave terms out, so many at the most. */
function leavingOut(reading: Reading, asked: Step['leftOut']): Shortened[] {
  const most = mostLeftOut(reading, asked)
  if (most === 0) return []
  const without = (...at: number[]): Shortened => ({
    kept: reading.filter((_, i) => !at.includes(i)),
    left: reading.filter((_, i) => at.includes(i)),
  })
  const one = reading.map((_, i) => without(i))
  const two = reading.flatMap((_, i) => reading.slice(i + 1).map((_, j) => without(i, i + 1 + j)))
  return (most === 1 ? one : [...one, ...two]).filter(({ kept }) => saysWho(kept))
}

/** A word that is left out costs more than any guess, and the record with the closest word instead comes first. */
const LEFT_OUT = 4

function judgeWithout({ kept, left }: Shortened, words: readonly string[]): Judgement | undefined {
  const rest = judgeReading(kept, words, PENALTY_BESIDE_LEFT_OUT)
  if (rest === undefined) return undefined
  const plain = plainWords(words)
  const closeness = left.reduce(
    (sum, { word }) => sum + Math.max(0, ...plain.map((each) => closenessOf(word, each))),
    rest.closeness,
  )
  const guesses = [
    ...rest.guesses,
    ...left.map((term): Guess => ({ term, how: undefined, word: '', leftOut: true })),
  ]
  return { penalty: LEFT_OUT * left.length, closeness, guesses }
}

interface Nearest {
  readonly word: string
  readonly how: How | undefined
  readonly penalty: number
  readonly closeness: number
}

/** The word of a record that a term is nearest to, in one of its fields. `how` is left open where it fits as typed. */
function nearestWord(term: Term, words: readonly string[], mostPenalty: number): Nearest | undefined {
  const exact = words.find((each) => termMatches(term, [each]))
  if (exact !== undefined) return { word: exact, how: undefined, penalty: 0, closeness: 1 }
  if (mostPenalty <= 0 || term.whole === true) return undefined
  let best: Nearest | undefined
  for (const each of words) {
    const near = term.fields.includes(each[0] as FieldCode) ? nearnessOf(term.word, each) : undefined
    if (near === undefined || near.penalty > mostPenalty) continue
    if (
      best === undefined ||
      near.penalty < best.penalty ||
      (near.penalty === best.penalty && near.closeness > best.closeness)
    )
      best = near
  }
  return best
}

/** Numbers are copied, not remembered: another one is meant only where nobody has this one. */
export const WRONG_DIGIT = 3

/** The same words are compared again and again, as customers share them. */
const compared = new Map<string, Nearest | undefined>()
const MOST_COMPARED = 50_000

function nearnessOf(typed: string, marked: string): Nearest | undefined {
  const pair = `${typed} ${marked}`
  if (compared.has(pair)) return compared.get(pair)
  if (compared.size >= MOST_COMPARED) compared.clear()
  const nearest = compare(typed, marked)
  compared.set(pair, nearest)
  return nearest
}

function compare(typed: string, marked: string): Nearest | undefined {
  const word = marked.slice(1)
  const field = marked[0] as FieldCode
  if (WORD_FIELDS.includes(field) && isWord(typed) && isWord(word)) {
    const near = nearness(typed, word)
    return near && { word: marked, how: HOW[near.how], penalty: near.penalty, closeness: near.closeness }
  }
  if ((field === FIELD.number || field === FIELD.phone) && nearNumber(typed, word))
    return { word: marked, how: 'typo', penalty: WRONG_DIGIT, closeness: 0.9 }
  return undefined
}

/** What kinds of nearness are called in an answer. */
const HOW: Readonly<Record<NearHow, How>> = {
  typo: 'typo',
  unfinished: 'typo',
  cut_short: 'typo',
  sounds_like: 'sounds_like',
  nickname: 'nickname',
  abbreviation: 'abbreviation',
  initial: 'initial',
}

function plainWords(words: readonly string[]): string[] {
  return words.filter((each) => WORD_FIELDS.includes(each[0] as FieldCode)).map((each) => each.slice(1))
}

function isWord(word: string): boolean {
  return /^\p{L}+$/u.test(word)
}
