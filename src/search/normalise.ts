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

/** `P.O. Box`, `P. O. Box` and `P O Box` are `PO Box`. */
const POST_OFFICE_BOX = /(?<=^|[\s,;])p[\s.]*o[\s.]*box(?!\p{L}|\S*@)/gu

/** What stands between the spaces of a text, folded and without apostrophes. */
export function piecesOf(text: string): string[] {
  return fold(text)
    .replace(APOSTROPHES, '')
    .replace(POST_OFFICE_BOX, 'po box ')
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

/** The letters and digits of a folded piece, apart where anything else stands between them. */
export function partsOf(piece: string): string[] {
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

/**
 * A number in groups, without the zeros that systems of record pad them with: `01234.05` and `1234.5` are `1234.5.`. Each group
 * ends with a dot, so that digits of one group are not taken for those of another: `3144` would be `3.144` as well as `31.0044`.
 */
export function unpaddedGroups(number: string): string {
  return number
    .split(/[^\p{L}\p{N}]+/u)
    .filter((group) => group !== '')
    .map((group) => `${group.replace(/^0+(?=.)/, '')}.`)
    .join('')
}

/** Whether a word is what `unpaddedGroups` makes. */
export function isInGroups(word: string): boolean {
  return word.endsWith('.') && !word.includes('@')
}

/** The group of a number in groups that has no other, without its dot; undefined of several. */
export function onlyGroupOf(inGroups: string): string | undefined {
  return inGroups.indexOf('.') === inGroups.length - 1 ? inGroups.slice(0, -1) : undefined
}

/** A phone number of North America, with its area code or without, as people group it. */
const PHONE = /(?<!\d)(?:(?:\+?1[\s.-]*)?(?:\(\s*\d{3}\s*\)|\d{3})[\s./-]*)?\d{3}[\s.-]*\d{4}(?!\d)/g
const LEAST_DIGITS_OF_A_PHONE = 7

/**
 * The phone numbers in what a system of record keeps as one, each as its digits without the country code of North America:
 * people write two of them there, whose they are, and an extension. Digits that are grouped in another way are one number.
 */
export function phonesIn(text: string): string[] {
  const folded = fold(text)
  const phones = folded.match(PHONE) ?? [folded.replace(/(?:ext|x)\.?\s*\d+\s*$/, '')]
  return phones
    .map((phone) => withoutCountryCode(phone.replace(/\D/g, '')))
    .filter(({ length }) => length >= LEAST_DIGITS_OF_A_PHONE)
}

/** What was typed without the extension behind a phone number. */
export function withoutExtension(text: string): string {
  return text.replace(
    /(\d[\s.()-]*\d{3}[\s.-]*\d{4})\s*,?\s*(?:ext(?:ension)?\b\.?|x|#)\s*#?\d{1,6}\s*$/iu,
    '$1',
  )
}

const STATES =
  'al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa pr ri ' +
  'sc sd tn tx ut vt va wa wv wi wy'
/** The end of an address as it stands on an envelope: the town behind a comma, the state, and the ZIP code. */
const TOWN = new RegExp(
  `(?:,[^,\\d":]*)?[,\\s]+(?:${STATES.split(' ').join('|')})[.,\\s]+\\d{5}(?:-\\d{4})?[,\\s]*(?:usa?)?\\s*$`,
  'iu',
)

/**
 * An address without town, state and ZIP code, which almost all customers of a city have alike. Without the number of a house
 * or a box before them they are none: `id 44170` is no place in Idaho.
 */
export function withoutTown(text: string): string {
  const at = text.search(TOWN)
  return at >= 0 && /\d/.test(text.slice(0, at)) ? text.slice(0, at) : text
}

/** A number without the country code of North America, and what is dialled for the `+` before it. */
export function withoutCountryCode(digits: string): string {
  return /^(?:00|011)?1\d{10}$/.test(digits) ? digits.slice(-10) : digits
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

/** With so many digits a number is that of one customer, as a rule, or of a few. */
const DIGITS_OF_ONE = 6

/** Whether a word is a number that says who is meant. */
export function isLongNumber(word: string): boolean {
  return countDigits(word) >= DIGITS_OF_ONE && !word.includes('@')
}

export function countDigits(text: string): number {
  return text.replace(/\P{N}/gu, '').length
}

/** The number of a street, such as `5th`. */
export function isOrdinal(word: string): boolean {
  return /^\d+(?:st|nd|rd|th)$/.test(word)
}

/** The beginning of a text, without half a character at its end, which no database takes. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}
