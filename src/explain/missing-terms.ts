import type { AccountFields, CustomerFields } from '../search/keys.ts'
import { Judge, type Step } from '../search/guess.ts'
import { unmatchedTerms, wordsOfListing } from '../search/match.ts'
import { readQuery, withoutWords } from '../search/reading.ts'

/** How bold the guesses are that a search makes for the viewer, with this text. */
export type StepFor = (text: string) => Promise<Step>

/**
 * The terms of a search that keep a customer from being found through an account: as few as there can be, so that the
 * customer is found when all of them are left out, and not as long as one of them stays. A term that fits nothing may
 * have to be among them or not, as what remains is searched for with bolder guesses or without: so it is tried.
 *
 * Empty where the customer is found. Text without a letter or digit finds nobody; it is one term that nothing matches.
 */
export async function missingTerms(
  text: string,
  customer: CustomerFields,
  account: AccountFields | null,
  stepFor: StepFor,
): Promise<readonly string[]> {
  const { readings } = readQuery(text)
  if (readings.length === 0) return text.trim() === '' ? [] : [text.trim()]
  const words = wordsOfListing(customer, account)
  let missing = unmatchedTerms(readings, words).map(({ word }) => word)
  if (missing.length === 0) return []
  const isFoundWithout = async (left: readonly string[]) => {
    const shorter = left.length === 0 ? text : withoutWords(text, left)
    const judge = new Judge(readQuery(shorter).readings)
    return judge.mayBe(words) && judge.judge(words, await stepFor(shorter)) !== undefined
  }
  if (await isFoundWithout([])) return []
  for (let i = 0; missing.length > 1 && i < missing.length;) {
    const fewer = missing.toSpliced(i, 1)
    if (await isFoundWithout(fewer)) [missing, i] = [fewer, 0]
    else i++
  }
  return missing
}
