import { misspelled, nameWordsOf } from '../misspelled.ts'
import type { Target } from '../targets.ts'
import { OTHER_MISSPELLINGS, misspelledOtherwise } from './other-misspellings.ts'
import { carries, type Attempt } from './recall.ts'

export interface TargetAttempt extends Attempt<string> {
  readonly target: Target
}

/** What is typed for a target; undefined where its name is too short to be misspelled so. */
type Typed = (target: Target, i: number) => string | undefined

export const MISSPELLINGS: Readonly<Record<string, Typed>> = {
  'all letters right': (target, i) => misspelled(target, 'none', i).join(' '),
  'one typo': (target, i) => misspelled(target, 'one', i).join(' '),
  'two typos': (target, i) => misspelled(target, 'two', i).join(' '),
  ...Object.fromEntries(
    Object.entries(OTHER_MISSPELLINGS).map(([what, how]) => [
      what,
      (target: Target, i: number) =>
        misspelledOtherwise(how, nameWordsOf(target), `${what} ${target.customerId} ${i}`),
    ]),
  ),
}

/**
 * Two name words of each target with errors. Whoever carries both words as they should be is right: of several John
 * Smiths nobody can know which one was meant.
 */
export function misspelledAttempts(targets: readonly Target[], typed: Typed): TargetAttempt[] {
  return targets.flatMap((target, i) => {
    const text = typed(target, i)
    if (text === undefined) return []
    const meant = nameWordsOf(target)
    return [{ target, text, isRight: ({ id, name }) => id === target.customerId || carries(name, meant) }]
  })
}
