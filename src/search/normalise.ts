/**
 * What a person types and what a record holds are brought to the same form, so that case, accents, apostrophes, hyphens
 * and the punctuation of numbers do not matter. Both sides go through this file and no other.
 */

const SPECIAL_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŋ: 'n',
} // prettier-ignore
const SPECIAL = /[ßæœøłđðþıħŋ]/g
/** Most of what is stored and typed: the rest of the work, 0.1 ms for each customer of a first sync, is not needed for it. */
const ASCII = /^[\0-\x7f]*$/
const MARKS = /\p{M}+/gu
/** Straight, curly, modifier and typed-in-haste apostrophes; they join what they stand between: O'Brien is obrien. */
const APOSTROPHES = /['’‘`ʻʼ′]/g
/** The accent typed for an apostrophe: left alone, it would fall apart into a space and a mark. */
const ACUTE = /´/g

/** Lower case, without accents: `NÚÑEZ` and `Nuñez` become `nunez`. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return text
    .replace(ACUTE, "'")
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
  return piecesOf(text).flatMap((piece) => {
    if (piece.includes('@')) return emailKey(piece) || []
    return hasDigit(piece) ? compact(piece) || [] : partsOf(piece)
  })
}

/**
 * Further words by which a record is found, because people and systems of record punctuate differently: `Wal-Mart` also
 * as `walmart`, `W.124th` as `w` and `124th`, `O'Brien` also by `brien`.
 */
export function alsoWordsOf(text: string): string[] {
  if (!INNER_PUNCTUATION.test(text)) return []
  const afterApostrophe = fold(text)
    .split(SPACES)
    .flatMap((piece) => piece.split(APOSTROPHES).slice(1))
    .flatMap((part) => partsOf(part).slice(0, 1))
    .filter((part) => part.length > 1)
  const punctuated = piecesOf(text).flatMap((piece) => {
    const parts = piece.includes('@') ? [] : partsOf(piece)
    return parts.length > 1 ? [parts.join(''), ...parts] : []
  })
  return [...afterApostrophe, ...punctuated]
}

const SPACES = /[\s,;]+/
const INNER_PUNCTUATION = /[^\s,;@][^\p{L}\p{N}\s,;@]+[^\s,;@]/u

/** What stands between the spaces of a text, folded and without apostrophes. */
export function piecesOf(text: string): string[] {
  return fold(text)
    .replace(APOSTROPHES, '')
    .split(SPACES)
    .filter((piece) => piece !== '')
}

/** Whether a word holds a digit, of whatever script. */
export function hasDigit(word: string): boolean {
  return /\p{N}/u.test(word)
}

const ALL_LETTERS = /^[a-z0-9]*$/
const LETTERS = /[\p{L}\p{N}]+/gu
const OTHERS = /[^\p{L}\p{N}]+/gu

function partsOf(piece: string): string[] {
  return ALL_LETTERS.test(piece) ? [piece] : (piece.match(LETTERS) ?? [])
}

/** Letters and digits alone, of a text that is folded. */
function compact(folded: string): string {
  return ALL_LETTERS.test(folded) ? folded : folded.replace(OTHERS, '')
}

/** An e-mail address as a key: without spaces, and without what no address holds; empty without a letter or digit. */
export function emailKey(text: string): string {
  const key = fold(text).replace(/[^\p{L}\p{N}@._+-]/gu, '')
  return /[\p{L}\p{N}]/u.test(key) ? key : ''
}

/** A number or id as a key: its letters and digits (`BL-2024-017` is `bl2024017`). */
export function numberKey(text: string): string {
  return compact(fold(text))
}

/** A number without the zeros before each of its groups: `01234.05` and `1234.5` are `12345`. */
export function unpadded(number: string): string {
  return number
    .split(/[^\p{L}\p{N}]+/u)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join('')
}

/** The digits of a phone number without the country code of North America; undefined when there are fewer than 7. */
export function phoneKey(text: string): string | undefined {
  const digits = fold(text)
    .replace(/(?:ext|x)\.?\s*\d+\s*$/i, '')
    .replace(/\D/g, '')
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits
  return national.length >= 7 ? national : undefined
}

/** Characters of an account number that are enough to find it by what stands inside. */
export const LEAST_INSIDE = 4

/**
 * Whether a term is looked for inside account numbers, too: when it has a digit, and characters enough that a house number
 * finds no strangers.
 */
export function isSoughtInside(term: string): boolean {
  return term.length >= LEAST_INSIDE && /\d/.test(term)
}

/** The beginning of a text, without half a character at its end, which no database takes. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}
