import { misspelled, nameWordsOf, type Misspelling } from '../misspelled.ts'
import type { Target } from '../targets.ts'
import { carries, type Attempt } from './recall.ts'

export interface TargetAttempt extends Attempt<string> {
  readonly target: Target
}

export const MISSPELLINGS: Readonly<Record<string, Misspelling>> = {
  'all letters right': 'none',
  'one typo': 'one',
  'two typos': 'two',
}

/**
 * Two name words of each target with errors. Whoever carries both words as they should be is right: of several John
 * Smiths nobody can know which one was meant.
 */
export function misspelledAttempts(targets: readonly Target[], errors: Misspelling): TargetAttempt[] {
  return targets.map((target, i) => {
    const meant = nameWordsOf(target)
    return {
      target,
      text: misspelled(target, errors, i).join(' '),
      isRight: ({ id, name }) => id === target.customerId || carries(name, meant),
    }
  })
}
