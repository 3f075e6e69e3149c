/** Words that stand in more than one piece are few: `de la cruz`, `van der berg`. */
const MOST_JOINED = 3
/** Shorter parts are initials and particles by the dozen, and say nothing about where a word was split. */
const LEAST_PART = 2

/**
 * The ways in which neighbours among typed words may be one word of a record: `mc donald` is also `mcdonald`, `12 b` is
 * `12b`. A house number and the name of its street are never one word.
 */
export function joinsOf(words: readonly string[]): string[][] {
  const joined: string[][] = []
  for (let count = 2; count <= MOST_JOINED; count++)
    for (let i = 0; i + count <= words.length; i++) {
      const parts = words.slice(i, i + count)
      if (parts.some(isNumber) && parts.some(isLongerWord)) continue
      joined.push([...words.slice(0, i), parts.join(''), ...words.slice(i + count)])
    }
  return joined
}

const OTHER_MAC: Readonly<Record<string, string>> = { mc: 'mac', mac: 'mc' }

/** What stands before a name as a part of it. */
const PARTICLES: ReadonlySet<string> = new Set([
  'd',
  'de',
  'du',
  'fitz',
  'la',
  'le',
  'mac',
  'mc',
  'o',
  'van',
  'von',
])

/** A name with what stands before it, as one word that may be misspelt: `mac gregro` is `macgregro`. */
export function particlesJoinedIn(words: readonly string[]): string[][] {
  return words.slice(1).flatMap((name, i) => {
    const particle = words[i] as string
    if (!PARTICLES.has(particle) || name.length < LEAST_AFTER_PARTICLE) return []
    return [[...words.slice(0, i), particle + name, ...words.slice(i + 2)]]
  })
}

const LEAST_AFTER_PARTICLE = 4

/** The same of a name that is as often spelled otherwise: `mc intyre` is also `macintyre`. */
export function macsOf(words: readonly string[]): string[][] {
  return words.slice(1).flatMap((name, i) => {
    const mac = OTHER_MAC[words[i] as string]
    return mac === undefined ? [] : [[...words.slice(0, i), mac + name, ...words.slice(i + 2)]]
  })
}

function isNumber(word: string): boolean {
  return /^\d+$/.test(word)
}

function isLongerWord(word: string): boolean {
  return /^\D{2,}$/.test(word)
}

/** The ways in which one typed word may be two of a record: `johnsmith` is also `john` and `smith`. */
export function splitsOf(word: string): [string, string][] {
  const splits: [string, string][] = []
  for (let i = LEAST_PART; i <= word.length - LEAST_PART; i++) splits.push([word.slice(0, i), word.slice(i)])
  return splits
}

/** Letters that may stand on the wrong side of a space. */
const MOST_SHIFTED = 2

/** The ways in which a letter or two may stand on the wrong side of a space: `lac ruz` is also `la cruz`. */
export function shiftsOf(words: readonly string[]): string[][] {
  return words.slice(1).flatMap((right, i) => {
    const left = words[i] as string
    const ways = Array.from({ length: MOST_SHIFTED }, (_, j) => j + 1).flatMap((count) => [
      [left.slice(0, -count), left.slice(-count) + right],
      [left + right.slice(0, count), right.slice(count)],
    ])
    return ways
      .filter((pair) => pair.every((part) => part.length >= LEAST_PART && !isNumber(part)))
      .map((pair) => [...words.slice(0, i), ...pair, ...words.slice(i + 2)])
  })
}
