import { FIELD, MATCHED_FIELD, type FieldCode } from './fields.ts'
import type { Guess, Judge, Judgement, Step } from './guess.ts'
import { termBegins } from './match.ts'
import type { Term } from './reading.ts'
import type { Matched } from './result.ts'

/** Where each term was found, and how, for a customer whom a search finds through a listing: these are their words. */
export function describeMatch(
  judge: Judge,
  step: Step,
  listings: readonly (readonly string[])[],
): readonly Matched[] {
  let best: { readonly judgement: Judgement; readonly words: readonly string[] } | undefined
  for (const words of listings) {
    const judgement = judge.judge(words, step)
    if (judgement && (best === undefined || judgement.penalty < best.judgement.penalty))
      best = { judgement, words }
  }
  const { judgement, words = [] } = best ?? {}
  return judgement?.guesses.flatMap((guess) => matchedBy(guess, words)) ?? []
}

function matchedBy({ term, how, word, leftOut }: Guess, words: readonly string[]): Matched[] {
  if (leftOut) return []
  if (how === undefined) return [bestOf(term, words)]
  return [{ term: term.word, field: MATCHED_FIELD[word[0] as FieldCode], how, word: word.slice(1) }]
}

/** A whole word tells more than the beginning of one; otherwise the first field in the order of results. */
function bestOf(term: Term, words: readonly string[]): Matched {
  const matched = words
    .filter((each) => termBegins(term, each))
    .sort()
    .map((each): Matched => {
      const field = each[0] as FieldCode
      return { term: term.word, field: MATCHED_FIELD[field], how: howOf(term.word, field, each.slice(1)) }
    })
  const best = matched.find(({ how }) => how === 'exact') ?? matched[0]
  if (best === undefined) throw new Error(`"${term.word}" was found and then was not there`)
  return best
}

function howOf(term: string, field: FieldCode, word: string): Matched['how'] {
  if (field === FIELD.numberPart) return 'digits'
  if (field === FIELD.phone) return word === term && term.length >= 10 ? 'exact' : 'digits'
  return word === term ? 'exact' : 'prefix'
}
