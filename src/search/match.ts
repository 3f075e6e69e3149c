import {
  FIELD_OF_KEY,
  NUMBER_PART,
  PHONE,
  accountKeys,
  customerKeys,
  startsOf,
  type AccountFields,
  type CustomerFields,
  type KeyField,
} from './keys.ts'
import { isSoughtInside, type Reading } from './normalise.ts'
import type { Matched } from './result.ts'

/**
 * The one definition of a match. A customer matches a search through one of its accounts: in one reading of what was
 * typed, every term begins a word of the customer's own fields or of that account's. `find.ts` says the same in SQL, over
 * the words that sync stored; a test holds the two together.
 */

/** The words that a customer can be found by through an account, or through none. */
export function wordsOfListing(customer: CustomerFields, account: AccountFields | null): string[] {
  return startsOf(keysOfListing(customer, account))
}

function keysOfListing(customer: CustomerFields, account: AccountFields | null): string[] {
  return [...customerKeys(customer), ...(account === null ? [] : accountKeys(account))]
}

/** Whether a term begins one of the words; inside a number only where `isSoughtInside`. */
export function termMatches(term: string, words: readonly string[]): boolean {
  return (
    words.some((word) => word.startsWith(term)) ||
    (isSoughtInside(term) && words.some((word) => word.startsWith(`#${term}`)))
  )
}

export function matches(readings: readonly Reading[], words: readonly string[]): boolean {
  return readings.some((reading) => reading.every((term) => termMatches(term, words)))
}

/** The terms that are not found, in the reading that comes closest; none when the search matches. */
export function unmatchedTerms(readings: readonly Reading[], words: readonly string[]): readonly string[] {
  const missing = readings.map((reading) => reading.filter((term) => !termMatches(term, words)))
  return missing.reduce((best, each) => (each.length < best.length ? each : best), missing[0] ?? [])
}

/** For a search that matches through one of the accounts: where each term was found, and how. */
export function describeMatch(
  readings: readonly Reading[],
  customer: CustomerFields,
  accounts: readonly AccountFields[],
): Matched[] {
  const own = customerKeys(customer)
  for (const account of accounts) {
    const keys = [...own, ...accountKeys(account)]
    const words = startsOf(keys)
    const reading = readings.find((terms) => matches([terms], words))
    if (reading) return reading.flatMap((term) => bestOf(term, keys) ?? [])
  }
  return []
}

/** A whole word tells more than the beginning of one; otherwise the first field in the order of results. */
function bestOf(term: string, keys: readonly string[]): Matched | undefined {
  return keys
    .filter((key) => key.startsWith(term, 1) && (key[0] !== NUMBER_PART || isSoughtInside(term)))
    .sort()
    .map((key) => ({ term, field: FIELD_OF_KEY[key[0] as KeyField], how: howOf(term, key) }))
    .reduce<Matched | undefined>(
      (best, each) => (best && (best.how === 'exact' || each.how !== 'exact') ? best : each),
      undefined,
    )
}

function howOf(term: string, key: string): Matched['how'] {
  if (key.startsWith(NUMBER_PART)) return 'digits'
  const [word] = key.slice(1).split(' ', 1)
  if (key.startsWith(PHONE)) return word?.length === term.length && term.length >= 10 ? 'exact' : 'digits'
  return word === term ? 'exact' : 'prefix'
}
