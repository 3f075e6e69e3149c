/**
 * What a person types and what a record holds are brought to the same form, so that case, accents, apostrophes, hyphens
 * and the punctuation of numbers do not matter. Both sides go through this file and no other.
 */

const SPECIAL_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŋ: 'n',
} // prettier-ignore
const SPECIAL = /[ßæœøłđðþıħŋ]/g
const MARKS = /\p{M}+/gu
/** Straight, curly, modifier and typed-in-haste apostrophes; they join what they stand between: O'Brien is obrien. */
const APOSTROPHES = /['’‘`´ʻʼ′]/g

/** Lower case, without accents: `NÚÑEZ` and `Nuñez` become `nunez`. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(SPECIAL, (letter) => SPECIAL_LETTERS[letter] ?? letter)
}

/**
 * The words of a text. A piece between spaces that holds a digit is one word without its punctuation (`12.3456-7` is
 * `1234567`); one that holds an `@` stays an e-mail address; any other is split where a letter ends.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const piece of fold(text)
    .replace(APOSTROPHES, '')
    .split(/[\s,;]+/)) {
    if (/\d/.test(piece) && !piece.includes('@')) {
      const word = piece.replace(/[^\p{L}\p{N}]/gu, '')
      if (word !== '') words.push(word)
    } else if (piece.includes('@')) {
      const word = emailKey(piece)
      if (word !== '') words.push(word)
    } else {
      words.push(...(piece.match(/[\p{L}\p{N}]+/gu) ?? []))
    }
  }
  return words
}

/** An e-mail address as a key: without spaces, and without what no address holds. */
export function emailKey(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}@._+-]/gu, '')
}

/** A number or id as a key: its letters and digits (`BL-2024-017` is `bl2024017`). */
export function numberKey(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]/gu, '')
}

/** The digits of a phone number without the country code of North America; undefined when there are fewer than 7. */
export function phoneKey(text: string): string | undefined {
  const digits = text.replace(/(?:ext|x)\.?\s*\d+\s*$/i, '').replace(/\D/g, '')
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits
  return national.length >= 7 ? national : undefined
}

/** One way to understand a search: every term has to be found. */
export type Reading = readonly string[]

export const MAX_TERMS = 8
const MAX_TERM_LENGTH = 64

/**
 * The ways to read a search: as its words; and, where it is nothing but numbers, as one number typed with spaces
 * (`12 3456 7`, `(303) 555 0142`), also without a leading country code. Empty when nothing can be searched for. At most
 * `MAX_TERMS` different words are used, so that the work is bounded whatever is typed.
 */
export function readingsOf(text: string): Reading[] {
  const words = wordsOf(text.slice(0, 1_000)).map((word) => word.slice(0, MAX_TERM_LENGTH))
  if (words.length === 0) return []
  const readings: Reading[] = [[...new Set(words)].slice(0, MAX_TERMS)]
  if (words.every((word) => /^\d+$/.test(word))) {
    const joined = words.join('').slice(0, MAX_TERM_LENGTH)
    if (words.length > 1) readings.push([joined])
    if (joined.length === 11 && joined.startsWith('1')) readings.push([joined.slice(1)])
  }
  return readings
}
