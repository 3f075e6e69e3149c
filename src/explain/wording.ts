import type { Day } from '../kernel/clock.ts'

/** Kept, as it takes 0.2 ms to make one. */
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })

/** `2 November 2026`. */
export function dayInWords(day: Day): string {
  return DAY.format(Temporal.PlainDate.from(day))
}

/** `9:45 AM on 24 November 2026`, in the time zone of the community. */
export function momentInWords(instant: Date, timeZone: string): string {
  const there = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone)
  const hour = there.hour % 12 === 0 ? 12 : there.hour % 12
  const minute = String(there.minute).padStart(2, '0')
  return `${hour}:${minute} ${there.hour < 12 ? 'AM' : 'PM'} on ${dayInWords(there.toPlainDate().toString())}`
}

/** `a, b and c`. */
export function listInWords(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
