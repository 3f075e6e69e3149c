import type { FieldCode } from './fields.ts'
import { accountKeys, customerKeys, startsOf, type AccountFields, type CustomerFields } from './keys.ts'
import type { Reading, Term } from './reading.ts'

/**
 * The one definition of a match. A customer matches a search through one of its accounts: in one reading of what was
 * typed, every term begins a word of the customer's own fields or of that account's. `find-by-one-term.ts` and
 * `find-by-several-terms.ts` say the same in SQL, over the words that sync stored; a test holds them together.
 */

/** The words that a customer can be found by through an account, or through none; each after the code of its field. */
export function wordsOfListing(customer: CustomerFields, account: AccountFields | null): readonly string[] {
  return startsOf([...customerKeys(customer), ...(account === null ? [] : accountKeys(account, customer))])
}

/** Whether a term begins a word in one of its fields. */
export function termBegins({ word, fields, whole = false }: Term, marked: string): boolean {
  return (
    marked.startsWith(word, 1) &&
    fields.includes(marked[0] as FieldCode) &&
    (!whole || marked.length === word.length + 1)
  )
}

/** The fields in which a term begins one of the words of a listing as they are kept (`Listing.words`), in the order of results. */
export function fieldsHaving({ word, fields, whole = false }: Term, words: string): FieldCode[] {
  return fields.filter((field) => words.includes(` ${field}${word}${whole ? ' ' : ''}`)).toSorted()
}

export function termMatches(term: Term, words: readonly string[]): boolean {
  return words.some((each) => termBegins(term, each))
}

export function matches(readings: readonly Reading[], words: readonly string[]): boolean {
  return readings.some((reading) => reading.every((term) => termMatches(term, words)))
}

/** The terms that are not found, reading by reading. */
export function unmatchedTerms(
  readings: readonly Reading[],
  words: readonly string[],
): readonly (readonly Term[])[] {
  return readings.map((reading) => reading.filter((term) => !termMatches(term, words)))
}
