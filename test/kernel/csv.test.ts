import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvOf } from '../../src/kernel/csv.ts'

const MARK = '\uFEFF'

test('a table begins with a byte-order mark, and its lines end as RFC 4180 says', () => {
  expect(
    csvOf([
      ['Name', 'Balance'],
      ['Núñez, Ana', 84.2],
      [null, -12.5],
    ]),
  ).toBe(`${MARK}Name,Balance\r\n"Núñez, Ana",84.2\r\n,-12.5\r\n`)
})

test.each(['=1+1', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', "=cmd|' /C calc'!A0"])(
  'a text that a spreadsheet would run, such as %j, is shown instead',
  (text) => {
    expect(parse(csvOf([[text]]), { bom: true })).toEqual([[`'${text}`]])
  },
)

test('any other text comes back as it was', () => {
  const harmless = fc.string({ unit: 'grapheme' }).filter((text) => !/^[=+\-@\t\r\n＝＋－＠]/u.test(text))
  fc.assert(
    fc.property(fc.array(fc.array(harmless, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
      expect(parse(csvOf([['a', 'b'], ...rows]), { bom: true })).toEqual([['a', 'b'], ...rows])
    }),
  )
})
