import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsOf } from '../../src/search/normalise.ts'
import { signatureOfBeginnings, signatureOfWords, unionOf } from '../../src/search/signature.ts'

const word = fc
  .oneof(
    fc.stringMatching(/^[a-z]{1,9}$/),
    fc.stringMatching(/^[a-z0-9]{1,9}$/),
    fc.constantFrom('мария', 'o’neil', 'josé', '12b'),
  )
  .map((each) => wordsOf(each).join(''))
  .filter((each) => each !== '')

test('whoever has a word has the bits of all of its beginnings, whatever other words are there', () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.nat(),
      (words, which, length) => {
        const chosen = words[which % words.length] as string
        const typed = [...chosen].slice(0, 1 + (length % [...chosen].length)).join('')
        const has = signatureOfWords(words)
        const asked = signatureOfBeginnings([typed])
        expect(unionOf(has, asked)).toEqual(has)
      },
    ),
  )
})

test('the signature of a name leaves out most beginnings that none of its words has', () => {
  const has = signatureOfWords(['nancy', 'thomas', '118', 'aspen', 'street', 'st', 'u1042'])
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const letThrough = (beginnings: readonly string[]) =>
    beginnings.filter((each) => {
      const asked = signatureOfBeginnings([each])
      return unionOf(has, asked).initials === has.initials && unionOf(has, asked).starts === has.starts
    }).length / beginnings.length
  const two = letters.flatMap((one) => letters.map((other) => one + other))
  expect(letThrough(letters)).toBeLessThan(0.25)
  expect(letThrough(two)).toBeLessThan(0.06)
  expect(letThrough(two.flatMap((start) => letters.map((other) => start + other)))).toBeLessThan(0.015)
})
