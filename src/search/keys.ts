import {
  LEAST_INSIDE,
  alsoWordsOf,
  cut,
  emailKey,
  isSoughtInside,
  numberKey,
  phoneKey,
  wordsOf,
} from './normalise.ts'
import type { MatchedField } from './result.ts'

/**
 * A search key is a string from which a prefix search may start. Its first character says the field, in the order in
 * which a match counts for more; the rest is a rotation of the field's words (`smith john`, `john smith`), so that one
 * range of a B-tree finds everybody with a word that begins as typed, in order.
 */
export const FIELD_OF_KEY = {
  '1': 'account_number',
  '2': 'name',
  '3': 'phone',
  '4': 'address',
  '5': 'email',
  '6': 'customer_id',
  '7': 'account_number',
} as const satisfies Record<string, MatchedField>

export type KeyField = keyof typeof FIELD_OF_KEY

export const NUMBER: KeyField = '1'
const NAME: KeyField = '2'
export const PHONE: KeyField = '3'
const ADDRESS: KeyField = '4'
const EMAIL: KeyField = '5'
const ID: KeyField = '6'
/** What follows inside an account number: see `isSoughtInside`. */
export const NUMBER_PART: KeyField = '7'

/** The fields whose keys may begin with a term, in the order of their keys. Words hold no letters in a phone number. */
export function fieldsOfTerm(term: string): KeyField[] {
  const fields: KeyField[] = /^\d+$/.test(term)
    ? [NUMBER, NAME, PHONE, ADDRESS, EMAIL, ID]
    : [NUMBER, NAME, ADDRESS, EMAIL, ID]
  return isSoughtInside(term) ? [...fields, NUMBER_PART] : fields
}

/** Bump when the keys of the same record change: the keys of every community are then made anew. */
export const KEYS_VERSION = 2

const MAX_KEY_LENGTH = 120

export interface CustomerFields {
  readonly customerId: string
  readonly name: string
  readonly firstName: string | null
  readonly middleName: string | null
  readonly lastName: string | null
  readonly suffix: string | null
  readonly businessName: string | null
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

/** The keys that a customer has whatever its accounts are. */
export function customerKeys(customer: CustomerFields): string[] {
  const keys = new Set<string>([ID + numberKey(customer.customerId)])
  const names =
    customer.businessName !== null
      ? [wordsOf(customer.businessName)]
      : [
          [customer.lastName, customer.firstName, customer.middleName, customer.suffix].flatMap((part) =>
            wordsOf(part ?? ''),
          ),
        ]
  if (customer.businessName !== null && customer.lastName !== null)
    names.push([customer.lastName, customer.firstName].flatMap((part) => wordsOf(part ?? '')))
  for (const words of names) addRotations(keys, NAME, words)
  const surname = wordsOf(customer.businessName ?? customer.lastName ?? '')
  const given = customer.businessName === null ? wordsOf(customer.firstName ?? '') : []
  addJoined(keys, surname, given)
  addJoined(keys, given, surname)
  const { name, businessName, lastName, firstName, middleName } = customer
  const printed = [name, businessName, lastName, firstName, middleName].filter((part) => part !== null)
  addUnknown(keys, NAME, [...wordsOf(name), ...printed.flatMap(alsoWordsOf)])
  for (const phone of [customer.phone, customer.phone2]) addPhone(keys, phone)
  if (customer.email !== null) addEmail(keys, customer.email)
  addAddress(keys, customer.mailingAddress)
  return trimmed(keys)
}

/** The keys that a customer has through one account. */
export function accountKeys(account: AccountFields): string[] {
  const keys = new Set<string>()
  for (const number of [account.accountNumber, ...account.formerNumbers.map((former) => former.number)])
    addNumber(keys, number)
  addAddress(keys, account.serviceAddress)
  return trimmed(keys)
}

/** The keys of a record that is only remembered (rejected, merged, gone): its label and its id. */
export function remainderKeys(label: string, customerId: string): string[] {
  const keys = new Set<string>([ID + numberKey(customerId)])
  addRotations(keys, NAME, wordsOf(label))
  return trimmed(keys)
}

/** The first word of each key: what a term is compared with. Parts of numbers keep a mark that no term begins with. */
export function startsOf(keys: readonly string[]): string[] {
  const starts = new Set<string>()
  for (const key of keys) {
    const end = key.indexOf(' ')
    const start = end < 0 ? key.slice(1) : key.slice(1, end)
    starts.add(key.startsWith(NUMBER_PART) ? `#${start}` : start)
  }
  return [...starts]
}

function addRotations(keys: Set<string>, field: KeyField, words: readonly string[]): void {
  for (let i = 0; i < words.length; i++) keys.add(field + [...words.slice(i), ...words.slice(0, i)].join(' '))
}

/** `de la cruz` also as `delacruz` and `lacruz`; `smith jones` as `smithjones`. */
function addJoined(keys: Set<string>, words: readonly string[], others: readonly string[]): void {
  if (words.length > 4) return
  for (let i = 0; i < words.length - 1; i++) keys.add(NAME + [words.slice(i).join(''), ...others].join(' '))
}

/** Words with which no key of the field begins yet. */
function addUnknown(keys: Set<string>, field: KeyField, words: readonly string[]): void {
  if (words.length === 0) return
  const known = new Set(startsOf([...keys].filter((key) => key.startsWith(field))))
  for (const word of words) if (!known.has(word)) keys.add(field + word)
}

function addAddress(keys: Set<string>, address: string | null): void {
  addRotations(keys, ADDRESS, wordsOf(address ?? ''))
  addUnknown(keys, ADDRESS, alsoWordsOf(address ?? ''))
}

function addNumber(keys: Set<string>, number: string): void {
  const key = numberKey(number)
  if (key === '') return
  keys.add(NUMBER + key)
  for (let i = 1; i <= key.length - LEAST_INSIDE; i++) keys.add(NUMBER_PART + key.slice(i))
}

/** A phone number has three natural starts: the area code, the exchange, the line. */
function addPhone(keys: Set<string>, phone: string | null): void {
  const digits = phone === null ? undefined : phoneKey(phone)
  if (digits === undefined) return
  for (const start of new Set([digits, digits.slice(-7), digits.slice(-4)])) keys.add(PHONE + start)
}

/** One address or several, each whole, and what stands before the `@` without punctuation. */
function addEmail(keys: Set<string>, email: string): void {
  for (const key of email.split(/[\s,;/]+/).map(emailKey)) {
    if (key === '') continue
    keys.add(EMAIL + key)
    const local = numberKey(key.split('@')[0] ?? '')
    if (local !== '') keys.add(EMAIL + local)
  }
}

function trimmed(keys: ReadonlySet<string>): string[] {
  return [...keys].filter((key) => key.length > 1).map((key) => cut(key, MAX_KEY_LENGTH))
}
