/**
 * The only way to ask what time it is, so that a test can move time. Instants are JavaScript dates, as both database
 * drivers give them; calendar days are `YYYY-MM-DD` strings in the time zone of a community.
 */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A calendar day, `YYYY-MM-DD`; compares correctly as a string. */
export type Day = string

/** The calendar day at `instant` in `timeZone` (IANA name). */
export function dayAt(instant: Date, timeZone: string): Day {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
}

/** The instant at which `day` begins in `timeZone` (not always 00:00: some zones skip it). */
export function startOfDay(day: Day, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds)
}

/** `day` moved by a number of calendar days. */
export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

const DURATION = /^(\d{1,4})(s|m|h|d)$/
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Reads `30s`, `15m`, `2h` or `1d` as milliseconds; `undefined` when it is anything else or zero. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text)
  if (!match) return undefined
  const ms = Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]
  return ms > 0 ? ms : undefined
}

/**
 * Reads a moment as people write it: `2026-11-24 15:00`, in the time zone, or an ISO instant that says its own offset.
 * `undefined` when it is neither.
 */
export function parseMoment(text: string, timeZone: string): Date | undefined {
  try {
    return new Date(Temporal.Instant.from(text.trim()).epochMilliseconds)
  } catch {
    try {
      const local = Temporal.PlainDateTime.from(text.trim().replace(/ +/, 'T'))
      return new Date(local.toZonedDateTime(timeZone).epochMilliseconds)
    } catch {
      return undefined
    }
  }
}
