/** Words that stand in more than one piece are few: `de la cruz`, `van der berg`. */
const MOST_JOINED = 3
/** Shorter parts are initials and particles by the dozen, and say nothing about where a word was split. */
const LEAST_PART = 2

/** The ways in which neighbours among typed words may be one word of a record: `mc donald` is also `mcdonald`. */
export function joinsOf(words: readonly string[]): string[][] {
  const joined: string[][] = []
  for (let count = 2; count <= MOST_JOINED; count++)
    for (let i = 0; i + count <= words.length; i++)
      joined.push([...words.slice(0, i), words.slice(i, i + count).join(''), ...words.slice(i + count)])
  return joined
}

/** The ways in which one typed word may be two of a record: `johnsmith` is also `john` and `smith`. */
export function splitsOf(word: string): [string, string][] {
  const splits: [string, string][] = []
  for (let i = LEAST_PART; i <= word.length - LEAST_PART; i++) splits.push([word.slice(0, i), word.slice(i)])
  return splits
}
