import { expect, it } from 'vitest'
import { randomFrom } from '../../src/source/sample/random.ts'
import { TestClock } from '../world/clock.ts'
import { City } from './city.ts'
import {
  ChangingSource,
  OVERLAP_MS,
  SimulatedSource,
  type ReadingBegun,
  type SourceTrouble,
} from './source.ts'

const NOW = '2026-11-20T16:00:00Z'
const MINUTE = 60_000

function cityOf(count: number): City {
  const city = new City()
  const before = city.snapshot()
  for (let i = 0; i < count; i++) city.setCustomer({ customer_id: `C${i}`, name: 'Alder, Ana' })
  city.stamp(before, new Date(Date.parse(NOW) - 60 * MINUTE))
  return city
}

/** Somebody enters another name, which is seen from now on. */
function renameAt(city: City, id: string, enteredAt: number): void {
  const before = city.snapshot()
  city.editCustomer(id, { name: 'Birch, Bo' })
  city.stamp(before, new Date(enteredAt))
}

function sourceOf(city: City, readings: ReadingBegun[] = []): ChangingSource {
  return new ChangingSource(city, randomFrom('1'), new TestClock(NOW), (reading) => {
    readings.push(reading)
    return Promise.resolve()
  })
}

it('what was committed late is among the changes within the overlap, and after it in the sweep alone', async () => {
  const city = cityOf(3)
  const source = sourceOf(city)
  const { cursor = '' } = await source.describe()
  renameAt(city, 'C1', Date.parse(NOW) - OVERLAP_MS + MINUTE)
  renameAt(city, 'C2', Date.parse(NOW) - OVERLAP_MS - MINUTE)
  const { batches } = await source.changesSince(cursor)
  const pages = await Array.fromAsync(batches)
  expect(pages.flatMap(({ rows }) => rows.map(({ values }) => values['customer_id']))).toEqual(['C1'])
  const [customers] = await Array.fromAsync(source.sweep())
  expect(customers?.records).toContainEqual({ id: 'C2', version: '2026-11-20T15:49:00.000Z' })
})

it('says that something was committed too late to be among the changes, and only once', async () => {
  const city = cityOf(3)
  const readings: ReadingBegun[] = []
  const source = sourceOf(city, readings)
  await Array.fromAsync(source.read())
  const { cursor = '' } = await source.describe()
  renameAt(city, 'C1', Date.parse(NOW) - OVERLAP_MS + MINUTE)
  await source.changesSince(cursor)
  renameAt(city, 'C2', Date.parse(NOW) - OVERLAP_MS - MINUTE)
  await source.changesSince(cursor)
  await source.changesSince(cursor)
  expect(readings.map(({ lacksLate }) => lacksLate)).toEqual([false, false, true, false])
})

it.each<[SourceTrouble, boolean]>([
  ['lost', true],
  ['truncated', true],
  ['changing', true],
  ['doubled', false],
  ['misordered', false],
  ['short', false],
])('a source that is %s ends with an error: %s', async (trouble, fails) => {
  const source = new SimulatedSource(cityOf(12), randomFrom('1'), new TestClock(NOW), async () => {})
  source.trouble = trouble
  const reading = Array.fromAsync(source.read())
  await (fails ? expect(reading).rejects.toThrow() : expect(reading).resolves.toBeDefined())
})
