import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowSplitter, type CsvRow } from '../../src/source/files/row-splitter.ts'

/** Splits bytes that arrive in pieces of whole lines. */
function split(bytes: Buffer, linesPerPiece: number): CsvRow[] {
  const splitter = new RowSplitter('customers.csv')
  const rows: CsvRow[] = []
  let start = 0
  let lines = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (++lines % linesPerPiece !== 0) continue
    rows.push(...splitter.push(bytes.subarray(start, at + 1), false))
    start = at + 1
  }
  return [...rows, ...splitter.push(bytes.subarray(start), true)]
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'ñ', '€', '😀', ' ', ',', '"', '\n', '\r\n', "'"),
  maxLength: 8,
})
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 })
const written = (rows: string[][], end: string) =>
  rows.map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(',') + end).join('')

test('splits whatever is written as RFC 4180 says, in pieces of any size', () => {
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 5 }), (rows, end, pieces) => {
      expect(split(Buffer.from(written(rows, end)), pieces).map(({ cells }) => cells)).toEqual(rows)
    }),
  )
})

test('reads as csv-parse does', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'ñ', ',', '\n', '""', '"b,c"', '"x\ny"'),
    maxLength: 30,
  })
  fc.assert(
    fc.property(text, (content) => {
      let expected: string[][]
      try {
        expected = parse(content, { relax_column_count: true, record_delimiter: '\n' })
      } catch {
        return fc.pre(false)
      }
      const rows = split(Buffer.from(content), 1)
      expect(rows.map(({ cells }) => cells)).toEqual(
        expected.filter((row) => row.length > 1 || row[0] !== ''),
      )
    }),
  )
})

test('tells where each row stands, so that its bytes alone give it again', () => {
  fc.assert(
    fc.property(table, fc.boolean(), (rows, marked) => {
      const bytes = Buffer.from((marked ? '\ufeff' : '') + written(rows, '\r\n'))
      for (const row of split(bytes, 2)) {
        const alone = bytes.subarray(row.offset, row.offset + row.bytes)
        expect(split(alone, 1).map(({ cells }) => cells)).toEqual([row.cells])
        const before = bytes.subarray(0, row.offset).toString()
        expect(row.line).toBe(1 + (before.match(/\r\n|\n|\r/g)?.length ?? 0))
      }
    }),
  )
})
