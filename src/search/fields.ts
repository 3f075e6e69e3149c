import { isSoughtInside } from './normalise.ts'
import type { MatchedField } from './result.ts'

/**
 * The fields of a record in which a search looks. Each has a code of one character, with which its search keys and the
 * words of a listing begin; the codes stand in the order in which a match counts for more.
 */
export const FIELD = {
  /** An account number, whole or from its beginning. */
  number: '1',
  /** A word of a surname or of the name of a business. */
  surname: '2',
  given: '3',
  phone: '4',
  service: '5',
  mailing: '6',
  email: '7',
  id: '8',
  /** What stands inside an account number: see `isSoughtInside`. */
  numberPart: '9',
  /** A name that the customer had before. */
  formerName: 'a',
} as const

export type FieldCode = (typeof FIELD)[keyof typeof FIELD]

/** What a field is called in an answer. */
export const MATCHED_FIELD: Readonly<Record<FieldCode, MatchedField>> = {
  [FIELD.number]: 'account_number',
  [FIELD.surname]: 'name',
  [FIELD.given]: 'name',
  [FIELD.phone]: 'phone',
  [FIELD.service]: 'address',
  [FIELD.mailing]: 'address',
  [FIELD.email]: 'email',
  [FIELD.id]: 'customer_id',
  [FIELD.numberPart]: 'account_number',
  [FIELD.formerName]: 'former_name',
}

/**
 * A sheet is what is written on one line of a record. Where a sheet is `inOneKey`, each of its keys holds all of its
 * words, so that two words of it are found in one key; of the others, a customer may have several.
 */
export interface Sheet {
  readonly fields: readonly FieldCode[]
  readonly inOneKey: boolean
}

export const SHEETS: readonly Sheet[] = [
  { fields: [FIELD.number, FIELD.numberPart], inOneKey: false },
  { fields: [FIELD.surname, FIELD.given], inOneKey: true },
  { fields: [FIELD.phone], inOneKey: false },
  { fields: [FIELD.service], inOneKey: true },
  { fields: [FIELD.mailing], inOneKey: true },
  { fields: [FIELD.email], inOneKey: false },
  { fields: [FIELD.id], inOneKey: false },
  { fields: [FIELD.formerName], inOneKey: false },
]

/** The fields whose words stand in the keys of a field: those of the same sheet, where it is in one key. */
export function fieldsBeside(field: FieldCode): readonly FieldCode[] {
  return SHEETS.find((sheet) => sheet.inOneKey && sheet.fields.includes(field))?.fields ?? []
}

/** The fields of addresses. */
export const ADDRESS_FIELDS: readonly FieldCode[] = [FIELD.service, FIELD.mailing]

/** The fields that hold numbers, each whole. */
export const NUMBERS: readonly FieldCode[] = [FIELD.number, FIELD.phone]

/** The fields that hold words rather than numbers. */
export const WORD_FIELDS: readonly FieldCode[] = [
  FIELD.surname,
  FIELD.given,
  FIELD.service,
  FIELD.mailing,
  FIELD.formerName,
]

/**
 * The fields in which a word is looked for that was typed without saying where. Among several words, one of letters
 * alone is part of a name or an address: e-mail addresses, numbers and ids are looked for by what holds a digit or an
 * `@`, or by a word alone. Otherwise the `c` of `c smith` would be the beginning of every id `C1007`.
 */
export function fieldsOfWord(word: string, isAlone: boolean): readonly FieldCode[] {
  const isPlain = !/[\p{N}@]/u.test(word)
  if (isPlain && !isAlone) return WORD_FIELDS
  return Object.values(FIELD).filter(
    (field) =>
      (field !== FIELD.numberPart || isSoughtInside(word)) && (field !== FIELD.phone || /^\d+$/.test(word)),
  )
}
