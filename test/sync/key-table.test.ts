import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyTable } from '../../src/sync/key-table.ts'

test('A key is new once, and after that known by the line in which it was first', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.string({ unit: 'binary', maxLength: 6 }),
          fc.option(fc.integer({ min: 1, max: 2 ** 31 - 1 })),
        ),
      ),
      (claims) => {
        const [table, known] = [new KeyTable(), new Map<string, number | null>()]
        for (const [key, line] of claims) {
          const before = known.has(key) ? { line: known.get(key) } : undefined
          expect(table.claim(key, line)).toEqual(before)
          if (!before) known.set(key, line)
        }
      },
    ),
  )
})

test('Keys that are counted up are told apart', () => {
  const table = new KeyTable()
  const keyOf = [
    (i: number) => `charge\tH${i}`,
    (i: number) => `charge\t${String(i).padStart(12, '0')}`,
    (i: number) => `holder\tC${i}\tA${i + 1}\towner\t2020-01-01`,
  ]
  for (const key of keyOf)
    for (let i = 0; i < 100_000; i++) if (table.claim(key(i), i + 1)) expect.fail(`${key(i)} is known`)
  for (const key of keyOf) expect(table.claim(key(77_777), null)).toEqual({ line: 77_778 })
  table.close()
  expect(() => table.claim('charge\tH1', 1)).toThrow('no key can be added any more')
})
