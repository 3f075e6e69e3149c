import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emailKey, fold, numberKey, phonesIn, wordsOf } from '../../src/search/normalise.ts'
import { readingsOf, wordsBeyond } from '../../src/search/reading.ts'

/** The words of each reading. */
const wordsRead = (text: string) => readingsOf(text).map((reading) => reading.map(({ word }) => word))

describe('Words', () => {
  it.each([
    ['NÚÑEZ', ['nunez']],
    ["O'Brien", ['obrien']],
    ['O’Brien', ['obrien']],
    ['O´Brien', ['obrien']],
    ['O`BRIEN', ['obrien']],
    ['Smith-Jones', ['smith', 'jones']],
    ['Müller & Söhne, GmbH', ['muller', 'sohne', 'gmbh']],
    ['Ødegård', ['odegard']],
    ['Straße', ['strasse']],
    ['İstanbul', ['istanbul']],
    ['12.3456-7', ['1234567']],
    ['BL-2024-017', ['bl2024017']],
    ['123 N. Main St., #4', ['123', 'n', 'main', 'st', '4']],
    ['１２３ Main', ['123', 'main']],
    ['ana@example.gov', ['ana@example.gov']],
    ['Ana.Lee+bills@Example.GOV', ['ana.lee+bills@example.gov']],
    ['smith @ home', ['smith', 'home']],
    ['  \t\n ', []],
    ['!!! ... ---', []],
    ['🙂', []],
    ['שלום עולם', ['שלום', 'עולם']],
    ['\u0000\u0007smith\u200f', ['smith']],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })

  it('are the same whatever the case and the accents of a text are', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."aeinouçñüßøé .-'12@"), maxLength: 30 }), (text) => {
        expect(wordsOf(text.toUpperCase().normalize('NFD'))).toEqual(wordsOf(text.normalize('NFC')))
      }),
    )
  })

  it('stay as they are when they are read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const words = wordsOf(text)
        expect(wordsOf(words.join(' '))).toEqual(words)
      }),
    )
  })

  it('never hold spaces, marks of other fields, or half of a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const word of [...wordsOf(text), ...wordsRead(text).flat()]) {
          expect(word).toMatch(/^[\p{L}\p{N}@._+-]+$/u)
          expect(word.isWellFormed()).toBe(true)
        }
      }),
    )
  })
})

describe('Keys of single fields', () => {
  it.each([
    ['(303) 555-0142', ['3035550142']],
    ['+1 303 555 0142', ['3035550142']],
    ['1-303-555-0142', ['3035550142']],
    ['303.555.0142 ext. 7', ['3035550142']],
    ['303-555-0142 x12', ['3035550142']],
    ['3035550142x5', ['3035550142']],
    ['303-555-0142 extension 4', ['3035550142']],
    ['303-555-0142, opt 2', ['3035550142']],
    ['303-555-0142 #22', ['3035550142']],
    ['303-555-0142 after 5pm', ['3035550142']],
    ['303/555-0142', ['3035550142']],
    ['555-0142', ['5550142']],
    ['303-555-0142 / 303-555-0143', ['3035550142', '3035550143']],
    ['555-0142/555-0143', ['5550142', '5550143']],
    ['W 303-555-0142 H (303)555-0143', ['3035550142', '3035550143']],
    ['303-555-0142 (work) 303-555-0143 (home)', ['3035550142', '3035550143']],
    ['+52 55 1234 5678', ['525512345678']],
    ['+44 20 7946 0958 x3', ['442079460958']],
    ['unlisted', []],
    ['911', []],
  ])('in the phone %j are %j', (printed, keys) => {
    expect(phonesIn(printed)).toEqual(keys)
  })

  it('numbers and ids lose their punctuation', () => {
    expect(numberKey('BL-2024-017')).toBe('bl2024017')
    expect(numberKey(' 12.3456.07 ')).toBe('12345607')
  })

  it('an e-mail address keeps its own punctuation', () => {
    expect(emailKey(' <Ana.Lee@Example.gov> ')).toBe('ana.lee@example.gov')
    expect(emailKey(' @ ')).toBe('')
  })

  it('letters without accents are told apart from letters that only look alike', () => {
    expect(fold('Ł')).toBe('l')
    expect(fold('й')).not.toBe(fold('ш'))
  })
})

describe('Readings of a search', () => {
  it.each([
    ['smith john', [['smith', 'john']]],
    ['john john', [['john']]],
    ['12 3456 7', [['12', '3456', '7'], ['1234567']]],
    ['(303) 555-0142', [['303', '5550142'], ['3035550142']]],
    ['1 303 555 0142', [['1', '303', '555', '0142'], ['13035550142'], ['3035550142']]],
    ['', []],
    ['?!', []],
  ])('%j is read as %j', (text, readings) => {
    expect(wordsRead(text)).toEqual(expect.arrayContaining(readings))
    expect(wordsRead(text)[0]).toEqual(readings[0])
  })

  it('a name typed with a hyphen may be one word in the record', () => {
    expect(wordsRead('smith-jones')).toEqual([['smith', 'jones'], ['smithjones']])
  })

  it('a number typed in groups, with letters or without, may be one number', () => {
    expect(wordsRead('BL 2024 017').slice(0, 2)).toEqual([['bl', '2024', '017'], ['bl2024017']])
  })

  it('a phone number with the country code is found beside other words', () => {
    expect(wordsRead('lee 1-303-555-0142')).toContainEqual(['lee', '3035550142'])
  })

  it.each([
    ['118 N Main St Apt 4B, Cedar Hollow, CO 80999', '118 n main st apt 4b'],
    ['118 N Main St, Cedar Hollow CO 80999-1204', '118 n main st'],
    ['PO Box 12 Cedar Hollow, co. 80999 USA', 'po box 12 cedar hollow'],
    ['customer id 44170', '44170'],
    ['Acme Co 12345', 'acme co 12345'],
    ['smith or 12345', 'smith or 12345'],
    ['118 Oregon St', '118 oregon st'],
    ['303-555-0142 ext. 5', '3035550142'],
    ['118 Main St #4', '118 main st 4'],
  ])('of %j are looked for: %s', (text, words) => {
    expect(wordsRead(text)[0]?.join(' ')).toBe(words)
  })

  it('of more than twelve words say which are not looked for', () => {
    const twelve = 'a b c d e f g h i j k l'
    expect(wordsBeyond(twelve)).toEqual([])
    expect(wordsBeyond(`${twelve} m n m a`)).toEqual(['m', 'n'])
    expect(wordsBeyond(`last:smith ${twelve}`)).toEqual(['l'])
  })

  it('are bounded however much is typed', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 100 }), { maxLength: 100 }), (words) => {
        const readings = wordsRead(words.join(' '))
        expect(readings.length).toBeLessThanOrEqual(4)
        for (const reading of readings) {
          expect(reading.length).toBeLessThanOrEqual(12)
          for (const term of reading) expect(term.length).toBeLessThanOrEqual(64)
        }
      }),
      { numRuns: 30 },
    )
  })
})
