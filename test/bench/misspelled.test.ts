import { expect, test } from 'vitest'
import { misspelled, nameWordsOf } from '../../bench/misspelled.ts'
import { carries } from '../../bench/recall/recall.ts'
import { OTHER_MISSPELLINGS } from '../../bench/recall/other-misspellings.ts'
import { randomFrom } from '../../src/source/sample/random.ts'
import type { Target } from '../../bench/targets.ts'

const NAMES = [
  { firstName: 'Ana', lastName: 'Núñez' },
  { firstName: 'John & Mary', lastName: 'de la Cruz' },
  { firstName: 'Li', lastName: 'Oo' },
]

test.each(NAMES)('a typo in $firstName $lastName is in one of two words, and never nothing', (name) => {
  const meant = nameWordsOf(name)
  for (let i = 0; i < 200; i++) {
    const typed = misspelled(targetOf(name), 'one', i)
    expect(typed.filter((word) => !(meant as string[]).includes(word))).toHaveLength(1)
  }
})

test('names are misspelled in other ways, the same whenever the bench runs', () => {
  const typed = Object.entries(OTHER_MISSPELLINGS).map(([what, how]) => {
    const text = how('Karin', 'Lindqvist', randomFrom(what))
    expect(how('Karin', 'Lindqvist', randomFrom(what))).toBe(text)
    return text
  })
  expect(typed).not.toContain('Karin Lindqvist')
  expect(new Set(typed).size).toBe(typed.length)
  for (const how of Object.values(OTHER_MISSPELLINGS))
    expect(how('Li', 'Oo', randomFrom('short')) ?? 'x').not.toBe('')
})

test('the same search is typed whenever the bench runs', () => {
  const target = targetOf({ firstName: 'Karin', lastName: 'Lindqvist' })
  expect(misspelled(target, 'two', 7)).toEqual(misspelled(target, 'two', 7))
  expect(misspelled(target, 'none', 1)).toEqual(['Karin', 'Lindqvist'])
})

test('a customer carries the words of a name in any order, whatever the accents', () => {
  expect(carries('NUNEZ, ANA MARIA', ['Ana', 'Núñez'])).toBe(true)
  expect(carries("O'Brien, Ana", ['obrien'])).toBe(true)
  expect(carries('Nunes, Anna', ['Ana', 'Núñez'])).toBe(false)
})

function targetOf(name: { firstName: string; lastName: string }): Target {
  return { customerId: 'C1', ...name } as Target
}
