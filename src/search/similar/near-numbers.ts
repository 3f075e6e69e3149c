import { remembering } from '../../kernel/remembering.ts'
import { isInGroups } from '../normalise.ts'
import { slipsOf } from './slips.ts'

/** Numbers of fewer characters with one wrong are any other number of the street. */
const LEAST_CHARACTERS = 5
const DIGITS = [...'0123456789']
/** What is read and typed for a digit, such as the letter O for a zero. */
const LOOKALIKES: readonly (readonly [letters: RegExp, digit: string])[] = [
  [/o/g, '0'],
  [/[il]/g, '1'],
]

/**
 * Whether a typed account number or phone number is another one with one digit missing, too many or wrong, or with two
 * neighbours swapped, or with all letters that look like digits as these. Both are without punctuation, as `numberKey` and
 * `phonesIn` make them, and of at least five characters; other letters in a number have to be right. The same number is not near.
 */
export function nearNumber(typed: string, number: string): boolean {
  return nearTo(typed).has(number)
}

/** One typed number is compared with those of many customers. */
const nearTo = remembering(1, (typed): ReadonlySet<string> => new Set(numbersNear(typed)))

/**
 * All numbers that are near a typed one, about 22 for each of its digits, each once: what to look for in an index. None where it
 * is in groups: it is read as one number, too.
 */
export function numbersNear(typed: string): string[] {
  if (typed.length < LEAST_CHARACTERS || !DIGIT.test(typed) || isInGroups(typed)) return []
  const read = LOOKALIKES.reduce((text, [letters, digit]) => text.replace(letters, digit), typed)
  const near = new Set([read, ...slipsOf(typed, DIGITS, (character) => DIGIT.test(character))])
  near.delete(typed)
  return [...near].filter((number) => number.length >= LEAST_CHARACTERS)
}

const DIGIT = /\d/
