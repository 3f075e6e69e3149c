import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearness } from '../../../src/search/similar/index.ts'
import { names, typingError } from './words.ts'

describe('A typed word is near a word of a record', () => {
  it.each([
    // a slip of the fingers
    ['smiht', 'smith', 'typo', 1],
    ['smtih', 'smith', 'typo', 1],
    ['smth', 'smith', 'typo', 1],
    ['smitth', 'smith', 'typo', 1],
    ['amith', 'smith', 'typo', 1],
    ['msith', 'smith', 'typo', 1],
    ['lne', 'lane', 'typo', 1],
    ['mcrthy', 'mccarthy', 'typo', 2],
    ['braithwatie', 'braithwaite', 'typo', 1],
    ['brtihwaite', 'braithwaite', 'typo', 2],
    // short words are taken for others easily, and most easily with another first letter
    ['kee', 'lee', 'typo', 2],
    ['lukcr', 'luke', 'typo', 3],
    ['gs', 'gus', 'typo', 3],
    // a known name
    ['bill', 'william', 'nickname', 1],
    ['william', 'bill', 'nickname', 1],
    ['peggy', 'margaret', 'nickname', 1],
    ['paco', 'francisco', 'nickname', 1],
    ['chuy', 'jesus', 'nickname', 1],
    ['catherine', 'kathryn', 'nickname', 1],
    ['saint', 'st', 'abbreviation', 1],
    ['boulevard', 'blvd', 'abbreviation', 1],
    ['first', '1st', 'abbreviation', 1],
    // by ear, or read from paper
    ['filips', 'phillips', 'sounds_like', 1],
    ['jakson', 'jackson', 'typo', 1],
    ['bumeil', 'burnell', 'typo', 2],
    ['wi11iams', 'williams', 'sounds_like', 1],
    ['ka8ey', 'kasey', 'typo', 1],
    ['snyder', 'schneider', 'sounds_like', 2],
    ['shaunesy', 'shaughnessy', 'sounds_like', 2],
    // what is not all there
    ['cristoph', 'christopher', 'unfinished', 2],
    ['christopher', 'christ', 'cut_short', 3],
    ['john', 'j', 'initial', 3],
  ])('%s to %s, as a %s of penalty %i', (typed, word, how, penalty) => {
    expect(nearness(typed, word)).toMatchObject({ how, penalty })
  })
})

describe('A typed word is not near', () => {
  it.each([
    ['the word itself', 'smith', 'smith'],
    ['a word that begins as typed: it is found without a guess', 'john', 'johnson'],
    ['a name that only shares a short form with it', 'alexander', 'alexis'],
    ['another meaning of its abbreviation', 'saint', 'street'],
    ['a short word with another first letter and a further error', 'lane', 'dove'],
    ['another initial', 'john', 'k'],
    ['an initial, when it is a number', '1204', '1'],
    ['another house number', '1204', '1205'],
    ['another unit', 'unit5', 'unit6'],
    ['another ordinal number', '12th', '13th'],
    ['an account number with one digit wrong: that is for `nearNumber`', '12345678', '12345679'],
    ['a name with nothing in common', 'robinson', 'catherine'],
  ])('%s (%s, %s)', (_, typed, word) => {
    expect(nearness(typed, word)).toBeUndefined()
  })
})

describe('Of guesses with one penalty', () => {
  it.each([
    ['two neighbours swapped are closer than a wrong letter', 'smiht', 'smith', 'smita'],
    ['a neighbour on the keyboard is closer than another letter', 'smirh', 'smith', 'smilh'],
    ['a letter typed twice is closer than a strange one', 'smmith', 'smith', 'smitth'],
  ])('%s', (_, typed, closer, other) => {
    const close = nearness(typed, closer)?.closeness ?? 0
    expect(close).toBeGreaterThan(nearness(typed, other)?.closeness ?? 0)
  })
})

describe('Whatever the words are', () => {
  it('closeness lies between 0 and 1', () => {
    fc.assert(
      fc.property(names, names, (typed, word) => {
        const near = nearness(typed, word)
        if (near) expect(near.closeness).toBeGreaterThanOrEqual(0)
        if (near) expect(near.closeness).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('one typing error anywhere in a word of three letters or more is forgiven', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3,14}$/).chain(typingError), ([word, typed]) => {
        if (typed.length < 3 || word.startsWith(typed)) return
        expect(nearness(typed, word)?.penalty).toBeLessThanOrEqual(2)
      }),
    )
  })
})
