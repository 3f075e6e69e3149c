import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayAt, parseDuration, startOfDay } from '../../src/kernel/clock.ts'
import { isOverdue, lastSyncPoint, nextSyncAt, nextSyncPoint } from '../../src/kernel/schedule.ts'
import { parseSettings } from '../../src/kernel/settings.ts'

const MINUTE = 60_000

function city(sync: object, { name = 'Cedar Hollow', timeZone = 'America/Denver' } = {}) {
  return { name, settings: parseSettings({ sync, timeZone }) }
}

const next = (sync: object, now: string, more = {}) =>
  nextSyncPoint(city(sync, more), new Date(now)).toISOString()

/** The starts of the next runs, without the seconds that are the city's own. */
function minutes(sync: object, from: string, count: number): string[] {
  const starts: string[] = []
  for (let now = new Date(from); starts.length < count;) {
    now = nextSyncPoint(city(sync), now)
    starts.push(now.toISOString().slice(5, 16))
  }
  return starts
}

describe('every 15m', () => {
  it('is four times an hour, at moments that are the city’s own', () => {
    expect(next({ every: '15m' }, '2026-11-20T09:31:07Z')).toBe('2026-11-20T09:31:58.000Z')
    expect(next({ every: '15m' }, '2026-11-20T09:31:58Z')).toBe('2026-11-20T09:46:58.000Z')
    expect(next({ every: '15m' }, '2026-11-20T09:31:07Z', { name: 'Port Marlow' })).toBe(
      '2026-11-20T09:42:43.000Z',
    )
  })

  it('does not begin in 500 cities at once: of a minute, each gets about its share', () => {
    const starts = Array.from({ length: 500 }, (_, i) => {
      const start = nextSyncPoint(
        city({ every: '15m' }, { name: `City ${i}` }),
        new Date('2026-11-20T09:00:00Z'),
      )
      return Math.floor(start.getTime() / MINUTE)
    })
    const busiest = Math.max(...starts.map((minute) => starts.filter((each) => each === minute).length))
    expect(new Set(starts).size).toBe(15)
    expect(busiest).toBeLessThan(60)
  })
})

describe('A cron expression', () => {
  it('names minutes of the city’s own clock, and the run begins within them', () => {
    expect(next({ cron: '15 6-18 * * 1-5' }, '2026-11-20T13:00:00Z')).toBe('2026-11-20T13:15:07.000Z')
    // 6:15 PM on Friday, then Monday.
    expect(minutes({ cron: '15 6-18 * * 1-5' }, '2026-11-21T01:00:00Z', 2)).toEqual([
      '11-21T01:15',
      '11-23T13:15',
    ])
  })

  it('that counts, counts instead of `every`', () => {
    expect(minutes({ cron: '0 3 * * *', every: '10s' }, '2026-11-20T09:31:07Z', 1)).toEqual(['11-20T10:00'])
  })

  it('comes once on the day on which its hour is left out, and once where its hour comes twice', () => {
    expect(minutes({ cron: '30 2 * * *' }, '2026-03-07T00:00:00Z', 3)).toEqual([
      '03-07T09:30',
      '03-08T09:00',
      '03-09T08:30',
    ])
    expect(minutes({ cron: '30 1 * * *' }, '2026-10-31T00:00:00Z', 3)).toEqual([
      '10-31T07:30',
      '11-01T07:30',
      '11-02T08:30',
    ])
  })
})

describe('Quiet hours', () => {
  const quietHours = { from: '22:00', to: '05:00' }

  it('have no run, and what falls into them is made up for once, after them', () => {
    // 9:46 PM, 5:01 AM.
    expect(minutes({ every: '15m', quietHours }, '2026-11-21T04:40:00Z', 3)).toEqual([
      '11-21T04:46',
      '11-21T12:01',
      '11-21T12:16',
    ])
  })

  it('delay a daily run that stands in them to their end', () => {
    expect(minutes({ cron: '30 2 * * *', quietHours }, '2026-11-20T20:00:00Z', 2)).toEqual([
      '11-21T12:00',
      '11-22T12:00',
    ])
  })

  it('bring no run of their own where none falls into them', () => {
    expect(minutes({ cron: '0 12 * * *', quietHours }, '2026-11-20T20:00:00Z', 2)).toEqual([
      '11-21T19:00',
      '11-22T19:00',
    ])
  })

  it('are those of the clock, also in the night in which it changes', () => {
    expect(minutes({ every: '1h', quietHours }, '2026-10-31T05:00:00Z', 1)).toEqual(['10-31T11:01'])
    expect(minutes({ every: '1h', quietHours }, '2026-11-01T05:00:00Z', 1)).toEqual(['11-01T12:01'])
  })
})

it('is overdue when two runs in a row did not read the source, quiet hours apart', () => {
  const busy = city({ every: '15m', quietHours: { from: '22:00', to: '05:00' } })
  const overdue = (readAt: string, now: string) => isOverdue(busy, new Date(readAt), new Date(now))
  expect(overdue('2026-11-20T16:01:59Z', '2026-11-20T16:31:57Z')).toBe(false)
  expect(overdue('2026-11-20T16:01:59Z', '2026-11-20T16:31:58Z')).toBe(true)
  expect(overdue('2026-11-21T04:47:00Z', '2026-11-21T12:00:00Z')).toBe(false)
  expect(overdue('2026-11-21T04:47:00Z', '2026-11-21T12:17:00Z')).toBe(true)
  expect(isOverdue(busy, null, new Date())).toBe(true)
})

it('is not overdue within a minute, where runs come every few seconds and one may take longer', () => {
  const often = city({ every: '2s' })
  const overdue = (now: string) => isOverdue(often, new Date('2026-11-20T16:00:00Z'), new Date(now))
  expect(overdue('2026-11-20T16:01:00Z')).toBe(false)
  expect(overdue('2026-11-20T16:01:01Z')).toBe(true)
})

it('has no time while somebody has paused it, and is not overdue', () => {
  const paused = { ...city({ every: '15m' }), pause: { since: new Date(), by: 'Priya Shah', reason: null } }
  expect(nextSyncAt(paused, new Date())).toBeNull()
  expect(isOverdue(paused, new Date(0), new Date())).toBe(false)
})

it('one after the other, the starts are the same whoever asks when, and none is in the quiet hours', () => {
  const cities = fc.record({
    name: fc.string(),
    timeZone: fc.constantFrom('America/Denver', 'Africa/Cairo', 'Australia/Lord_Howe', 'America/Santiago'),
    grid: fc.constantFrom(
      { every: '15m' },
      { every: '7h' },
      { every: '1d' },
      { cron: '*/7 * * * *' },
      { cron: '30 2 * * *' },
      { cron: '0 1-23/2 * * 1-5' },
    ),
    quietHours: fc.constantFrom(
      null,
      { from: '22:00', to: '05:00' },
      { from: '01:30', to: '02:30' },
      { from: '06:00', to: '05:00' },
    ),
  })
  const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(cities, moment, ({ name, timeZone, grid, quietHours }, now) => {
      const where = city({ ...grid, quietHours }, { name, timeZone })
      const [last, coming] = [lastSyncPoint(where, now), nextSyncPoint(where, now)]
      expect(last.getTime()).toBeLessThanOrEqual(now.getTime())
      expect(coming.getTime()).toBeGreaterThan(now.getTime())
      expect(nextSyncPoint(where, last)).toEqual(coming)
      expect(lastSyncPoint(where, coming)).toEqual(coming)
      expect(lastSyncPoint(where, new Date(coming.getTime() - 1))).toEqual(last)
      if (quietHours === null) return
      const time = coming
        .toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
        .slice(0, 5)
      const { from, to } = quietHours
      expect(from < to ? time >= from && time < to : time >= from || time < to).toBe(false)
    }),
    { numRuns: 500 },
  )
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
