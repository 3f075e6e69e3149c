import { abbreviationsOf, expansionsOf } from './abbreviations.ts'

/** What is called by its first letters as often as in full; compiled by hand. */
const NAMES: Readonly<Record<string, string>> = {
  hoa: 'homeowners association', mhp: 'mobile home park', isd: 'independent school district', mlk: 'martin luther king', poa: 'property owners association',
  vfw: 'veterans of foreign wars',
} // prettier-ignore
/** Roads that have a number and no name: without one, the letters are those of something else, such as a creek. */
const NUMBERED_ROADS: Readonly<Record<string, string>> = {
  cr: 'county road', rr: 'rural route', fm: 'farm to market', sh: 'state highway', sr: 'state route',
} // prettier-ignore

interface Initials {
  readonly letters: string
  readonly words: readonly string[]
  readonly hasNumber: boolean
}

/** By the words with which it may end in a line: the letters, or the last word in full or short. */
const BY_END = Map.groupBy(
  [
    ...Object.entries(NAMES).map(([letters, name]) => ({ letters, name, hasNumber: false })),
    ...Object.entries(NUMBERED_ROADS).map(([letters, name]) => ({ letters, name, hasNumber: true })),
  ].flatMap(({ letters, name, hasNumber }) => {
    const words = name.split(' ')
    const last = words.at(-1) ?? ''
    return [letters, last, ...abbreviationsOf(last)].map((end) => ({ end, letters, words, hasNumber }))
  }),
  ({ end }) => end,
)

/**
 * The initials of what stands in a line in full, and the words of which initials stand there: of `12 County Rd 9` it is `cr`, and of
 * `12 CR 9` `county` and `road`.
 * @param words of an address, or of the name of a business, in their order
 */
export function otherNamesIn(words: readonly string[]): string[] {
  return words.flatMap((word, i) =>
    (BY_END.get(word) ?? []).flatMap((initials: Initials) => {
      if (initials.hasNumber && !/^\d/.test(words[i + 1] ?? '')) return []
      if (word === initials.letters) return initials.words
      const from = i + 1 - initials.words.length
      return initials.words.every((each, j) => isOrIsShortFor(words[from + j], each))
        ? [initials.letters]
        : []
    }),
  )
}

function isOrIsShortFor(word: string | undefined, inFull: string): boolean {
  return word === inFull || (word !== undefined && expansionsOf(word).includes(inFull))
}
