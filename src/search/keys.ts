import { distinct } from '../kernel/distinct.ts'
import { FIELD, WORD_FIELDS, type FieldCode } from './fields.ts'
import {
  LEAST_INSIDE,
  alsoWordsOf,
  cut,
  emailKey,
  fold,
  numberKey,
  onlyGroupOf,
  phonesIn,
  unpaddedGroups,
  wordsOf,
} from './normalise.ts'
import { otherFormsOf } from './similar/abbreviations.ts'
import { otherNamesIn } from './similar/initials.ts'
import { otherNumbersOf } from './similar/street-numbers.ts'

/**
 * A search key is a string from which a prefix search may start. Its first character says the field (`fields.ts`); the
 * rest is a rotation of the words of a sheet (`smith john`, `john smith`), so that one range of a B-tree finds everybody
 * with a word that begins as typed, in order, and a second word is found in the key itself.
 */

/** Bump when the keys of the same record, or their signatures, change: the keys of every community are then made anew. */
export const KEYS_VERSION = 8

const MAX_KEY_LENGTH = 120

export interface CustomerFields {
  readonly customerId: string
  readonly name: string
  readonly firstName: string | null
  readonly middleName: string | null
  readonly lastName: string | null
  readonly suffix: string | null
  readonly businessName: string | null
  readonly formerNames: readonly { readonly name: string }[]
  readonly email: string | null
  readonly phone: string | null
  readonly phone2: string | null
  readonly mailingAddress: string | null
}

export interface AccountFields {
  readonly accountNumber: string
  readonly formerNumbers: readonly { readonly number: string }[]
  readonly serviceAddress: string | null
}

/** The keys that a customer has whatever its accounts are, each once. */
export function customerKeys(customer: CustomerFields): readonly string[] {
  return trimmed([
    ...inGroups(FIELD.id, customer.customerId),
    ...nameKeys(customer),
    ...customer.formerNames.flatMap(({ name }) => rotationsOf(sheetOf(FIELD.formerName, name, 'name'))),
    ...[customer.phone, customer.phone2].flatMap(phoneKeys),
    ...emailKeys(customer.email),
    ...addressKeys(FIELD.mailing, customer.mailingAddress),
  ])
}

/**
 * The keys that a customer has through one account, each once; they are of other fields than its own. Most accounts serve
 * the address that mail goes to, whose keys would say nothing new.
 */
export function accountKeys(account: AccountFields, customer: CustomerFields): readonly string[] {
  const numbers = [account.accountNumber, ...account.formerNumbers.map((former) => former.number)]
  return trimmed([
    ...numbers.flatMap(numberKeys),
    ...(account.serviceAddress === customer.mailingAddress
      ? []
      : addressKeys(FIELD.service, account.serviceAddress)),
  ])
}

/** The keys of an account number, the whole first; none where it holds no letter or digit. */
export function numberKeys(number: string): string[] {
  const key = numberKey(number)
  if (key === '') return []
  const parts = Array.from({ length: Math.max(0, key.length - LEAST_INSIDE) }, (_, i) => key.slice(i + 1))
  return [...inGroups(FIELD.number, number), ...parts.map((part) => FIELD.numberPart + part)]
}

/** A number as one, and without the zeros before its groups; of one group these say nothing, and it is found from what follows them. */
function inGroups(field: FieldCode, number: string): string[] {
  const groups = unpaddedGroups(fold(number))
  return [field + numberKey(number), field + (onlyGroupOf(groups) ?? groups)]
}

/** The keys of a record that is only remembered (rejected, merged, gone): its label and its id. */
export function remainderKeys(label: string, customerId: string): readonly string[] {
  return trimmed([FIELD.id + numberKey(customerId), ...rotationsOf(sheetOf(FIELD.surname, label, 'name'))])
}

/** The first word of each key, with its field: what a term is compared with. */
export function startsOf(keys: readonly string[]): readonly string[] {
  return distinct(
    keys.map((key) => {
      const end = key.indexOf(' ')
      return end < 0 ? key : key.slice(0, end)
    }),
  )
}

/** Words of names and addresses of which a misspelled one may be meant: of letters, from two of them; after the code of their field. */
export function* lexiconWordsOf(keys: Iterable<string>): Generator<string> {
  for (const key of keys) {
    if (!LEXICON_FIELDS.has(key[0] ?? '')) continue
    const end = key.indexOf(' ')
    const marked = end < 0 ? key : key.slice(0, end)
    if (marked.length > 2 && !/[\p{N}@]/u.test(marked.slice(1))) yield marked
  }
}

const LEXICON_FIELDS: ReadonlySet<string> = new Set(WORD_FIELDS)

interface SheetWord {
  readonly field: FieldCode
  readonly word: string
}

/** The words of a line in their order, and those by which they can be found besides. */
interface SheetWords {
  readonly printed: readonly SheetWord[]
  readonly also: readonly SheetWord[]
}

/** A name has one sheet, whatever it is made of: so each of its keys holds every word of it. */
function nameKeys(customer: CustomerFields): readonly string[] {
  const { name, businessName, lastName, firstName, middleName, suffix } = customer
  const surname = wordsOf(lastName ?? '')
  const business = wordsOf(businessName ?? '')
  const first = wordsOf(firstName ?? '')
  const others = [middleName, suffix].flatMap((part) => wordsOf(part ?? ''))
  const printed = [
    ...inField(FIELD.surname, [...business, ...surname]),
    ...inField(FIELD.given, [...first, ...others]),
  ]
  const texts = [name, businessName, lastName, firstName, middleName].filter((part) => part !== null)
  const also = [
    ...inField(FIELD.surname, [...joinsOf(business), ...joinsOf(surname)]),
    ...inField(FIELD.given, [
      ...joinsOf(first),
      ...alsoWordsOf(firstName ?? ''),
      ...alsoWordsOf(middleName ?? ''),
    ]),
    ...inField(FIELD.surname, [...wordsOf(name), ...texts.flatMap(alsoWordsOf)]),
    ...inField(
      FIELD.surname,
      businessName === null
        ? otherFormsOf(wordsOf(name), 'person')
        : [...otherFormsOf(business, 'name'), ...otherNamesIn(business)],
    ),
  ]
  return rotationsOf({ printed, also: newWords(also, printed) })
}

function inField(field: FieldCode, words: readonly string[]): SheetWord[] {
  return words.map((word) => ({ field, word }))
}

/** A line of one field: its words, and how they can be written besides. */
function sheetOf(field: FieldCode, text: string, line: 'name' | 'address'): SheetWords {
  const printed = wordsOf(text)
  const numbers = line === 'address' ? otherNumbersOf(printed) : []
  const also = [...alsoWordsOf(text), ...otherFormsOf(printed, line), ...otherNamesIn(printed), ...numbers]
  const [printedIn, alsoIn] = [inField(field, printed), inField(field, also)]
  return { printed: printedIn, also: newWords(alsoIn, printedIn) }
}

/** Those of the words that are not printed, each once: the first of it, whatever its field. */
function newWords(words: readonly SheetWord[], printed: readonly SheetWord[]): readonly SheetWord[] {
  return words.filter(
    ({ word }, i) =>
      !printed.some((other) => other.word === word) && words.findIndex((other) => other.word === word) === i,
  )
}

/** A key that begins with each word of the line and holds all others: in their order where they are printed. */
function rotationsOf({ printed, also }: SheetWords): readonly string[] {
  const words = printed.map(({ word }) => word)
  const others = also.map(({ word }) => word)
  return [
    ...printed.map(({ field, word }, i) =>
      [field + word, ...words.slice(i + 1), ...words.slice(0, i), ...others].join(' '),
    ),
    ...also.map(({ field, word }, i) => [field + word, ...words, ...others.toSpliced(i, 1)].join(' ')),
  ]
}

/** `de la cruz` also as `delacruz` and `lacruz`; `smith jones` as `smithjones`. */
function joinsOf(words: readonly string[]): string[] {
  return words.length > 4 ? [] : words.slice(0, -1).map((_, i) => words.slice(i).join(''))
}

function addressKeys(field: FieldCode, address: string | null): readonly string[] {
  return address === null ? [] : rotationsOf(sheetOf(field, address, 'address'))
}

/** A phone number has three natural starts: the area code, the exchange, the line. */
function phoneKeys(phones: string | null): readonly string[] {
  return phonesIn(phones ?? '').flatMap((digits) =>
    [digits, digits.slice(-7), digits.slice(-4)].map((start) => FIELD.phone + start),
  )
}

/** One address or several, each whole and without a tag behind a `+`, and what stands before the `@` without punctuation. */
function emailKeys(emails: string | null): readonly string[] {
  return (emails ?? '').split(/[\s,;/]+/).flatMap((email) => {
    const key = emailKey(email)
    if (key === '') return []
    const local = numberKey(key.split('@')[0] ?? '')
    return [key, key.replace(TAG, '@'), local].filter((each) => each !== '').map((each) => FIELD.email + each)
  })
}

/** Mail to `ann+water@example.org` comes to `ann@example.org`. */
const TAG = /(?<=[^+@])\+[^@]*@/

function trimmed(keys: readonly string[]): readonly string[] {
  return distinct(keys.filter((key) => key.length > 1).map((key) => cut(key, MAX_KEY_LENGTH)))
}
