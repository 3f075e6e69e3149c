import { expect, it } from 'vitest'
import { joinsOf, splitsOf } from '../../../src/search/similar/index.ts'

it('Typed neighbours may be one word of the record', () => {
  expect(joinsOf(['mc', 'donald'])).toEqual([['mcdonald']])
  expect(joinsOf(['de', 'la', 'cruz'])).toEqual([['dela', 'cruz'], ['de', 'lacruz'], ['delacruz']])
  expect(joinsOf(['smith'])).toEqual([])
})

it('A typed word may be two words of the record', () => {
  expect(splitsOf('johnsmith')).toContainEqual(['john', 'smith'])
  expect(splitsOf('lee')).toEqual([])
  expect(splitsOf('leeann')).toEqual([
    ['le', 'eann'],
    ['lee', 'ann'],
    ['leea', 'nn'],
  ])
})
