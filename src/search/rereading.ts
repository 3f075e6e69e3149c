import { FIELD, WORD_FIELDS } from './fields.ts'
import { isInitial, isWord } from './nearest-word.ts'
import { hasDigit, isOrdinal, isSoughtInside } from './normalise.ts'
import type { Reading, Term } from './reading.ts'
import {
  CONNECTIVES,
  GENERATIONAL_SUFFIXES,
  LABELS,
  LEGAL_FORMS,
  TITLES,
  joinsOf,
  macsOf,
  particlesJoinedIn,
  shiftsOf,
  splitsOf,
} from './similar/index.ts'

/** A reading with what it costs to read the search so. */
export interface GuessedReading {
  readonly reading: Reading
  readonly penalty: number
  /** What was left out says so little that the others are guessed at as if they alone had been typed. */
  readonly asIfTyped: boolean
}

/** More words than these are not read in other ways: each way costs a search. */
const MOST_WORDS_REREAD = 6

/** Of two words that were typed as one, the letters of one that is misspelt, as in `oaknstreet`, and of the other. */
const LEAST_MISSPELLED_HALF = 4
const LEAST_BESIDE_MISSPELLED = 3

/**
 * Other ways to read a search, each a small change to its first reading: neighbouring words as one (`mc donald`), one word
 * as two (`johnsmith`), and without what stands before or behind a name (`mrs`, `jr`, `llc`), or an initial within it; beside
 * numbers also with other spaces between digits and letters, and without an area code.
 */
export function rereadings([first]: readonly Reading[]): GuessedReading[] {
  if (first === undefined || first.length > MOST_WORDS_REREAD) return []
  const words = first.map(({ word }) => word)
  const isPlain = ({ word, fields }: Term) => isWord(word) && fields.includes(FIELD.surname)
  if (!first.every(isPlain))
    return [
      ...withoutIncidental(first),
      ...withOtherSpaces(first),
      ...withOtherNamesOfStreets(first),
      ...withoutAreaCode(first),
    ]
  const otherwise = (penalty: number) => (way: readonly string[]) =>
    reread(
      way.map((word) => term(word, !words.includes(word))),
      penalty,
    )
  const joined = [...joinsOf(words), ...shiftsOf(words)].map(otherwise(1))
  const split = first.flatMap((each, i) => {
    const among = (...halves: Term[]) => [...first.slice(0, i), ...halves, ...first.slice(i + 1)]
    const mayBeMisspelled = (half: string, other: string) =>
      half.length >= LEAST_MISSPELLED_HALF && other.length >= LEAST_BESIDE_MISSPELLED
    return splitsOf(each.word).flatMap(([one, other]) => [
      reread(among(term(one, true), term(other, true)), 1),
      ...(mayBeMisspelled(other, one) ? [reread(among(term(one, true), term(other, false)), 2)] : []),
      ...(mayBeMisspelled(one, other) ? [reread(among(term(one, false), term(other, true)), 2)] : []),
    ])
  })
  const particles = particlesJoinedIn(words).map((way) =>
    reread(
      way.map((word) => term(word, false)),
      2,
    ),
  )
  return [...withoutIncidental(first), ...joined, ...macsOf(words).map(otherwise(2)), ...particles, ...split]
}

/** Between a number and letters people write a space, or none: `apt16` is `Apt 16`, `14 c` is `14C`, `118main` is `118 Main`. */
function withOtherSpaces(reading: Reading): GuessedReading[] {
  const among = (at: number, count: number, ...put: string[]) =>
    reread(reading.toSpliced(at, count, ...put.map((word) => term(word, hasDigit(word)))), 1)
  return reading.flatMap(({ word }, i) => {
    const next = reading[i + 1]?.word
    const [, one, other] = GLUED.exec(word) ?? []
    return [
      ...(one === undefined || other === undefined || isOrdinal(word) ? [] : [among(i, 1, one, other)]),
      ...(next !== undefined && MAY_BE_GLUED.test(`${word} ${next}`) ? [among(i, 2, word + next)] : []),
    ]
  })
}

/** The name of a street behind its number, as one word or as two: `31 foxhollow` is `31 Fox Hollow`, `909 north gate` `909 Northgate`. */
function withOtherNamesOfStreets(reading: Reading): GuessedReading[] {
  return reading.flatMap(({ word }, i) => {
    if (!isWord(word) || !hasDigit(reading[i - 1]?.word ?? '')) return []
    const next = reading[i + 1]?.word ?? ''
    const joined = isWord(next) ? [reread(reading.toSpliced(i, 2, term(word + next, true)), 1)] : []
    const split = splitsOf(word).map(([one, other]) =>
      reread(reading.toSpliced(i, 1, term(one, true), term(other, true)), 1),
    )
    return [...joined, ...split]
  })
}

/** Numbers of a place were long kept without its area code. */
function withoutAreaCode(reading: Reading): GuessedReading[] {
  return reading.flatMap(({ word }, i) =>
    /^\d{10}$/.test(word)
      ? [reread(reading.with(i, { word: word.slice(-7), fields: [FIELD.phone], whole: true }), 1)]
      : [],
  )
}

const GLUED = /^(\p{L}+|\d+)((?<=\p{L})\d+|(?<=\d)\p{L}+)$/u
/** A unit and its letter, or what a part of a building is called and its number. */
const MAY_BE_GLUED = /^(?:\d+ \p{L}|\p{L}{1,4} \d+)$/u

export const PENALTY_OF_INCIDENTAL = 1

/** Without an initial, so many words of a name have to remain: one alone is that of too many. */
const LEAST_BESIDE_INITIAL = 2

function withoutIncidental(reading: Reading): GuessedReading[] {
  const isNumbered = reading.some(({ word }) => isSoughtInside(word))
  const left = reading.filter(({ word }) => !isIncidental(word) && !(isNumbered && LABELS.has(word)))
  const longer = left.filter(({ word }) => !isInitial(word))
  const isWhole = longer.filter(({ word }) => isWord(word)).length >= LEAST_BESIDE_INITIAL
  return [left, ...(isWhole && longer.length < left.length ? [longer] : [])]
    .filter(({ length }) => length > 0 && length < reading.length)
    .map((each) => ({ reading: each, penalty: PENALTY_OF_INCIDENTAL, asIfTyped: true }))
}

/** Whether something can be left out that says little. */
export function hasIncidental(reading: Reading): boolean {
  return withoutIncidental(reading).length > 0
}

function term(word: string, whole: boolean): Term {
  return { word, fields: WORD_FIELDS, whole, put: whole && isWord(word) }
}

function reread(reading: Reading, penalty: number): GuessedReading {
  return { reading, penalty, asIfTyped: false }
}

const INCIDENTAL = [GENERATIONAL_SUFFIXES, LEGAL_FORMS, CONNECTIVES, TITLES]

export function isIncidental(word: string): boolean {
  return INCIDENTAL.some((words) => words.has(word))
}
