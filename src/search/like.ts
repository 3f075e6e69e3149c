/** As a pattern of `like`: an e-mail address may hold a `_`. */
export function escaped(word: string): string {
  return word.replace(/[\\%_]/g, '\\$&')
}

/**
 * The pattern for words with a space before each and after the last, of which one begins so or is that.
 * @param mark what stands before a word there: the code of its field, `_` for any, or nothing.
 */
export function likeWord(mark: string, word: string, isWhole = false): string {
  return `% ${mark}${escaped(word)}${isWhole ? ' ' : ''}%`
}
