export const LETTERS: readonly string[] = [...'abcdefghijklmnopqrstuvwxyz']

/** A word with another letter at a place, from 0. */
export function replaced(word: string, at: number, letter: string): string {
  return word.slice(0, at) + letter + word.slice(at + 1)
}

/** A word without the letter at a place, from 0. */
export function without(word: string, at: number): string {
  return replaced(word, at, '')
}
