import { describe, expect, test } from 'vitest'
import { markMatches } from '../../src/web/marking.ts'

const marked = (...parameters: Parameters<typeof markMatches>) =>
  markMatches(...parameters)
    .map(({ text, marked }) => (marked ? `[${text}]` : text))
    .join('')

describe('What a search matched is marked', () => {
  test('in the spelling of the record, not of the search', () => {
    expect(marked('Núñez, Ana María', ['nunez', 'mar'])).toBe('[Núñez], Ana [Mar]ía')
  })

  test('at the beginning of a word only', () => {
    expect(marked('Brannon, Ann', ['ann'])).toBe('Brannon, [Ann]')
  })

  test('across the punctuation of a number, and inside it', () => {
    expect(marked('12.3456.07', ['1234'], { number: true })).toBe('[12.34]56.07')
    expect(marked('12.3456.07', ['5607'], { number: true })).toBe('12.34[56.07]')
    expect(marked('12.3456.07', ['12', '345'], { number: true })).toBe('[12].3456.07')
  })

  test('with the bracket before an area code, where the one behind it is marked, too', () => {
    const phone = '(555) 010-0142'
    expect(marked(phone, ['5550100142'], { number: true })).toBe('[(555) 010-0142]')
    expect(marked(phone, ['555'], { number: true })).toBe('([555]) 010-0142')
    expect(marked(phone, ['0100142'], { number: true })).toBe('(555) [010-0142]')
  })

  test('across an apostrophe and over words that were typed as one', () => {
    expect(marked("O'Brien, Siobhan", ['obrien'])).toBe("[O'Brien], Siobhan")
    expect(marked('de la Cruz, Ana', ['delacruz'])).toBe('[de la Cruz], Ana')
  })

  test('where it is printed short or in full, as a whole word', () => {
    expect(marked('40 Juniper Ln', ['juniper', 'lane'])).toBe('40 [Juniper] [Ln]')
    expect(marked('40 Juniper Lane', ['ln'])).toBe('40 Juniper [Lane]')
    expect(marked('220 Fifth Ave', ['5th', 'avenue'])).toBe('220 [Fifth] [Ave]')
    expect(marked('Street, Stella', ['saint'])).toBe('Street, Stella')
    expect(marked('St. John, Stella', ['saint'])).toBe('[St]. John, Stella')
  })

  test('where letters are written with a mark of their own, and where one letter becomes two', () => {
    expect(marked('Nu\u0301n\u0303ez', ['nune'])).toBe('[Nu\u0301n\u0303e]z')
    expect(marked('Großmann', ['gross'])).toBe('[Groß]mann')
  })

  test('twice where it stands twice, and not at all where it does not', () => {
    expect(marked('118 Aspen Way, Unit 118', ['118'])).toBe('[118] Aspen Way, Unit [118]')
    expect(marked('Aspen Way', ['birch', '', '--'])).toBe('Aspen Way')
    expect(marked('', ['a'])).toBe('')
  })
})
