import type { RawBuilder } from 'kysely'
import { FIELD, WORD_FIELDS, type FieldCode } from './fields.ts'
import {
  PENALTY_BESIDE_LEFT_OUT,
  boundsOfReread,
  mostPenaltyOf,
  type Bounds,
  type Judge,
  type Step,
} from './guess.ts'
import { rangeOfTerm, type KeyRange } from './key-ranges.ts'
import { mostLeftOut } from './leaving-out.ts'
import type { Words } from './lexicons.ts'
import { WRONG_DIGIT, isWord } from './nearest-word.ts'
import type { Reading, Term } from './reading.ts'
import { mayHaveAny } from './signature.ts'
import { numbersNear, type Penalty } from './similar/index.ts'

/** What is asked of the database to find who is near to a search: whoever has, for its terms, words that they may stand for. */

/** What may stand in a record for a term: the word as typed, as a beginning, or other words, whole. */
export interface Alternatives {
  readonly term: Term
  readonly others: readonly string[]
}

/** A search for whoever has at least so many of some terms. */
export interface LooseSearch {
  readonly terms: readonly Alternatives[]
  readonly least: number
}

/** The searches that together find everybody within a step: what each term of each may stand for. */
export function searchesOf(
  words: Words,
  judge: Judge,
  readings: readonly Reading[],
  step: Step,
  before: Step,
): LooseSearch[] {
  const within = (reading: Reading, bounds: Bounds): LooseSearch => ({
    terms: reading.map((term) => ({ term, others: othersFor(words, term, mostPenaltyOf(term, bounds)) })),
    least: reading.length - mostLeftOut(reading, bounds.leftOut),
  })
  const whole = before.penalty === step.penalty && before.sure === step.sure ? [] : readings
  const reread = judge.rereadings.flatMap((each) => {
    const bounds = boundsOfReread(each, step)
    return bounds ? [within(each.reading, bounds)] : []
  })
  // Words are left out of the first reading alone. What remains is near, so whoever is not would only be looked at in vain.
  const short = readings.slice(0, 1).filter((reading) => mostLeftOut(reading, step.leftOut) > 0)
  return [
    ...whole.map((reading) => within(reading, { ...step, leftOut: 0 })),
    ...reread,
    ...short.map((reading) => likeliest(within(reading, { ...step, penalty: PENALTY_BESIDE_LEFT_OUT }))),
  ]
}

/** Where a word is left out, more of the others than these are never looked at. */
const MOST_BESIDE_LEFT_OUT = 100

function likeliest({ terms, least }: LooseSearch): LooseSearch {
  return {
    terms: terms.map(({ term, others }) => ({ term, others: others.slice(0, MOST_BESIDE_LEFT_OUT) })),
    least,
  }
}

function othersFor(words: Words, term: Term, mostPenalty: number): string[] {
  if (mostPenalty === 0 || term.whole === true) return []
  if (isWord(term.word)) {
    const initial = term.word.slice(0, 1)
    const similar = words.similarTo(term.word, Math.min(3, mostPenalty) as Penalty)
    return [
      ...similar.map(({ word }) => word),
      ...(mostPenalty >= 3 && term.word.length > 1 ? [initial] : []),
    ]
  }
  return mostPenalty < WRONG_DIGIT ? [] : numbersNear(term.word)
}

/** The keys that begin with one word that a term may stand for, in one field. */
export interface AlternativeRange extends KeyRange {
  readonly field: FieldCode
  readonly word: string
}

/** The keys with which a term, or what it may stand for, begins. */
export function rangesFor({ term, others }: Alternatives): AlternativeRange[] {
  const isNumber = /\p{N}/u.test(term.word)
  const fields = term.fields.filter((field) =>
    isNumber ? field === FIELD.number || field === FIELD.phone : WORD_FIELDS.includes(field),
  )
  const whole = others.flatMap((word) => fields.map((field) => ({ field, word, isWhole: true })))
  const asTyped = term.fields.map((field) => ({ field, word: term.word, isWhole: term.whole === true }))
  return [...asTyped, ...whole].map(({ field, word, isWhole }) => ({
    field,
    word,
    ...rangeOfTerm(field, { word, whole: isWhole }),
  }))
}

/** The condition that the signature of a key `k` lets one of the alternatives through. */
export function mayHaveOne({ term, others }: Alternatives): RawBuilder<boolean> {
  return mayHaveAny([term.word, ...others])
}
