import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearNumber, numbersNear } from '../../../src/search/similar/index.ts'

describe('A typed number is near', () => {
  it.each([
    ['one with a digit more', '1234567', '12344567'],
    ['one with a digit less', '12234567', '1234567'],
    ['one with another digit', '12345678', '12345078'],
    ['one with two neighbours swapped', '12345678', '12354678'],
    ['one with its first digits swapped', '0312345', '3012345'],
    ['one of the same letters', 'bl2024017', 'bl2024071'],
    ['one of five digits', '12345', '12346'],
    ['a phone number with a digit wrong', '3035550142', '3035550143'],
  ])('%s', (_, typed, number) => {
    expect(nearNumber(typed, number)).toBe(true)
    expect(nearNumber(number, typed)).toBe(true)
  })
})

it('A typed number is near to one with digits where it has letters that look like them', () => {
  expect(nearNumber('l2i689o5', '12168905')).toBe(true)
  expect(nearNumber('bl2o24o17', 'b12024017')).toBe(true)
  expect(nearNumber('bl2o24o17', 'bl2024017')).toBe(false)
})

describe('A typed number is not near', () => {
  it.each([
    ['itself', '1234567', '1234567'],
    ['one with two digits wrong', '1234567', '1834507'],
    ['one with other letters', 'bl2024017', 'bm2024017'],
    ['one of another length by two', '123456', '12345678'],
    ['one that is short: a house number is another house', '1234', '1236'],
    ['anything, when it has no digits', 'smithson', 'smithsom'],
  ])('%s', (_, typed, number) => {
    expect(nearNumber(typed, number)).toBe(false)
  })
})

it('Near numbers are listed once each, without the typed one, some twenty for each digit', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-c]{0,2}\d{6,12}$/), (typed) => {
      const near = numbersNear(typed)
      expect(new Set(near).size).toBe(near.length)
      expect(near).not.toContain(typed)
      expect(near.length).toBeLessThanOrEqual(22 * typed.length + 12)
    }),
  )
})
