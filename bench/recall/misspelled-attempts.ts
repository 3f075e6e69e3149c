import { randomFrom } from '../../src/source/sample/random.ts'
import { typo, type Typed } from '../classes.ts'
import { nameWordsOf } from '../misspelled.ts'
import type { Target } from '../targets.ts'
import { OTHER_MISSPELLINGS } from './other-misspellings.ts'
import { OTHER_WAYS, ofName } from './other-ways.ts'
import { carries, type Attempt } from './recall.ts'

export interface TargetAttempt extends Attempt<string> {
  readonly target: Target
}

/** Undefined where the name of the target is too short to be misspelled so. */
type TypedIfLong = (...of: Parameters<Typed>) => string | undefined

export const MISSPELLINGS: Readonly<Record<string, TypedIfLong>> = {
  'all letters right': typo('none'),
  'one typo': typo('one'),
  'two typos': typo('two'),
  ...Object.fromEntries(
    [
      ...Object.entries(OTHER_MISSPELLINGS).map(([what, how]) => [what, ofName(how)] as const),
      ...Object.entries(OTHER_WAYS),
    ].map(([what, typed]) => [
      what,
      (target: Target, i: number) => typed(target, randomFrom(`${what} ${target.customerId} ${i}`)),
    ]),
  ),
}

/**
 * What is typed for each target. The target is right, and whoever carries both name words as they should be: of several John
 * Smiths nobody can know which one was meant.
 */
export function misspelledAttempts(targets: readonly Target[], typed: TypedIfLong): TargetAttempt[] {
  return targets.flatMap((target, i) => {
    const text = typed(target, i)
    if (text === undefined) return []
    const meant = nameWordsOf(target)
    return [{ target, text, isRight: ({ id, name }) => id === target.customerId || carries(name, meant) }]
  })
}
