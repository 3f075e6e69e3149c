import { FIELD, MATCHED_FIELD, type FieldCode } from './fields.ts'
import { Judge, nearestOf, type Guess } from './judge.ts'
import type { Step } from './steps.ts'
import { wordsListed } from './listing.ts'
import { fieldsHaving } from './match.ts'
import { fewestTermsFirst, type Reading, type Term } from './reading.ts'
import type { Matched } from './result.ts'

/**
 * Where each term was found, and how, for a customer whom a search finds within a step.
 * @param listings the words of the listings through which the customer may have been found
 */
export type DescribeMatch = (step: Step, listings: readonly string[]) => readonly Matched[]

/** @param readings of one search */
export function describing(readings: readonly Reading[]): DescribeMatch {
  const inOrder = fewestTermsFirst(readings)
  let judge: Judge | undefined
  return (step, listings) => {
    for (const words of listings) {
      const reading = inOrder.find((terms) => terms.every((term) => fieldsHaving(term, words).length > 0))
      if (reading) return reading.map((term) => asTyped(term, words))
    }
    // Most pages have no guesses: then nothing is compared.
    judge ??= new Judge(readings)
    return guessed(judge, step, listings)
  }
}

function guessed(judge: Judge, step: Step, listings: readonly string[]): Matched[] {
  const best = nearestOf(
    listings.flatMap((words) => {
      const judgement = judge.judge(wordsListed(words, judge.fields), step)
      return judgement ? [{ judgement, words }] : []
    }),
  )
  return best === undefined ? [] : best.judgement.guesses.flatMap((guess) => matchedBy(guess, best.words))
}

function matchedBy({ term, how, word, leftOut }: Guess, words: string): Matched[] {
  if (leftOut) return []
  if (how === undefined) return [asTyped(term, words)]
  return [{ term: term.word, field: MATCHED_FIELD[word[0] as FieldCode], how, word: word.slice(1) }]
}

/** A whole word tells more than the beginning of one; otherwise the first field in the order of results. */
function asTyped(term: Term, words: string): Matched {
  const fields = fieldsHaving(term, words)
  const field = fields.find((each) => howIn(each, term.word, words) === 'exact') ?? fields[0]
  if (field === undefined) throw new Error(`"${term.word}" was found and then was not there`)
  return { term: term.word, field: MATCHED_FIELD[field], how: howIn(field, term.word, words) }
}

function howIn(field: FieldCode, word: string, words: string): Matched['how'] {
  if (field === FIELD.numberPart) return 'digits'
  const isWhole = words.includes(` ${field}${word} `)
  if (field === FIELD.phone) return isWhole && word.length >= 10 ? 'exact' : 'digits'
  return isWhole ? 'exact' : 'prefix'
}
