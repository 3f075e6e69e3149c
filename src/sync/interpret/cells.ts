import type { Day } from '../../kernel/clock.ts'
import { parseCents, type Cents } from '../../kernel/money.ts'
import { remembering } from '../../kernel/remembering.ts'
import type { Cells } from '../pack.ts'
import { Refusal, quoted } from '../rejection.ts'

/** Readers of single cells: what a cell means, or a `Refusal` that says what is wrong with it. */

/** The cell of a column that must not be empty. */
export function requiredCell(cells: Cells, column: string): string {
  const value = cells[column]
  if (value === undefined) throw new Refusal('missing_value', column, 'This cell is empty and must not be.')
  return value
}

const FLAGS: Readonly<Record<string, boolean>> = {
  y: true, yes: true, true: true, t: true, 1: true,
  n: false, no: false, false: false, f: false, 0: false,
} // prettier-ignore

/** Null where the source does not say. */
export function readFlag(cells: Cells, column: string): boolean | null {
  const value = cells[column]
  if (value === undefined) return null
  const flag = FLAGS[value.toLowerCase()]
  if (flag === undefined) throw new Refusal('bad_flag', column, `${quoted(value)} is neither Y nor N.`)
  return flag
}

/** One of a few words, whatever the case. */
export function readWord<const W extends string>(value: string, column: string, words: readonly W[]): W {
  const word = words.find((each) => each === value.toLowerCase())
  if (word === undefined)
    throw new Refusal('bad_word', column, `${quoted(value)} is none of ${words.join(', ')}.`)
  return word
}

/** An amount with a dot, as cents. */
export function readCents(value: string, column: string): Cents {
  const cents = parseCents(value)
  if (cents === undefined)
    throw new Refusal(
      'bad_amount',
      column,
      `${quoted(value)} is not an amount such as 84.20 or -12.50 (digits and one dot, no sign of a currency, no commas).`,
    )
  return cents
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i
const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/

/** `2026-11-02`, `2026-11-02T08:30:00Z` (the day as it is printed) or `11/2/2026`. */
export function readDay(cells: Cells, column: string): Day | null {
  const value = cells[column]
  if (value === undefined) return null
  const day = dayOf(value)
  if (day === undefined) throw badDate(value, column)
  return day
}

/** An instant; a time without a zone, and a day without a time, are meant in the community's. */
export function readInstant(cells: Cells, column: string, timeZone: string): Date | null {
  const value = cells[column]
  if (value === undefined) return null
  const iso = ISO.exec(value)
  // The day alone is looked up among those that are known: an instant hardly comes twice.
  const day = dayOf(iso ? value.slice(0, 10) : value)
  if (day === undefined) throw badDate(value, column)
  const [, , , , hour = '00', minute = '00', second = '00', offset] = iso ?? []
  const printed = `${day}T${hour}:${minute}:${second}`
  const epochMs =
    offset === undefined
      ? localToEpoch(day, Date.parse(`${printed}Z`), timeZone)
      : Date.parse(`${printed}${withColon(offset)}`)
  if (Number.isNaN(epochMs)) throw badDate(value, column)
  return new Date(epochMs)
}

/** `+0200` and `+02` as `+02:00`, which is all that the language reads. */
function withColon(offset: string): string {
  if (/^z$/i.test(offset)) return 'Z'
  return `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`
}

const DAYS_KEPT = 20_000
const ZONES_KEPT = 1_000

/**
 * How far a zone is from UTC on a day, in milliseconds; null where that changes on it. Asking the zone takes 10 µs, and a
 * first load asks 100,000 times about few days.
 */
const offsetsIn = remembering(ZONES_KEPT, (timeZone) =>
  remembering(DAYS_KEPT, (day) => {
    const start = Temporal.PlainDate.from(day).toZonedDateTime(timeZone)
    return start.hoursInDay === 24 ? start.offsetNanoseconds / 1_000_000 : null
  }),
)

/** A local time as milliseconds since the epoch. */
function localToEpoch(day: Day, asIfUtc: number, timeZone: string): number {
  if (Number.isNaN(asIfUtc)) return NaN
  const offset = offsetsIn(timeZone)(day)
  if (offset !== null) return asIfUtc - offset
  return Temporal.PlainDateTime.from(new Date(asIfUtc).toISOString().slice(0, -1)).toZonedDateTime(timeZone)
    .epochMilliseconds
}

/** Days as they were printed: a city's records speak of few, and each is read twice. */
const knownDay = remembering(DAYS_KEPT, parseDay)
const LONGEST_TIME = 40

function dayOf(printed: string): Day | undefined {
  return printed.length > LONGEST_TIME ? undefined : knownDay(printed)
}

function parseDay(printed: string): Day | undefined {
  const iso = ISO.exec(printed)
  const american = iso ? null : AMERICAN.exec(printed)
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]]
    : american
      ? [american[3], american[1]?.padStart(2, '0'), american[2]?.padStart(2, '0')]
      : []
  if (year === undefined || month === undefined || day === undefined || year === '0000') return undefined
  const exists = Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month))
  return exists ? `${year}-${month}-${day}` : undefined
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}

function badDate(value: string, column: string): Refusal {
  return new Refusal('bad_date', column, `${quoted(value)} is not a date such as 2026-11-02.`)
}
