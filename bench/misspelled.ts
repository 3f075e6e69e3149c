import { randomFrom, type Random } from '../src/source/sample/random.ts'
import { LETTERS, replaced, without } from './letters.ts'
import type { Target } from './targets.ts'

/** Letters that are wrong, missing or swapped in two name words: in one of them, or in both or twice in one. */
export type Misspelling = 'none' | 'one' | 'two'

/** The longest word of the first and of the last name: `John & Mary`, `de la Cruz` are known by it. */
export function nameWordsOf({
  firstName,
  lastName,
}: Pick<Target, 'firstName' | 'lastName'>): [string, string] {
  return [longestWord(firstName), longestWord(lastName)]
}

/** The two name words of a target with errors, the same for the same `i`; the order changes with it. */
export function misspelled(target: Target, errors: Misspelling, i: number): [string, string] {
  const random = randomFrom(`${errors} ${target.customerId} ${i}`)
  const words = nameWordsOf(target)
  const both = errors === 'two' && random.chance(0.5)
  if (both) for (const at of [0, 1] as const) words[at] = withError(words[at], random)
  else if (errors !== 'none') {
    // Where there is little to get wrong, it is the longer word that is wrong.
    const at = random.chance(words[0].length / (words[0].length + words[1].length)) ? 0 : 1
    words[at] = withError(words[at], random)
    if (errors === 'two') words[at] = withError(words[at], random)
  }
  return i % 2 ? words : [words[1], words[0]]
}

/** One letter wrong, missing, or swapped with the next: never the word as it was. */
export function withError(word: string, random: Random): string {
  for (;;) {
    const at = random.between(0, word.length - 1)
    const made = random.pick([
      () => replaced(word, at, random.pick(LETTERS)),
      () => (word.length > 2 ? without(word, at) : word),
      () => word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
    ])()
    if (made.toLowerCase() !== word.toLowerCase()) return made
  }
}

/** The first of the longest. */
export function longestWord(name: string): string {
  const words = name.match(/[\p{L}']+/gu) ?? [name]
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest))
}
