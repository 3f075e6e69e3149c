import { emailKey, fold, numberKey, phoneKey, wordsOf } from './normalise.ts'
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
export const NAME: KeyField = '2'
export const PHONE: KeyField = '3'
export const ADDRESS: KeyField = '4'
export const EMAIL: KeyField = '5'
export const ID: KeyField = '6'
/** What follows inside an account number; found from `PART_DIGITS` characters on, so that a house number finds no strangers. */
export const NUMBER_PART: KeyField = '7'
export const PART_DIGITS = 4

/** Bump when the keys of the same record change: the keys of every community are then made anew. */
export const KEYS_VERSION = 1

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
  const surname = customer.businessName ?? customer.lastName ?? ''
  const given = customer.businessName === null ? wordsOf(customer.firstName ?? '') : []
  addJoined(keys, wordsOf(surname), given)
  addSplit(keys, surname, given)
  if (customer.businessName === null) {
    addJoined(keys, given, wordsOf(surname))
    addSplit(keys, customer.firstName ?? '', wordsOf(surname))
  }
  for (const phone of [customer.phone, customer.phone2]) addPhone(keys, phone)
  if (customer.email !== null) addEmail(keys, customer.email)
  addRotations(keys, ADDRESS, wordsOf(customer.mailingAddress ?? ''))
  return trimmed(keys)
}

/** The keys that a customer has through one account. */
export function accountKeys(account: AccountFields): string[] {
  const keys = new Set<string>()
  for (const number of [account.accountNumber, ...account.formerNumbers.map((former) => former.number)])
    addNumber(keys, number)
  addRotations(keys, ADDRESS, wordsOf(account.serviceAddress ?? ''))
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
    const [start = ''] = key.slice(1).split(' ', 1)
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

/** `O'Brien` is one word, and may be typed as two: the part after the apostrophe is a start of its own. */
function addSplit(keys: Set<string>, text: string, others: readonly string[]): void {
  for (const piece of fold(text).split(/[\s,;-]+/)) {
    const parts = piece.split(/['’‘`´ʻʼ′]/).filter((part) => part.length > 1)
    for (const part of parts.length > 0 && piece.search(/['’‘`´ʻʼ′]/) > 0 ? parts.slice(-1) : [])
      keys.add(NAME + [...wordsOf(part), ...others].join(' '))
  }
}

function addNumber(keys: Set<string>, number: string): void {
  const key = numberKey(number)
  if (key === '') return
  keys.add(NUMBER + key)
  for (let i = 1; i <= key.length - PART_DIGITS; i++) keys.add(NUMBER_PART + key.slice(i))
}

/** A phone number has three natural starts: the area code, the exchange, the line. */
function addPhone(keys: Set<string>, phone: string | null): void {
  const digits = phone === null ? undefined : phoneKey(phone)
  if (digits === undefined) return
  for (const start of new Set([digits, digits.slice(-7), digits.slice(-4)])) keys.add(PHONE + start)
}

function addEmail(keys: Set<string>, email: string): void {
  const key = emailKey(email)
  if (key === '') return
  keys.add(EMAIL + key)
  const local = numberKey(key.split('@')[0] ?? '')
  if (local !== '' && local !== key) keys.add(EMAIL + local)
}

function trimmed(keys: ReadonlySet<string>): string[] {
  return [...keys].filter((key) => key.length > 1).map((key) => key.slice(0, MAX_KEY_LENGTH))
}
