import { remembering } from '../kernel/remembering.ts'
import { FIELD, WORD_FIELDS, type FieldCode } from './fields.ts'
import { termBegins } from './match.ts'
import type { Term } from './reading.ts'
import type { How } from './result.ts'
import { closenessOf, nearNumber, nearness, type How as NearHow } from './similar/index.ts'

/** The word of a record that a term comes closest to. */
export interface Nearest {
  readonly word: string
  readonly how: How | undefined
  readonly penalty: number
  readonly closeness: number
}

/** The words of a record, each after the code of its field, as one search compares them with its terms. */
export class ComparedWords {
  readonly #words: readonly string[]
  /** A term stands in several readings of a search. */
  readonly #nearest = new Map<Term, Nearest | undefined>()

  constructor(words: readonly string[]) {
    this.#words = words
  }

  /** The word that a term is nearest to, in one of its fields. `how` is left open where it fits as typed. */
  nearest(term: Term, mostPenalty: number): Nearest | undefined {
    let nearest = this.#nearest.get(term)
    if (nearest === undefined && !this.#nearest.has(term)) {
      nearest = nearestOf(term, this.#words)
      this.#nearest.set(term, nearest)
    }
    // What fits as typed costs nothing, whatever was spent on the terms before it.
    return nearest !== undefined && nearest.penalty <= Math.max(0, mostPenalty) ? nearest : undefined
  }

  /** How close a word comes to one of the names and addresses, whatever may stand for what. */
  closest(word: string): number {
    const closenessTo = closenessBetween(word)
    return this.#words.reduce(
      (most, each) =>
        WORD_FIELDS.includes(each[0] as FieldCode) ? Math.max(most, closenessTo(each.slice(1))) : most,
      0,
    )
  }
}

function nearestOf(term: Term, words: readonly string[]): Nearest | undefined {
  let begun: string | undefined
  for (const each of words) {
    if (!termBegins(term, each)) continue
    if (isAllOf(term.word, each)) return { word: each, how: undefined, penalty: 0, closeness: 1 }
    begun ??= each
  }
  if (begun !== undefined) return { word: begun, how: undefined, penalty: 0, closeness: ONLY_BEGUN }
  if (term.whole === true) return undefined
  const nearnessOf = comparedWith(term.word)
  let best: Nearest | undefined
  for (const each of words) {
    const near = term.fields.includes(each[0] as FieldCode) ? nearnessOf(each) : undefined
    if (near === undefined) continue
    if (
      best === undefined ||
      near.penalty < best.penalty ||
      (near.penalty === best.penalty && near.closeness > best.closeness)
    )
      best = near
  }
  return best
}

/** Whether a word of a record is all that was meant to be typed: of a name, a letter alone is as good as the whole. */
function isAllOf(typed: string, marked: string): boolean {
  const isWhole = marked.length === 1 + typed.length
  return isInitial(typed) ? NAMES.includes(marked[0] as FieldCode) : isWhole
}

const NAMES: readonly FieldCode[] = [FIELD.surname, FIELD.given, FIELD.formerName]

export function isInitial(typed: string): boolean {
  return typed.length === 1 && isWord(typed)
}

/** Beside a word that is misspelt, another one is more often whole than only begun. */
const ONLY_BEGUN = 0.75

/** Numbers are copied, not remembered: another one is meant only where nobody has this one. */
export const WRONG_DIGIT = 3

/** The same words are compared again and again, as customers share them: by the word typed, then by that of the record. */
const MOST_TYPED = 100
const MOST_COMPARED = 5_000
const comparedWith = remembering(MOST_TYPED, (typed) =>
  remembering(MOST_COMPARED, (marked) => compare(typed, marked)),
)
const closenessBetween = remembering(MOST_TYPED, (typed) =>
  remembering(MOST_COMPARED, (word) => closenessOf(typed, word)),
)

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

export function isWord(word: string): boolean {
  return /^\p{L}+$/u.test(word)
}
