import { remembering } from '../kernel/remembering.ts'
import { FIELD, NUMBERS, WORD_FIELDS, type FieldCode } from './fields.ts'
import { termBegins } from './match.ts'
import type { Term } from './reading.ts'
import type { How } from './result.ts'
import {
  OF_ANY_ADDRESS,
  closenessOf,
  digitsIn,
  nearEmail,
  nearNumber,
  nearness,
  type How as NearHow,
} from './similar/index.ts'

/** The word of a record that a term comes closest to. */
export interface Nearest {
  readonly word: string
  readonly how: How | undefined
  readonly penalty: number
  readonly closeness: number
}

/** A term of one search, as words of records are compared with it. */
export interface ComparedTerm extends Term {
  /** Its number among the terms of the search. */
  readonly no: number
  /** The word of a record, after the code of its field, where it is near. */
  nearest(marked: string): Nearest | undefined
  /** How close a word comes to it, from 0 to 1, whatever may stand for what. */
  closenessTo(word: string): number
}

/** @param no a number that no other term of the search has */
export function comparedTerm(term: Term, no: number): ComparedTerm {
  return { ...term, no, nearest: nearestTo(term.word), closenessTo: closenessBetween(term.word) }
}

/** A word of records, after the code of its field, as one search compares it with its terms: many records have it. */
export class ComparedWord {
  readonly marked: string
  /** By the number of the term; null where it is not near. */
  readonly #near: (Nearest | null | undefined)[] = []
  /** By the number of the term. */
  readonly #closeness: (number | undefined)[] = []

  constructor(marked: string) {
    this.marked = marked
  }

  nearTo(term: ComparedTerm): Nearest | null {
    let near = this.#near[term.no]
    if (near === undefined) near = this.#near[term.no] = nearTo(term, this.marked) ?? null
    return near
  }

  /** 0 for what is no name and no address. */
  closenessTo(term: ComparedTerm): number {
    return (this.#closeness[term.no] ??= WORD_FIELDS.includes(this.marked[0] as FieldCode)
      ? term.closenessTo(this.marked.slice(1))
      : 0)
  }
}

/** The words of one record, as one search compares them with its terms. */
export class ComparedWords {
  readonly #words: readonly ComparedWord[]
  /** By the number of the term, which stands in several readings of a search; null where no word is near. */
  readonly #nearest: (Nearest | null | undefined)[] = []

  constructor(words: readonly ComparedWord[]) {
    this.#words = words
  }

  /** The word that a term is nearest to, in one of its fields. `how` is left open where it fits as typed. */
  nearest(term: ComparedTerm, mostPenalty: number): Nearest | undefined {
    let nearest = this.#nearest[term.no]
    if (nearest === undefined) nearest = this.#nearest[term.no] = this.#nearestOf(term)
    // What fits as typed costs nothing, whatever was spent on the terms before it.
    return nearest !== null && nearest.penalty <= Math.max(0, mostPenalty) ? nearest : undefined
  }

  /** How close one of the names and addresses comes to a term. */
  closest(term: ComparedTerm): number {
    return this.#words.reduce((most, word) => Math.max(most, word.closenessTo(term)), 0)
  }

  #nearestOf(term: ComparedTerm): Nearest | null {
    let best: Nearest | null = null
    for (const word of this.#words) {
      const near = word.nearTo(term)
      if (near !== null && (best === null || isNearer(near, best))) best = near
    }
    return best
  }
}

/** What is more likely to be meant: what costs less, then what is closer. */
export function isNearer(
  one: Pick<Nearest, 'penalty' | 'closeness'>,
  other: Pick<Nearest, 'penalty' | 'closeness'>,
): boolean {
  return one.penalty < other.penalty || (one.penalty === other.penalty && one.closeness > other.closeness)
}

function nearTo(term: ComparedTerm, marked: string): Nearest | undefined {
  if (termBegins(term, marked))
    return {
      word: marked,
      how: undefined,
      penalty: 0,
      closeness: isAllOf(term.word, marked) ? 1 : ONLY_BEGUN,
    }
  if (term.whole === true || !term.fields.includes(marked[0] as FieldCode)) return undefined
  return term.nearest(marked)
}

/** Whether a word of a record is all that was meant to be typed: of a name, a letter alone is as good as the whole. */
function isAllOf(typed: string, marked: string): boolean {
  const isWhole = marked.length === 1 + typed.length
  return isInitial(typed) ? NAMES.includes(marked[0] as FieldCode) : isWhole
}

/** The fields of names. */
const NAMES: readonly FieldCode[] = [FIELD.surname, FIELD.given, FIELD.formerName]

export function isInitial(typed: string): boolean {
  return typed.length === 1 && isWord(typed)
}

/** Beside a word that is misspelt, another one is more often whole than only begun. */
const ONLY_BEGUN = 0.75

/** Numbers and e-mail addresses are copied, not remembered: another one is meant only where nobody has this one. */
export const MISCOPIED = 3

/** The same words are compared again and again, as customers share them: by the word typed, then by that of the record. */
const MOST_TYPED = 100
const MOST_COMPARED = 5_000
const nearestTo = remembering(MOST_TYPED, (typed) =>
  remembering(MOST_COMPARED, (marked) => compare(typed, marked)),
)
const closenessBetween = remembering(MOST_TYPED, (typed) =>
  remembering(MOST_COMPARED, (word) => closenessOf(typed, word)),
)

function compare(typed: string, marked: string): Nearest | undefined {
  const word = marked.slice(1)
  const field = marked[0] as FieldCode
  if (WORD_FIELDS.includes(field) && isSpelled(typed) && isSpelled(word)) {
    const near = nearness(typed, word)
    if (near === undefined || !mayBeMeantIn(field, word, near.how)) return undefined
    return { word: marked, how: HOW[near.how], penalty: near.penalty, closeness: near.closeness }
  }
  const isNear = field === FIELD.email ? nearEmail : NUMBERS.includes(field) ? nearNumber : undefined
  return isNear?.(typed, word) ? { word: marked, how: 'typo', penalty: MISCOPIED, closeness: 0.9 } : undefined
}

/** Words of an address of fewer letters, such as `lot` or `rd`, are near to half of all short names. */
const LEAST_OF_ANY_ADDRESS = 4

/**
 * Whether a word of a record may be meant in its field, where it is near to what was typed. Only given names are kept as initials;
 * streets have no nicknames, and the `S` of an address is no Szymanski.
 */
export function mayBeMeantIn(field: FieldCode, word: string, how: NearHow): boolean {
  if (how === 'abbreviation') return true
  if (NAMES.includes(field)) return how !== 'initial' || field === FIELD.given
  const saysNothing = word.length < LEAST_OF_ANY_ADDRESS && OF_ANY_ADDRESS.has(word)
  return how !== 'initial' && how !== 'nickname' && !saysNothing
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

/** Whether a word is compared letter by letter: of letters alone, or with one or two that were misread as digits, as in `5ingh`. */
export function isSpelled(word: string): boolean {
  return isWord(word) || (MAY_BE_MISREAD.test(word) && digitsIn(word) === 'misread')
}

/** Of letters, and of digits that look like some; but two at the end are a number. */
const MAY_BE_MISREAD = /^[\p{L}0125689]*\p{L}[0125689]?$/u

export function isWord(word: string): boolean {
  return /^\p{L}+$/u.test(word)
}
