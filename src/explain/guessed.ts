import type { Explanation } from './explanation.ts'

/** A word of a search that a customer fits by a guess. */
export interface GuessedTerm {
  readonly term: string
  readonly how: string
  /** The word of the record that it was taken for; null where it was left out. */
  readonly word: string | null
}

/** The words by whose guesses a customer is similar to a search; none of whoever fits as typed, or not at all. */
export function guessedTerms({ gates }: Pick<Explanation, 'gates'>): readonly GuessedTerm[] {
  const notes = gates.flatMap((gate) => gate.notes)
  const evidence = notes.find(({ code }) => code === 'guessed')?.evidence
  return (evidence?.['terms'] ?? []) as readonly GuessedTerm[]
}
