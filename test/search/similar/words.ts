import fc from 'fast-check'

/** Words of few letters, so that many are near one another, and whatever else `wordsOf` may give. */
export const names = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom(...'abcehiklmnorsty'), minLength: 1, maxLength: 12 }) },
  { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...'aern'), minLength: 1, maxLength: 9 }) },
  { weight: 3, arbitrary: fc.array(fc.constantFrom('ph', 'f', 'rn', 'm', 'ck', 'k', 'cl', 'd', 'a', '1', 'l', '5', 's'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: fc.constantFrom('bill', 'william', 'billy', 'will', 'paco', 'francisco', 'frank', 'st', 'street', 'saint', 'santa', 'sta', 'mcdonald', 'macdonald', 'schneider', 'snyder', 'phillips', 'filips') },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9]{1,9}$/) },
  { weight: 1, arbitrary: fc.constantFrom('שלום', 'שלומ', 'שלו', 'ана', 'анна', 'ana@example.gov') },
) // prettier-ignore

/** A word, and the word with a letter missing, too many or wrong, or with two neighbours swapped. */
export function typingError(word: string): fc.Arbitrary<[word: string, typed: string]> {
  const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz')
  return fc
    .tuple(fc.nat(word.length - 1), letter, fc.constantFrom('missing', 'too many', 'wrong', 'swapped'))
    .map(([at, letter, error]) => {
      const [before, here, after] = [word.slice(0, at), word[at] as string, word.slice(at + 1)]
      if (error === 'missing') return [word, before + after]
      if (error === 'too many') return [word, before + letter + here + after]
      if (error === 'wrong') return [word, before + letter + after]
      return [word, before + after.slice(0, 1) + here + after.slice(1)]
    })
}
