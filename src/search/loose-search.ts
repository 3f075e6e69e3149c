import type { RawBuilder } from 'kysely'
import { FIELD, NUMBERS, WORD_FIELDS, type FieldCode } from './fields.ts'
import { boundsOfReread, isAlone, type Judge } from './judge.ts'
import { mayStandFor, mostPenaltyOf, type Bounds, type Step } from './steps.ts'
import { rangeOfTerm, type KeyRange } from './key-ranges.ts'
import { isBesideWhole, leavesOutMore, mayBeLeftOut, mostLeftOut, mostPenaltyBeside } from './leaving-out.ts'
import type { Words } from './lexicons.ts'
import { MISCOPIED, isSpelled, mayBeMeantIn } from './nearest-word.ts'
import type { Reading, Term } from './reading.ts'
import { mayHaveAny } from './signature.ts'
import { emailsNear, expansionsOf, numbersNear, type Penalty } from './similar/index.ts'

/** What is asked of the database to find who is near to a search: whoever has, for its terms, words that they may stand for. */

/** What may stand in a record for a term: the word as typed, as a beginning, or other words, whole; an e-mail address up to its `@` begins others. */
export interface Alternatives {
  readonly term: Term
  readonly others: readonly Other[]
}

export interface Other {
  readonly word: string
  /** The fields in which it is used, where that is known. */
  readonly fields?: readonly FieldCode[]
}

/** A search for whoever has at least so many of some terms. */
export interface LooseSearch {
  readonly terms: readonly Alternatives[]
  readonly least: number
  /** Of the words that a term may stand for, so many at the most are looked for: the likeliest of those that are in use. */
  readonly mostOthers?: number
  /** Whoever has just what was typed was found before: only those are looked for who have something else. */
  readonly isTypedFound?: boolean
}

/**
 * The searches that together find everybody within a step: what each term of each may stand for.
 * @param asTypedToo whoever has just what was typed was not found before
 */
export function searchesOf(
  words: Words,
  judge: Judge,
  readings: readonly Reading[],
  step: Step,
  before: Step,
  { asTypedToo = false }: { readonly asTypedToo?: boolean } = {},
): LooseSearch[] {
  const searchFor = (reading: Reading, least: number, bounds: Bounds): LooseSearch => ({
    terms: reading.map((term) => ({ term, others: othersFor(words, reading, term, bounds) })),
    least,
  })
  const forAll = (reading: Reading, bounds: Bounds, { penalty, sure }: Bounds) =>
    bounds.penalty === penalty && bounds.sure === sure ? [] : [searchFor(reading, reading.length, bounds)]
  const forMost = (reading: Reading, { leftOut }: Bounds, { leftOut: leftBefore }: Bounds) => {
    if (!leavesOutMore(reading, leftOut, leftBefore)) return []
    if (isBesideWhole(leftOut))
      return reading.flatMap((term, i) =>
        mayBeLeftOut(term, leftOut) ? [searchFor(reading.toSpliced(i, 1), reading.length - 1, AS_TYPED)] : [],
      )
    // What remains is near, so whoever is not would only be looked at in vain.
    const near = { ...AS_TYPED, penalty: mostPenaltyBeside(leftOut) }
    const least = reading.length - mostLeftOut(reading, leftOut)
    return [{ ...searchFor(reading, least, near), mostOthers: MOST_BESIDE_LEFT_OUT }]
  }
  return [
    ...readings
      .flatMap((reading) => forAll(reading, step, before))
      .map((each) => ({ ...each, isTypedFound: !asTypedToo })),
    ...judge.rereadings.flatMap((each) => {
      const bounds = boundsOfReread(each, step)
      if (bounds === undefined) return []
      const boundsBefore = boundsOfReread(each, before) ?? NOT_READ
      return [...forAll(each.reading, bounds, boundsBefore), ...forMost(each.reading, bounds, boundsBefore)]
    }),
    // Words are left out of the first reading alone.
    ...readings.slice(0, 1).flatMap((reading) => forMost(reading, step, before)),
  ]
}

/** Whether all of the terms are to be there, and nothing else may stand for them. */
export function isAsTyped({ terms, least }: LooseSearch): boolean {
  return least === terms.length && terms.every(({ others }) => others.length === 0)
}

/** Whether all whom a search looks for were found before, as they have just what was typed. */
export function isFoundBefore(search: LooseSearch): boolean {
  return search.isTypedFound === true && isAsTyped(search)
}

const AS_TYPED: Bounds = { penalty: 0, leftOut: 0, sure: false }
const NOT_READ: Bounds = { ...AS_TYPED, penalty: -1 }

/** Where a word is left out, more of the others than these are never looked at. */
const MOST_BESIDE_LEFT_OUT = 100

function othersFor(words: Words, reading: Reading, term: Term, bounds: Bounds): Other[] {
  const mostPenalty = mostPenaltyOf(term, bounds)
  if (mostPenalty === 0 || term.whole === true) return []
  if (!isSpelled(term.word))
    return (
      mostPenalty < MISCOPIED ? [] : isEmail(term.word) ? emailsNear(term.word) : numbersNear(term.word)
    ).map((word) => ({ word }))
  const hasInitial = mostPenalty >= 3 && term.word.length > 1 && !isAlone(reading)
  const letter = term.word.slice(0, 1)
  // In an address it is short for a direction, if anything: `w` of `west`.
  const initial = hasInitial
    ? [{ word: letter, fields: expansionsOf(letter).includes(term.word) ? WORD_FIELDS : [FIELD.given] }]
    : []
  const similar = words.similarTo(term.word, Math.min(3, mostPenalty) as Penalty)
  const others = similar
    .filter((near) => mayStandFor(near, term, bounds))
    .map(({ word, how }) => ({
      word,
      fields: words.fieldsOf(word).filter((field) => mayBeMeantIn(field, word, how)),
    }))
    .filter(({ fields }) => fields.length > 0)
  return [...others, ...initial]
}

/** The keys that begin with one word that a term may stand for, in one field. */
export interface AlternativeRange extends KeyRange {
  readonly field: FieldCode
  readonly word: string
}

/** The keys with which a term, or what it may stand for, begins. */
export function rangesFor({ term, others }: Alternatives): AlternativeRange[] {
  const likely = isEmail(term.word) ? [FIELD.email] : isSpelled(term.word) ? WORD_FIELDS : NUMBERS
  const fields = term.fields.filter((field) => likely.includes(field))
  const instead = others.flatMap(({ word, fields: used = fields }) =>
    fields
      .filter((field) => used.includes(field))
      .map((field) => ({ field, word, isWhole: !isBeginning(word) })),
  )
  const asTyped = term.fields.map((field) => ({ field, word: term.word, isWhole: term.whole === true }))
  return [...asTyped, ...instead].map(({ field, word, isWhole }) => ({
    field,
    word,
    ...rangeOfTerm(field, { word, whole: isWhole }),
  }))
}

function isEmail(word: string): boolean {
  return word.includes('@')
}

/** What stands before the `@` begins the addresses of that name, whatever stands behind it. */
function isBeginning(word: string): boolean {
  return word.endsWith('@')
}

/** The condition that the signature of a key `k` lets one of the alternatives through. */
export function mayHaveOne({ term, others }: Alternatives): RawBuilder<boolean> {
  return mayHaveAny([term.word, ...others.map(({ word }) => word)])
}
