import { describe, expect, it } from 'vitest'
import { fold, wordsOf } from '../../../src/search/normalise.ts'
import {
  GENERATIONAL_SUFFIXES,
  LEGAL_FORMS,
  abbreviationsOf,
  expansionsOf,
  nearness,
} from '../../../src/search/similar/index.ts'
import { GIVEN_NAMES } from '../../../src/search/similar/given-names.ts'

describe('Given names', () => {
  const lines = GIVEN_NAMES.trim().split('\n')

  it('are folded like everything that is compared with them', () => {
    for (const name of GIVEN_NAMES.split(/[\s:]+/).filter((word) => word !== '')) {
      expect(fold(name)).toBe(name)
      expect(wordsOf(name)).toEqual([name])
    }
  })

  it('stand once on each line, on lines of one colon', () => {
    for (const line of lines) {
      const words = line.split(/[\s:]+/).filter((word) => word !== '')
      expect(new Set(words).size, line).toBe(words.length)
      expect(line.match(/:/g), line).toHaveLength(1)
      expect(words.length, line).toBeGreaterThan(1)
    }
  })

  it('are each written as a name on one line only', () => {
    const written = lines.flatMap((line) => (line.split(':')[0] ?? '').trim().split(/\s+/))
    expect(written.filter((name, at) => written.indexOf(name) !== at)).toEqual([])
  })

  it('are near their short forms in both directions, and short forms of one name are near each other', () => {
    expect(nearness('bob', 'robert')).toMatchObject({ how: 'nickname' })
    expect(nearness('robert', 'bob')).toMatchObject({ how: 'nickname' })
    expect(nearness('bobby', 'rob')).toMatchObject({ how: 'nickname' })
  })
})

describe('Abbreviations', () => {
  it('stand for what is written out, and the other way round', () => {
    expect(expansionsOf('st')).toEqual(['street', 'saint'])
    expect(expansionsOf('ave')).toEqual(['avenue'])
    expect(abbreviationsOf('avenue')).toEqual(expect.arrayContaining(['av', 'ave']))
    expect(abbreviationsOf('company')).toEqual(['co'])
    expect(expansionsOf('smith')).toEqual([])
  })

  it('of one word are near each other', () => {
    expect(nearness('ave', 'av')).toMatchObject({ how: 'abbreviation' })
  })
})

it('What stands behind a name and is not what anybody is looked for by, is known', () => {
  for (const suffix of ['jr', 'sr', 'ii', 'iii', 'iv']) expect(GENERATIONAL_SUFFIXES).toContain(suffix)
  for (const form of ['llc', 'inc', 'co', 'corp', 'ltd', 'lp', 'llp', 'pllc', 'pc', 'company'])
    expect(LEGAL_FORMS).toContain(form)
})
