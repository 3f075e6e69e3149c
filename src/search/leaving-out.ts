import { isWord } from './nearest-word.ts'
import type { Reading } from './reading.ts'
import { isIncidental } from './rereading.ts'

/** Words of a search that need not be found at all. */
export type LeftOut = 0 | 1 | 2

/** A reading of which some terms need not be found. */
export interface Shortened {
  readonly kept: Reading
  readonly left: Reading
}

/** With so many terms or more, two of them may be left out. */
const LEAST_FOR_TWO = 4

/** Numbers alone, or what the law puts behind a name, fit too many. */
function saysWho(reading: Reading): boolean {
  return reading.some(({ word }) => isWord(word) && !isIncidental(word))
}

/** How many terms may be left out of a reading: none where nothing would remain that says who is meant. */
export function mostLeftOut(reading: Reading, most: LeftOut): LeftOut {
  if (reading.length < 2 || !saysWho(reading)) return 0
  return reading.length < LEAST_FOR_TWO && most === 2 ? 1 : most
}

/** The ways to leave terms out, so many at the most. */
export function leavingOut(reading: Reading, asked: LeftOut): Shortened[] {
  const most = mostLeftOut(reading, asked)
  if (most === 0) return []
  const without = (...at: number[]): Shortened => ({
    kept: reading.filter((_, i) => !at.includes(i)),
    left: reading.filter((_, i) => at.includes(i)),
  })
  const one = reading.map((_, i) => without(i))
  const two = reading.flatMap((_, i) => reading.slice(i + 1).map((_, j) => without(i, i + 1 + j)))
  return (most === 1 ? one : [...one, ...two]).filter(({ kept }) => saysWho(kept))
}
