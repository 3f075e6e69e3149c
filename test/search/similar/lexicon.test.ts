import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Lexicon, nearness, type Penalty } from '../../../src/search/similar/index.ts'
import { names, typingError } from './words.ts'

const LAKE = 1
const HILL = 2

describe('A lexicon', () => {
  const lexicon = new Lexicon([
    ['smith', LAKE],
    ['smyth', LAKE],
    ['smith', HILL],
    ['smithers', HILL],
    ['william', HILL],
  ])

  it('finds the words of a community that are near a typed one, the closest first', () => {
    expect(lexicon.similarTo('smiht', LAKE, 2).map(({ word }) => word)).toEqual(['smith', 'smyth'])
  })

  it('finds a name by its short form', () => {
    expect(lexicon.similarTo('bill', HILL, 1)).toEqual([
      { word: 'william', how: 'nickname', penalty: 1, closeness: 0.9 },
    ])
  })

  it('knows nothing of the words of other communities', () => {
    expect(lexicon.similarTo('bill', LAKE, 3)).toEqual([])
    expect(lexicon.similarTo('smiht', 3, 3)).toEqual([])
  })

  it('takes in words as they come', () => {
    const changing = new Lexicon([['smith', LAKE]])
    changing.add(['smith', 'smythe'], HILL)
    expect(changing.similarTo('smithe', HILL, 1).map(({ word }) => word)).toEqual(['smythe', 'smith'])
    expect(changing.similarTo('smithe', LAKE, 1).map(({ word }) => word)).toEqual(['smith'])
    changing.add(['smythe'], 3)
    expect(changing.similarTo('smithe', 3, 1).map(({ word }) => word)).toEqual(['smythe'])
  })

  it('tells the kinds of which a word is used anywhere', () => {
    const [surname, street] = [0, 4]
    const kinds = new Lexicon()
    kinds.add(['smith', 'aspen'], LAKE, surname)
    kinds.add(['aspen', 'elm'], HILL, street)
    expect(['smith', 'aspen', 'elm', 'zzz'].map((word) => kinds.kindsOf(word))).toEqual([1, 17, 16, 0])
  })
})

describe('Whatever words are in use', () => {
  const pairs = fc.array(fc.tuple(names, fc.constantFrom(1, 2, 3)), { maxLength: 60 })
  const penalty = fc.constantFrom<Penalty[]>(1, 2, 3)

  it('exactly the near words of the community are found', () => {
    fc.assert(
      fc.property(pairs, names, penalty, (words, typed, mostPenalty) => {
        expectAllNearWords(new Lexicon(words), words, typed, mostPenalty)
      }),
      { numRuns: 1000 },
    )
  })

  it('a word with two errors is found when it is near', () => {
    const twice = fc
      .stringMatching(/^[a-z]{2,14}$/)
      .chain(typingError)
      .chain(([word, once]) => typingError(once || word).map(([, typed]) => [word, typed] as const))
    fc.assert(
      fc.property(twice, ([word, typed]) => {
        expectAllNearWords(new Lexicon([[word, 1]]), [[word, 1]], typed, 3)
      }),
      { numRuns: 3000 },
    )
  })

  it('a search in one community is answered the same whatever other communities hold', () => {
    fc.assert(
      fc.property(pairs, pairs, names, (words, others, typed) => {
        const mine = words.map(([word]) => [word, 1] as const)
        const alone = new Lexicon(mine)
        const together = new Lexicon([...others.map(([word]) => [word, 2] as const), ...mine])
        expect(together.similarTo(typed, 1, 3)).toEqual(alone.similarTo(typed, 1, 3))
      }),
    )
  })

  it('many communities are each answered from their own words', () => {
    const lexicon = new Lexicon()
    for (let community = 1; community <= 200; community++)
      lexicon.add(['smith', `smit${'abc'[community % 3]}`], community)
    for (let community = 201; community <= 300; community++) lexicon.add(['smyth'], community)
    expect(lexicon.similarTo('smihh', 2, 3).map(({ word }) => word)).toEqual(['smith', 'smitc'])
    expect(lexicon.similarTo('smiht', 201, 3).map(({ word }) => word)).toEqual(['smyth'])
    expect(lexicon.similarTo('smiht', 301, 3)).toEqual([])
  })
})

function expectAllNearWords(
  lexicon: Lexicon,
  words: readonly (readonly [string, number])[],
  typed: string,
  mostPenalty: Penalty,
): void {
  const inUse = new Set(words.filter(([, communityId]) => communityId === 1).map(([word]) => word))
  const expected = [...inUse].flatMap((word) => {
    const near = nearness(typed, word)
    return near && near.penalty <= mostPenalty ? [{ word, ...near }] : []
  })
  const found = lexicon.similarTo(typed, 1, mostPenalty)
  expect(found).toHaveLength(expected.length)
  expect(found).toEqual(expect.arrayContaining(expected))
}
