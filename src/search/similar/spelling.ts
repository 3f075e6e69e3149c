import { editsBetween } from './edits.ts'
import type { WordForm } from './word-form.ts'

/**
 * How bold it is to take the one word for the other, by the letters that are wrong. The shorter a word is, the more other
 * words are near it, and with another first letter it is more often another word than a slip: of the names that the
 * FEBRL records misspell, 19 of 20 have one error, and 1 of 100 has it in the first letter.
 *
 * letters of the shorter word | one edit, the same first letter or another | two edits, the same first letter or another
 * 2                           | 3, -                                       | -, -
 * 3                           | 1, 2                                       | -, -
 * 4                           | 1, 2                                       | 3, -
 * 5, 6                        | 1, 1                                       | 2, 3
 * 7 and more                  | 1, 1                                       | 2, 2
 *
 * A confusion (`confusions.ts`) and an edit count as two edits.
 */
export function spellingPenalty(typed: WordForm, word: WordForm): 1 | 2 | 3 | undefined {
  const [a, b] = [typed.word, word.word]
  const shorter = Math.min(a.length, b.length)
  const edits = editsBetween(a, b, mostEditsIn(shorter))
  if (edits === 1) return penaltyOfOneEdit(a, b)
  if (edits === 2 && shorter >= LEAST_FOR_TWO_EDITS) return penaltyOfTwoEdits(a, b)
  return penaltyOfConfusionAndEdit(typed.confused, word.confused)
}

function penaltyOfOneEdit(a: string, b: string): 1 | 2 | 3 | undefined {
  const shorter = Math.min(a.length, b.length)
  if (shorter === 2) return a[0] === b[0] ? 3 : undefined
  const startsAlike = a[0] === b[0] || (a[0] === b[1] && a[1] === b[0])
  return shorter >= 5 || startsAlike ? 1 : 2
}

function penaltyOfTwoEdits(a: string, b: string): 2 | 3 | undefined {
  const shorter = Math.min(a.length, b.length)
  const sameStart = a[0] === b[0]
  if (shorter < LEAST_FOR_ANY_START) return sameStart ? 3 : undefined
  return sameStart || shorter >= 7 ? 2 : 3
}

function penaltyOfConfusionAndEdit(a: string, b: string): 2 | 3 | undefined {
  const enough = Math.min(a.length, b.length) >= LEAST_CONFUSED_WITH_EDIT
  return enough && editsBetween(a, b, 1) === 1 ? penaltyOfTwoEdits(a, b) : undefined
}

const LEAST_FOR_TWO_EDITS = 4
/** Words from this length may have two edits whatever their first letters are. */
export const LEAST_FOR_ANY_START = 5
/** Words of fewer letters, with confused ones folded, have no edit besides. */
export const LEAST_CONFUSED_WITH_EDIT = 5

/** The edits that two words may be apart when the shorter has so many letters. */
export function mostEditsIn(length: number): 0 | 1 | 2 {
  if (length < 2) return 0
  return length < LEAST_FOR_TWO_EDITS ? 1 : 2
}
