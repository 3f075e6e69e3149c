/** Times as people of the community read them: in its time zone, and no longer than needed. */

type Instant = Date | string

/** `9:30 AM` when it is today, `20 Nov, 9:30 AM` this year, and with the year otherwise. */
export function momentInWords(instant: Instant, timeZone: string, now: Date): string {
  const [there, today] = [zoned(instant, timeZone), zoned(now, timeZone)]
  const time = clockTime(there)
  if (there.toPlainDate().equals(today.toPlainDate())) return time
  const day = `${there.day} ${monthOf(there.month)}`
  return there.year === today.year ? `${day}, ${time}` : `${day} ${there.year}, ${time}`
}

/** `MST`: where times of several communities stand beside each other. */
export function zoneInWords(instant: Instant, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'short' }).formatToParts(
    new Date(instant),
  )
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

/** `20 Nov 2026, 9:42 AM`: for what is printed and read another day. */
export function fullMoment(instant: Instant, timeZone: string): string {
  const there = zoned(instant, timeZone)
  return `${there.day} ${monthOf(there.month)} ${there.year}, ${clockTime(there)}`
}

/** `2 Nov 2026`, of a calendar day `YYYY-MM-DD`. */
export function dayInWords(day: string): string {
  const { day: number, month, year } = Temporal.PlainDate.from(day)
  return `${number} ${monthOf(month)} ${year}`
}

/** The calendar day of an instant, as `dayInWords` says it. */
export function dayOfMoment(instant: Instant, timeZone: string): string {
  return dayInWords(zoned(instant, timeZone).toPlainDate().toString())
}

/** `4.2 s`, `3 min`. */
export function durationInWords(ms: number): string {
  if (ms < 1_000) return `${Math.max(1, Math.round(ms))} ms`
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`
}

function zoned(instant: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(new Date(instant).getTime()).toZonedDateTimeISO(timeZone)
}

function clockTime({ hour, minute }: Temporal.ZonedDateTime): string {
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function monthOf(month: number): string {
  return MONTHS[month - 1] ?? ''
}
