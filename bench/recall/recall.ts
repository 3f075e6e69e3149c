import { series } from '../figures.ts'
import type { Figure } from '../job.ts'

/** How many of the results count: a page that nobody has to scroll. */
export const COUNTED = 10

/** Somebody types something, and one or several customers would be right. */
export interface Attempt<Id> {
  readonly text: string
  /** Whether a result is what was looked for. */
  readonly isRight: (found: Found<Id>) => boolean
}

export interface Found<Id> {
  readonly id: Id
  readonly name: string
}

/**
 * The share of attempts whose first ten results hold what was looked for.
 * @param search gives the first results
 */
export async function recallOf<A extends Attempt<string>>(
  what: string,
  group: string,
  attempts: readonly A[],
  search: (attempt: A) => Promise<readonly Found<string>[]>,
): Promise<Figure> {
  const { results, columns } = await series(attempts.map((attempt) => () => search(attempt)))
  const placed = results.map((found, i) =>
    found.slice(0, COUNTED).findIndex((each) => attempts[i]?.isRight(each) === true),
  )
  const share = (ranks: readonly number[]) => (ranks.length / attempts.length).toFixed(3)
  return {
    group,
    what,
    values: {
      'recall@10': share(placed.filter((rank) => rank >= 0)),
      'first of all': share(placed.filter((rank) => rank === 0)),
      'p50 ms': columns['p50 ms'] ?? '',
      'p99 ms': columns['p99 ms'] ?? '',
      searches: String(attempts.length),
    },
  }
}

/** Whether a name has all the words, in any order, whatever the case and accents. */
export function carries(name: string, words: readonly string[]): boolean {
  const has = new Set(plainWords(name))
  return words.every((word) => plainWords(word).every((each) => has.has(each)))
}

function plainWords(text: string): string[] {
  return (
    text
      .normalize('NFD')
      .replace(/\p{M}|'/gu, '')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  )
}
