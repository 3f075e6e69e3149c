import { expect, test } from 'vitest'
import { listCities } from '../../bench/cities/cities.ts'
import { COUNTRY } from '../../bench/cities/vocabulary.ts'
import { randomFrom } from '../../src/source/sample/random.ts'

test('the largest city has a tenth of all customers, and the others fall off', () => {
  const sizes = listCities({ customers: 1_000_000, communities: 500 }).map(({ customers }) => customers)
  expect(sizes).toHaveLength(500)
  expect(sizes.reduce((sum, size) => sum + size)).toBe(1_000_000)
  expect(sizes[0]).toBeCloseTo(100_000, -3)
  expect(sizes[1]).toBeLessThan(25_000)
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
})

test.each([
  ['surname', 'Smith', 0.01],
  ['givenName', 'James', 0.03],
] as const)('the commonest %s is %s, and the tail is long', (kind, commonest, share) => {
  const random = randomFrom('test')
  const drawn = Array.from({ length: 50_000 }, () => COUNTRY[kind](random))
  const counts = [...Map.groupBy(drawn, (name) => name)].sort((a, b) => b[1].length - a[1].length)
  expect(counts[0]?.[0]).toBe(commonest)
  expect((counts[0]?.[1].length ?? 0) / drawn.length).toBeCloseTo(share, 2)
  expect(counts.length).toBeGreaterThan(2_000)
})
