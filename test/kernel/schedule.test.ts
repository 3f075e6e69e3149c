import { expect, it } from 'vitest'
import { addDays, dayAt, parseDuration, startOfDay } from '../../src/kernel/clock.ts'
import { nextSyncAt, overdueAfter } from '../../src/kernel/schedule.ts'
import { parseSettings } from '../../src/kernel/settings.ts'

const every = (interval: string) => parseSettings({ sync: { every: interval } })

it('"every 15m" means the quarters of an hour, also at the moment of one', () => {
  expect(nextSyncAt(every('15m'), new Date('2026-11-20T09:31:07Z')).toISOString()).toBe(
    '2026-11-20T09:45:00.000Z',
  )
  expect(nextSyncAt(every('15m'), new Date('2026-11-20T09:45:00Z')).toISOString()).toBe(
    '2026-11-20T10:00:00.000Z',
  )
})

it('a run is overdue after two intervals, but never within a minute', () => {
  expect([overdueAfter(every('15m')), overdueAfter(every('2s'))]).toEqual([1_800_000, 60_000])
})

it('a day begins at the midnight of the community, also when clocks change', () => {
  expect(dayAt(new Date('2026-11-20T06:59:00Z'), 'America/Denver')).toBe('2026-11-19')
  expect(startOfDay('2026-11-01', 'America/Denver').toISOString()).toBe('2026-11-01T06:00:00.000Z')
  expect(startOfDay('2026-11-02', 'America/Denver').toISOString()).toBe('2026-11-02T07:00:00.000Z')
  expect(addDays('2026-02-27', 2)).toBe('2026-03-01')
})

it.each(['', '15', 'm', '0s', '-1m', '1.5h', '15m '])('%j is not a duration', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})
