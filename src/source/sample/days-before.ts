import { addDays, type Day } from '../../kernel/clock.ts'

/** The day that is so many days before; negative ones come after. */
export type DaysBefore = (days: number) => Day

/** Remembers what it said: reckoning each day anew takes most of the time in which a city is made. */
export function daysBefore(today: Day): DaysBefore {
  const known = new Map<number, Day>()
  return (days) => {
    let day = known.get(days)
    if (day === undefined) known.set(days, (day = addDays(today, -days)))
    return day
  }
}
