/** A time of day of a community's clock: `22:00`. */
export interface QuietHours {
  readonly from: string
  /** The first moment that is not quiet any more. At or before `from` it is one of the next day. */
  readonly to: string
}

export interface QuietPeriod {
  /** Milliseconds; the end does not belong to it. */
  readonly start: number
  readonly end: number
}

interface Placed extends QuietHours {
  readonly timeZone: string
  /** Milliseconds that are added to each end. */
  readonly longerBy: number
}

/** The quiet hours that a moment falls into. On the day of a change of clocks they last as long as the clock says. */
export function quietPeriodAt(time: number, hours: Placed): QuietPeriod | undefined {
  const { timeZone } = hours
  const today = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone).toPlainDate()
  return [today, today.subtract({ days: 1 })]
    .map((day) => periodOf(day, hours))
    .find(({ start, end }) => start <= time && time < end)
}

function periodOf(day: Temporal.PlainDate, { from, to, timeZone, longerBy }: Placed): QuietPeriod {
  const at = (date: Temporal.PlainDate, plainTime: string) =>
    date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds
  return { start: at(day, from), end: at(to > from ? day : day.add({ days: 1 }), to) + longerBy }
}

const DAY = 24 * 60

/** How long the quiet hours are on a usual day, in minutes. */
export function quietMinutes({ from, to }: QuietHours): number {
  const minutes = (minutesOf(to) - minutesOf(from) + DAY) % DAY
  return minutes === 0 ? DAY : minutes
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
