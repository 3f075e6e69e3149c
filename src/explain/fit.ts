import type { AccountFields } from '../search/keys.ts'
import { Judge, type Guess } from '../search/judge.ts'
import type { Step } from '../search/steps.ts'
import { unmatchedTerms, wordsOfListing } from '../search/match.ts'
import { piecesTyped, withoutWords } from '../search/asked-fields.ts'
import { readingsOf, type Reading } from '../search/reading.ts'
import { wordsOf } from '../search/normalise.ts'
import { TAX_ID } from '../search/tax-id-asked.ts'
import type { KnownCustomer } from './facts.ts'
import type { SearchAsked } from './gates/gate.ts'

/** How bold the guesses are that a search makes for the viewer, with this text. */
export type StepFor = (text: string) => Promise<Step>

/** How a customer fits a search through an account. */
export interface Fit {
  /** The terms that keep it from being found; none where it is. */
  readonly missing: readonly string[]
  /** Where it is found: the terms that were guessed at, or left out. */
  readonly guesses: readonly Guess[]
}

/**
 * The terms of a search that keep a customer from being found through an account: as few as there can be, so that the
 * customer is found when all of them are left out, and not as long as one of them stays. A term that fits nothing may
 * have to be among them or not, as what remains is searched for with bolder guesses or without: so it is tried. Text without a letter or digit finds nobody; it is one term that nothing matches.
 */
export async function fitOf(
  { text, taxIdHash }: Pick<SearchAsked, 'text' | 'taxIdHash'>,
  customer: Pick<KnownCustomer, 'fields' | 'taxIdHash'>,
  account: AccountFields | null,
  stepFor: StepFor,
): Promise<Fit> {
  const readings = readingsOf(text)
  const others = taxIdHash === undefined || taxIdHash === customer.taxIdHash ? [] : [TAX_ID]
  if (readings.length === 0) {
    const isEmpty = text.trim() === '' || taxIdHash !== undefined
    return { missing: isEmpty ? others : [text.trim()], guesses: [] }
  }
  const words = wordsOfListing(customer.fields, account)
  let missing = missingIn(text, readings, words)
  if (taxIdHash !== undefined) return { missing: [...missing, ...others], guesses: [] }
  if (missing.length === 0) return { missing: [], guesses: [] }
  const judgeWithout = async (left: readonly string[]) => {
    const shorter = left.length === 0 ? text : withoutWords(text, left)
    const judge = new Judge(readingsOf(shorter))
    return judge.mayBe(words) ? judge.judge(words, await stepFor(shorter)) : undefined
  }
  const found = await judgeWithout([])
  if (found)
    return {
      missing: [],
      guesses: found.guesses.filter(({ how, leftOut }) => how !== undefined || leftOut === true),
    }
  for (let i = 0; missing.length > 1 && i < missing.length;) {
    const fewer = missing.toSpliced(i, 1)
    if (await judgeWithout(fewer)) [missing, i] = [fewer, 0]
    else i++
  }
  return { missing, guesses: [] }
}

/**
 * The words that are not found, in the reading that comes closest; none when the search matches. Of a number that was read as one
 * though it was typed in several pieces, these are named: it cannot be left out, but where nothing else would remain.
 */
function missingIn(text: string, readings: readonly Reading[], words: readonly string[]): readonly string[] {
  const missing = unmatchedTerms(readings, words).map((terms) => terms.map(({ word }) => word))
  const typed = new Set(piecesTyped(text).flatMap(({ sought }) => wordsOf(sought)))
  const mayBeLeftOut = missing.filter(
    (each) => each.every((word) => typed.has(word)) && withoutWords(text, each) !== '',
  )
  const [first = [], ...others] = mayBeLeftOut.length > 0 ? mayBeLeftOut : missing
  return others.reduce((best, each) => (each.length < best.length ? each : best), first)
}
