import { FIELD, MATCHED_FIELD, type FieldCode } from './fields.ts'
import { accountKeys, customerKeys, startsOf, type AccountFields, type CustomerFields } from './keys.ts'
import type { Reading, Term } from './reading.ts'
import type { Matched } from './result.ts'

/**
 * The one definition of a match. A customer matches a search through one of its accounts: in one reading of what was
 * typed, every term begins a word of the customer's own fields or of that account's. `find.ts` says the same in SQL, over
 * the words that sync stored; a test holds the two together.
 */

/** The words that a customer can be found by through an account, or through none; each after the code of its field. */
export function wordsOfListing(customer: CustomerFields, account: AccountFields | null): string[] {
  return startsOf([...customerKeys(customer), ...(account === null ? [] : accountKeys(account, customer))])
}

/** Whether a term begins one of the words in one of its fields. */
export function termMatches({ word, fields }: Term, words: readonly string[]): boolean {
  return words.some((each) => each.startsWith(word, 1) && fields.includes(each[0] as FieldCode))
}

export function matches(readings: readonly Reading[], words: readonly string[]): boolean {
  return readings.some((reading) => reading.every((term) => termMatches(term, words)))
}

/** The terms that are not found, in the reading that comes closest; none when the search matches. */
export function unmatchedTerms(readings: readonly Reading[], words: readonly string[]): readonly Term[] {
  const missing = readings.map((reading) => reading.filter((term) => !termMatches(term, words)))
  return missing.reduce((best, each) => (each.length < best.length ? each : best), missing[0] ?? [])
}

/** For a search that matches through one of the accounts: where each term was found, and how. */
export function describeMatch(
  readings: readonly Reading[],
  customer: CustomerFields,
  accounts: readonly AccountFields[],
): Matched[] {
  for (const account of accounts) {
    const words = wordsOfListing(customer, account)
    const reading = readings.find((terms) => matches([terms], words))
    if (reading) return reading.flatMap((term) => bestOf(term, words) ?? [])
  }
  return []
}

/** A whole word tells more than the beginning of one; otherwise the first field in the order of results. */
function bestOf({ word, fields }: Term, words: readonly string[]): Matched | undefined {
  return words
    .filter((each) => each.startsWith(word, 1) && fields.includes(each[0] as FieldCode))
    .sort()
    .map((each): Matched => {
      const field = each[0] as FieldCode
      return { term: word, field: MATCHED_FIELD[field], how: howOf(word, field, each.slice(1)) }
    })
    .reduce<Matched | undefined>(
      (best, each) => (best && (best.how === 'exact' || each.how !== 'exact') ? best : each),
      undefined,
    )
}

function howOf(term: string, field: FieldCode, word: string): Matched['how'] {
  if (field === FIELD.numberPart) return 'digits'
  if (field === FIELD.phone) return word === term && term.length >= 10 ? 'exact' : 'digits'
  return word === term ? 'exact' : 'prefix'
}
