import { closenessOf } from './closeness.ts'
import { editsBetween, editsToBeginning } from './edits.ts'
import { formOf, type WordForm } from './word-form.ts'

export type How =
  'nickname' | 'abbreviation' | 'typo' | 'sounds_like' | 'unfinished' | 'cut_short' | 'initial'
export type Penalty = 1 | 2 | 3

export interface Nearness {
  readonly how: How
  /** 1 for a small change, 3 for a bold guess. */
  readonly penalty: Penalty
  /** From 0 to 1: orders guesses of one penalty, and nothing else. */
  readonly closeness: number
}

/** The edits that two words may be apart when the shorter has so many letters. */
export function mostEditsIn(length: number): 0 | 1 | 2 {
  if (length < 2) return 0
  return length < 4 ? 1 : 2
}

/** The edits that words may have besides a confusion, which counts as one itself; -1: not even that. */
export function mostEditsWhenConfused(length: number): -1 | 0 | 1 {
  if (length < 3) return -1
  return length < 5 ? 0 : 1
}

/** A beginning with an edit is looked for from so many letters; shorter ones begin half of all names. */
export const LEAST_UNFINISHED = 6
/** Words of a record that end too early, as some systems of record cut them, have at least so many letters left. */
export const LEAST_CUT_SHORT = 4
const MOST_EDITS_IN_SOUND = 4

/** A known form of the same name is as close as a small slip. */
const KNOWN_FORM = 0.9

/**
 * Whether somebody who typed the one word may have meant the other, and what speaks for it: the only place that decides
 * this. Both are words as `normalise.ts` makes them. Undefined when not, and also when the typed word begins the other,
 * which is no guess.
 */
export function nearness(typed: string, word: string): Nearness | undefined {
  return nearnessOfForms(formOf(typed), formOf(word))
}

export function nearnessOfForms(typed: WordForm, word: WordForm): Nearness | undefined {
  if (word.word.startsWith(typed.word)) return undefined
  if (typed.names.length > 0 && typed.names.some((name) => word.names.includes(name)))
    return { how: 'nickname', penalty: 1, closeness: KNOWN_FORM }
  if (typed.meanings.length > 0 && typed.meanings.some((meaning) => word.meanings.includes(meaning)))
    return { how: 'abbreviation', penalty: 1, closeness: KNOWN_FORM }
  const guess = guessOf(typed, word)
  return guess && { ...guess, closeness: closenessOf(typed.word, word.word) }
}

type Guess = Pick<Nearness, 'how' | 'penalty'>
const TYPO: Guess = { how: 'typo', penalty: 1 }
const OTHER_START: Guess = { how: 'typo', penalty: 2 }
const TWO_TYPOS: Guess = { how: 'typo', penalty: 2 }
const CONFUSED: Guess = { how: 'sounds_like', penalty: 1 }
const SOUNDS_LIKE: Guess = { how: 'sounds_like', penalty: 2 }
const UNFINISHED: Guess = { how: 'unfinished', penalty: 2 }
const BOLD: Guess = { how: 'typo', penalty: 3 }
const CUT_SHORT: Guess = { how: 'cut_short', penalty: 3 }
const INITIAL: Guess = { how: 'initial', penalty: 3 }

/** The first that holds, the smallest changes first. */
function guessOf(typed: WordForm, word: WordForm): Guess | undefined {
  const onlyLetters = !typed.hasDigits && !word.hasDigits
  const shorter = Math.min(typed.word.length, word.word.length)
  if (shorter === 1) return onlyLetters && typed.word[0] === word.word ? INITIAL : undefined
  const most = mostEditsIn(shorter)
  const edits = onlyLetters ? editsBetween(typed.word, word.word, most) : most + 1
  const sameStart = startTheSame(typed, word)
  if (edits === 1 && (shorter >= 5 || (shorter >= 3 && sameStart))) return TYPO
  const confused = editsWhenConfused(typed, word)
  if (confused === 0) return CONFUSED
  const twoTypos = edits === 2 || confused === 1
  if (edits === 1 && shorter >= 3) return OTHER_START
  if (twoTypos && (shorter >= 7 || (shorter >= 5 && sameStart))) return TWO_TYPOS
  if (!onlyLetters) return undefined
  if (soundTheSame(typed, word)) return SOUNDS_LIKE
  if (typed.word.length >= LEAST_UNFINISHED && editsToBeginning(typed.word, word.word, 1) === 1)
    return UNFINISHED
  if (edits <= most && sameStart) return BOLD
  return shorter >= LEAST_CUT_SHORT && typed.word.startsWith(word.word) ? CUT_SHORT : undefined
}

/** The same first letter, or one that is confused with it, or the first two swapped. */
function startTheSame(typed: WordForm, word: WordForm): boolean {
  const [a, b] = [typed.word, word.word]
  if (a[0] === b[0] || (a[0] === b[1] && a[1] === b[0])) return true
  return typed.confused !== undefined && word.confused !== undefined && typed.confused[0] === word.confused[0]
}

/** Edits that are left when easily confused letters count as the same: none, or one in words that may have two. */
function editsWhenConfused(typed: WordForm, word: WordForm): number {
  if (typed.confused === undefined || word.confused === undefined) return Infinity
  const most = mostEditsWhenConfused(Math.min(typed.confused.length, word.confused.length))
  const edits = editsBetween(typed.confused, word.confused, most)
  return edits <= most ? edits : Infinity
}

/** The same consonants to the ear, and most letters, too: the fewer the consonants, the more names share them. */
function soundTheSame(typed: WordForm, word: WordForm): boolean {
  const sound = typed.sounds.find((each) => word.sounds.includes(each))
  if (sound === undefined) return false
  const most = sound.length < 3 ? 2 : Math.floor(Math.max(typed.word.length, word.word.length) / 2)
  return editsBetween(typed.word, word.word, Math.min(most, MOST_EDITS_IN_SOUND)) <= most
}
