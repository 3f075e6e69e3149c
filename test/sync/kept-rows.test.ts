import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { KeptRows, NOWHERE } from '../../src/sync/kept-rows.ts'

let directory: string
let kept: KeptRows

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portal-kept-'))
  kept = new KeptRows(directory)
})

afterEach(() => {
  kept.close()
  rmSync(directory, { recursive: true })
})

test('A row is read as it was added, whatever is in it, also behind others', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 })), (texts) => {
      const places = texts.map((text) => kept.add(text))
      expect(places.map((at) => kept.textAt(at))).toEqual(texts)
    }),
  )
})

test('Rows that lead back to each other are a list, in the order in which they came', () => {
  const [one, other] = [['a', '', 'ü'], ['1']]
  let [lastOfOne, lastOfOther] = [NOWHERE, NOWHERE]
  for (const text of one) lastOfOne = kept.add(text, lastOfOne)
  for (const text of other) lastOfOther = kept.add(text, lastOfOther)
  lastOfOne = kept.add('z', lastOfOne)
  expect(kept.listAt(lastOfOne)).toEqual([...one, 'z'])
  expect(kept.listAt(lastOfOther)).toEqual(other)
  expect(kept.listAt(NOWHERE)).toEqual([])
})

test('Of many rows most are in a file without a name, and each is read, in any order', () => {
  const rows = 100_000
  const textOf = (i: number) => `${i} ${'ab\u00fc'.repeat(i % 500)}`
  const places: number[] = []
  // Every tenth row leads back to the one ten before it.
  for (let i = 0; i < rows; i++) places.push(kept.add(textOf(i), i % 10 === 0 ? places[i - 10] : NOWHERE))
  expect((places.at(-1) ?? 0) / (1 << 20)).toBeGreaterThan(64)
  expect(readdirSync(directory)).toEqual([])
  for (let n = 0; n < rows / 10; n++) {
    const i = (n * 7_919) % rows
    if (kept.textAt(places[i] ?? NOWHERE) !== textOf(i)) expect.fail(`row ${i} is another one`)
  }
  const list = kept.listAt(places[99_990] ?? NOWHERE)
  expect(list).toHaveLength(rows / 10)
  expect([list[0], list.at(-1)]).toEqual([textOf(0), textOf(99_990)])
})

test('What is larger than any row can be is refused', () => {
  expect(() => kept.add('x'.repeat(2 << 20))).toThrow('cannot be kept')
})

test('Where there is no room for them, that is said', () => {
  const file = join(directory, 'a-file')
  writeFileSync(file, '')
  const nowhere = new KeptRows(file)
  const row = 'x'.repeat(500_000)
  expect(() => {
    for (let i = 0; i < 200; i++) nowhere.add(row)
  }).toThrow(`wait in ${file} while they are read, and could not be written there`)
  expect(() => nowhere.add(row)).toThrow('nothing was changed')
})
