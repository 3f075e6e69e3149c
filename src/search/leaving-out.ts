import { isWord } from './nearest-word.ts'
import type { Reading } from './reading.ts'
import { isIncidental } from './rereading.ts'

/** Words of a search that need not be found at all; `all_but_one` says who is meant. */
export type LeftOut = 0 | 1 | 2 | 'all_but_one'

/** With so many terms or more, two of them may be left out. */
export const LEAST_FOR_TWO = 4

/** Numbers alone, or what the law puts behind a name, fit too many. */
export function saysWho(reading: Reading): boolean {
  return reading.some(({ word }) => isWord(word) && !isIncidental(word))
}

/** How many terms may be left out of a reading: none where nothing would remain that says who is meant. */
export function mostLeftOut(reading: Reading, asked: LeftOut): number {
  if (reading.length < 2 || !saysWho(reading)) return 0
  if (asked === 'all_but_one') return reading.length - 1
  return reading.length < LEAST_FOR_TWO && asked === 2 ? 1 : asked
}
