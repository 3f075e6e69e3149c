import { isWord } from './nearest-word.ts'
import { hasDigit, isLongNumber } from './normalise.ts'
import type { Reading, Term } from './reading.ts'
import { isIncidental } from './rereading.ts'
import { LABELS, OF_ANY_ADDRESS } from './similar/index.ts'

/**
 * Words of a search that need not be found at all: one beside two or more that are there whole and as typed, which may be any
 * number (`a_number`, such as the wrong house number in `smith 1187 aspen`) or any word (`one_beside_whole`, such as the middle
 * name in `john quincy smith`); or so many of any; `all_but_one` says who is meant.
 */
export type LeftOut = 0 | 'a_number' | 'one_beside_whole' | 1 | 2 | 'all_but_one'

const LEAST_BESIDE_WHOLE = 2
/** With so many terms or more, two of them may be left out. */
export const LEAST_FOR_TWO = 4

/** Whether the others have to be there whole and as typed; else they may be a little off. */
export function isBesideWhole(leftOut: LeftOut): leftOut is 'a_number' | 'one_beside_whole' {
  return leftOut === 'a_number' || leftOut === 'one_beside_whole'
}

/** How far the others may be, in all, from what was typed. */
export function mostPenaltyBeside(leftOut: LeftOut): number {
  return isBesideWhole(leftOut) ? 0 : 2
}

/** Whether a term is one of those that may be left out. */
export function mayBeLeftOut({ word }: Term, asked: LeftOut): boolean {
  return asked !== 'a_number' || hasDigit(word)
}

/** Short numbers alone, what a number is called, what the law puts behind a name, or `street`, fit too many. */
export function saysWho(reading: Reading): boolean {
  const says = (word: string) =>
    isLongNumber(word) || word.includes('@') || (isWord(word) && !saysLittle(word))
  return reading.some(({ word }) => says(word))
}

function saysLittle(word: string): boolean {
  return isIncidental(word) || OF_ANY_ADDRESS.has(word) || LABELS.has(word)
}

/** How many terms may be left out of a reading: none where nothing would remain that says who is meant. */
export function mostLeftOut(reading: Reading, asked: LeftOut): number {
  if (reading.length < 2 || !saysWho(reading)) return 0
  if (asked === 'all_but_one') return reading.length - 1
  if (isBesideWhole(asked)) {
    const isThere = reading.length > LEAST_BESIDE_WHOLE && reading.some((term) => mayBeLeftOut(term, asked))
    return isThere ? 1 : 0
  }
  return reading.length < LEAST_FOR_TWO && asked === 2 ? 1 : asked
}

/** Whether more of a reading may be left out than before. */
export function leavesOutMore(reading: Reading, asked: LeftOut, before: LeftOut): boolean {
  const most = mostLeftOut(reading, asked)
  return most > mostLeftOut(reading, before) || (most > 0 && isBesideWhole(before) && asked !== before)
}
