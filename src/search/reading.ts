import { ASKED, MAX_TYPED, withoutQuotes, type AskedField } from './asked-fields.ts'
import { FIELD, fieldsOfWord, type FieldCode } from './fields.ts'
import {
  countDigits,
  cut,
  emailKey,
  fold,
  hasDigit,
  isInGroups,
  isOrdinal,
  isSoughtInside,
  numberKey,
  onlyGroupOf,
  partsOf,
  piecesOf,
  unpaddedGroups,
  withoutCountryCode,
  withoutExtension,
  withoutTown,
  wordsOf,
} from './normalise.ts'
import { withoutLabels } from './similar/index.ts'

/** A word that has to begin one of the words of a record, in one of these fields. */
export interface Term {
  readonly word: string
  readonly fields: readonly FieldCode[]
  /** It has to be a whole word, not the beginning of one. */
  readonly whole?: boolean
  /** It was not typed so, but joined of several words or cut from one. */
  readonly put?: boolean
}

/** The same for terms that find the same, and different for others. */
export function nameOfTerm({ word, whole = false, put = false, fields }: Term): string {
  return [word, whole, put, ...fields].join(' ')
}

/** One way to understand a search: every term has to be found. */
export type Reading = readonly Term[]

const MAX_TERMS = 12
const MAX_TERM_LENGTH = 64

/**
 * The ways to read a search, the plainest first; none where there is nothing to search for. At most `MAX_TERMS` different
 * terms are used, so that the work is bounded whatever is typed. A tax id is none of them: see `tax-id-asked.ts`.
 *
 * What says nothing is left out before: what a number is called, the extension behind that of a phone, and town, state and ZIP
 * code behind an address.
 * The ways to read words that do not say where they are to be found:
 * - as words;
 * - without punctuation, `smith-jones` as `smithjones`;
 * - as one number typed with spaces, where it is mostly digits, or begins with a few letters: `12 3456 7`, `WTR A 0417`;
 * - a phone number without its country code;
 * - numbers in groups without the zeros that systems of record pad these with, `01234.05` as `1234.5`: as that of an account
 *   or a customer, and nothing else; as well where they are asked for as one;
 * - a line that was typed without spaces as its words: `118-N-Main-St`.
 *
 * A house number of one or two digits is a whole word.
 */
export function readingsOf(text: string): readonly Reading[] {
  const { asked, free } = typedIn(text)
  const ways = waysToRead(free)
  const read = (before: Reading, words: readonly string[]): Reading => {
    const all = words.length + before.length
    const terms = words.map((word, i): Term => {
      if (isInGroups(word)) return termInGroups(word, [FIELD.number, FIELD.id])
      const fields = fieldsOfWord(word, all === 1)
      return isHouseNumber(word, words[i + 1]) ? { word, fields, whole: true } : { word, fields }
    })
    return [...before, ...terms].slice(0, MAX_TERMS)
  }
  return waysToReadAsked(asked).flatMap((before) =>
    (ways.length === 0 && before.length > 0 ? [[]] : ways).map((words) => read(before, words)),
  )
}

/** Words of a search that are not looked for, because it has more than are. */
export function wordsBeyond(text: string): readonly string[] {
  const { asked, free } = typedIn(text)
  const [before = []] = waysToReadAsked(asked)
  return different(withoutAnd(wordsOf(free))).slice(Math.max(0, MAX_TERMS - before.length))
}

interface Asked {
  readonly field: Exclude<AskedField, 'tax'>
  readonly value: string
}

/** What was typed for one field, and the rest, without what says nothing: see `readingsOf`. */
function typedIn(text: string): { readonly asked: readonly Asked[]; readonly free: string } {
  const asked: Asked[] = []
  const free = withoutTown(cut(text, MAX_TYPED)).replace(ASKED, (_, name: string, quoted: string) => {
    const field = name.toLowerCase() as AskedField
    if (field !== 'tax') asked.push({ field, value: withoutQuotes(quoted) })
    return ' '
  })
  return { asked, free: withoutExtension(withoutLabels(free)) }
}

function waysToReadAsked(asked: readonly Asked[]): Reading[] {
  const inGroups = (value: string) => (isPadded(value) ? unpaddedGroups(value) : numberKey(value))
  const ways = [numberKey, inGroups].map((keyOf) =>
    asked.flatMap(({ field, value }) => termsAsked(field, wordsAsked(field, value, keyOf))),
  )
  return [...new Map(ways.map((way) => [way.map(nameOfTerm).join(','), way])).values()]
}

/** Whom the reading with the fewest terms finds comes first, and it is what a match is told by: a number typed in groups means that number before its groups. */
export function fewestTermsFirst(readings: readonly Reading[]): Reading[] {
  return readings.toSorted((a, b) => a.length - b.length)
}

const FIELDS_ASKED = {
  last: [FIELD.surname],
  account: [FIELD.number],
  address: [FIELD.service, FIELD.mailing],
  phone: [FIELD.phone],
  email: [FIELD.email],
  id: [FIELD.id],
} as const satisfies Record<Exclude<AskedField, 'tax'>, readonly FieldCode[]>

function termsAsked(field: Exclude<AskedField, 'tax'>, value: readonly string[]): Term[] {
  const words = bounded(value)
  return words.map((word, i): Term => {
    if (isInGroups(word) && (field === 'account' || field === 'id'))
      return termInGroups(word, FIELDS_ASKED[field])
    const isInside = field === 'account' && isSoughtInside(word)
    const fields = isInside ? [FIELD.number, FIELD.numberPart] : FIELDS_ASKED[field]
    return field === 'address' && isHouseNumber(word, words[i + 1])
      ? { word, fields, whole: true }
      : { word, fields }
  })
}

/** A number of one group is meant as a whole: half of all house numbers begin with what `0012` is without its zeros. */
function termInGroups(word: string, fields: readonly FieldCode[]): Term {
  const only = onlyGroupOf(word)
  return only === undefined ? { word, fields } : { word: only, fields, whole: true }
}

/**
 * A short number before a word or the number of a street, as in `7 oak` or `7 5th`: whoever goes on to the street has typed all
 * of it. A longer one may have been begun only, and that of an account is followed by others.
 */
function isHouseNumber(word: string, next: string | undefined): boolean {
  return /^\d{1,2}$/.test(word) && next !== undefined && (/^\p{L}/u.test(next) || isOrdinal(next))
}

/** @param keyOf what is made of a number */
function wordsAsked(
  field: Exclude<AskedField, 'tax'>,
  value: string,
  keyOf: (number: string) => string,
): string[] {
  if (field === 'last') return wordsOf(value)
  if (field === 'address') return wordsOf(withoutTown(value))
  if (field === 'email') return [emailKey(value)]
  if (field === 'phone') return [withoutCountryCode(numberKey(withoutExtension(value)).replace(/\D/g, ''))]
  return [keyOf(fold(value))]
}

function waysToRead(text: string): (readonly string[])[] {
  const words = wordsOf(text)
  if (words.length === 0) return []
  const pieces = piecesOf(text)
  const unpunctuated = pieces.flatMap((piece) => (piece.includes('@') ? emailKey(piece) : numberKey(piece)))
  const whole = unpunctuated.join('')
  const isNumber = countDigits(whole) > whole.length / 2 || LETTERS_BEFORE_DIGITS.test(unpunctuated.join(' '))
  const asNumber = isNumber && !whole.includes('@') ? [whole] : words
  const ways = [
    words,
    unpunctuated,
    asNumber,
    asNumber.map(withoutCountryCode),
    words.map(withoutCountryCode),
    pieces.flatMap((piece) => (isPadded(piece) ? unpaddedGroups(piece) : wordsOf(piece))),
    pieces.flatMap((piece) => (isWholeLine(piece) ? partsOf(piece) : wordsOf(piece))),
  ].map((way) => bounded(withoutAnd(way)))
  return [...new Map(ways.map((way) => [way.join(' '), way])).values()].filter((way) => way.length > 0)
}

/** Whether a number may be written with other zeros: in groups, or with zeros before it. */
function isPadded(piece: string): boolean {
  return hasDigit(piece) && !piece.includes('@') && (partsOf(piece).length > 1 || piece.startsWith('0'))
}

/** A name or an address that was typed without any space: `118-N-Main-St`, `1st_Bank_of_Colorado`. */
function isWholeLine(piece: string): boolean {
  const parts = piece.includes('@') ? [] : partsOf(piece)
  return parts.length >= 3 && parts.some((part) => /^\p{L}{3,}$/u.test(part))
}

/** A number of an account that begins with the letters of a department: longer ones are a street or a name. */
const LETTERS_BEFORE_DIGITS = /^\p{L}{1,3}(?: \p{L})? ?\d[\d ]*\p{L}?$/u

/** `Lee and Sons` is printed `Lee & Sons` just as often. Where it comes first, it may begin `Anderson`. */
function withoutAnd(words: readonly string[]): readonly string[] {
  return words.filter((word, i) => i === 0 || word !== 'and')
}

function bounded(words: readonly string[]): readonly string[] {
  return different(words).slice(0, MAX_TERMS)
}

function different(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter((word) => word !== '').map((word) => cut(word, MAX_TERM_LENGTH)))]
}
