import { closenessOf } from './closeness.ts'
import { editsBetween, editsToBeginning } from './edits.ts'
import { spellingPenalty } from './spelling.ts'
import { areOfLetters, rememberedFormOf, type WordForm } from './word-form.ts'

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

/** A beginning with an edit is looked for from so many letters; shorter ones begin half of all names. */
const LEAST_UNFINISHED = 6
/** Words of a record that end too early, as some systems of record cut them, have at least so many letters left. */
export const LEAST_CUT_SHORT = 4

/** What is left of a word when its easily confused letters are folded. */
const LEAST_CONFUSED = 3

/** A known form of the same name is as close as a small slip. */
const KNOWN_FORM = 0.9

/**
 * Whether somebody who typed the one word may have meant the other, and what speaks for it: the only place that decides
 * this. Both are words as `normalise.ts` makes them. Undefined when not, and also when the typed word begins the other,
 * which is no guess.
 */
export function nearness(typed: string, word: string): Nearness | undefined {
  return nearnessOfForms(rememberedFormOf(typed), rememberedFormOf(word))
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

/** The first that holds. A slip that is likelier than what only sounds alike comes before it, a bold guess after it. */
function guessOf(typed: WordForm, word: WordForm): Guess | undefined {
  if (!areOfLetters(typed, word)) return undefined
  if (word.word.length === 1 || typed.word.length === 1)
    return typed.word[0] === word.word ? { how: 'initial', penalty: 3 } : undefined
  const typo = spellingPenalty(typed, word)
  if (typo === 1) return { how: 'typo', penalty: 1 }
  if (typed.confused === word.confused && typed.confused.length >= LEAST_CONFUSED)
    return { how: 'sounds_like', penalty: 1 }
  if (typo === 2) return { how: 'typo', penalty: 2 }
  if (soundTheSame(typed, word)) return { how: 'sounds_like', penalty: 2 }
  if (typed.word.length >= LEAST_UNFINISHED && editsToBeginning(typed.word, word.word, 1) === 1)
    return { how: 'unfinished', penalty: 2 }
  if (typo === 3) return { how: 'typo', penalty: 3 }
  const isCutShort = word.word.length >= LEAST_CUT_SHORT && typed.word.startsWith(word.word)
  return isCutShort ? { how: 'cut_short', penalty: 3 } : undefined
}

/** The same consonants to the ear, and most letters, too: the fewer the consonants, the more names share them. */
function soundTheSame(typed: WordForm, word: WordForm): boolean {
  const sound = typed.sounds.find((each) => word.sounds.includes(each))
  if (sound === undefined) return false
  const isShort = sound.length < 3
  if (isShort && typed.word[0] !== word.word[0]) return false
  const most = isShort ? 2 : Math.min(4, Math.floor(Math.max(typed.word.length, word.word.length) / 2))
  return editsBetween(typed.word, word.word, most) <= most
}
