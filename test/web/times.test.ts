import { describe, expect, test } from 'vitest'
import { dayInWords, durationInWords, fullMoment, momentInWords, zoneInWords } from '../../src/web/times.ts'

const now = new Date('2026-11-20T16:42:00Z')
const denver = 'America/Denver'

describe('Times are those of the community', () => {
  test('today is a time alone', () => {
    expect(momentInWords('2026-11-20T16:30:00Z', denver, now)).toBe('9:30 AM')
    expect(momentInWords('2026-11-21T05:05:00Z', denver, now)).toBe('10:05 PM')
  })

  test('another day is named, and another year as well', () => {
    expect(momentInWords('2026-11-20T06:59:00Z', denver, now)).toBe('19 Nov, 11:59 PM')
    expect(momentInWords('2024-03-03T19:00:00Z', denver, now)).toBe('3 Mar 2024, 12:00 PM')
  })

  test('beside that of another community, a time has its zone', () => {
    expect(
      ['America/Denver', 'America/Phoenix', 'America/Los_Angeles'].map((zone) => zoneInWords(now, zone)),
    ).toEqual(['MST', 'MST', 'PST'])
    expect(zoneInWords('2026-07-01T12:00:00Z', denver)).toBe('MDT')
  })

  test('what is printed names the whole moment', () => {
    expect(fullMoment(now, denver)).toBe('20 Nov 2026, 9:42 AM')
    expect(dayInWords('2026-11-02')).toBe('2 Nov 2026')
  })

  test('a duration is as exact as it is interesting', () => {
    expect([0, 40, 4_249, 180_000].map(durationInWords)).toEqual(['1 ms', '40 ms', '4.2 s', '3 min'])
  })
})
