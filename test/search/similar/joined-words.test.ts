import { expect, it } from 'vitest'
import { joinsOf, macsOf, shiftsOf, splitsOf } from '../../../src/search/similar/index.ts'

it('Typed neighbours may be one word of the record', () => {
  expect(joinsOf(['mc', 'donald'])).toEqual([['mcdonald']])
  expect(joinsOf(['de', 'la', 'cruz'])).toEqual([['dela', 'cruz'], ['de', 'lacruz'], ['delacruz']])
  expect(joinsOf(['12', 'b'])).toEqual([['12b']])
  expect(joinsOf(['smith'])).toEqual([])
})

it('A name behind Mc or Mac may be spelled with the other', () => {
  expect(macsOf(['ian', 'mc', 'intyre'])).toEqual([['ian', 'macintyre']])
  expect(macsOf(['mac', 'donald'])).toEqual([['mcdonald']])
  expect(macsOf(['donald', 'mac'])).toEqual([])
})

it('A house number and the name of its street are not one word', () => {
  expect(joinsOf(['12', 'main'])).toEqual([])
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

it('A letter may stand on the wrong side of a space', () => {
  expect(shiftsOf(['de', 'lac', 'ruz'])).toContainEqual(['de', 'la', 'cruz'])
  expect(shiftsOf(['hallenc', 'lose'])).toContainEqual(['hallen', 'close'])
  expect(shiftsOf(['smith'])).toEqual([])
})
