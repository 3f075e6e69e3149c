import { escapedForLike } from '../store/index.ts'

/**
 * The pattern for words with a space before each and after the last, of which one begins so or is that.
 * @param mark what stands before a word there: the code of its field, or nothing.
 */
export function likeWord(mark: string, word: string, isWhole = false): string {
  return `% ${mark}${escapedForLike(word)}${isWhole ? ' ' : ''}%`
}
