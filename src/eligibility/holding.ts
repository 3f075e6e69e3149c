import { dayAt, startOfDay, type Day } from '../kernel/clock.ts'

/** One period in which a customer holds an account; `toOn` is the first day on which it does not. */
export interface HolderPeriod {
  readonly customerId: string
  readonly toOn: Day | null
}

/**
 * Whether the customer holds the account on a day. A period counts unless it has ended and somebody else holds the
 * account without such an end: the last holders remain until somebody takes over, so that an account which stands
 * empty can still be found. When a period begins does not matter: a city enters the new holder ahead of time.
 */
export function isHeldBy(customerId: string, holders: readonly HolderPeriod[], today: Day): boolean {
  const lasts = (holder: HolderPeriod) => holder.toOn === null || holder.toOn > today
  const own = holders.filter((holder) => holder.customerId === customerId)
  if (own.length === 0) return false
  return own.some(lasts) || !holders.some((holder) => holder.customerId !== customerId && lasts(holder))
}

/** The next instant at which somebody may stop holding the account, where the days are known. */
export function changesAt(holders: readonly HolderPeriod[], today: Day, timeZone: string): Date | null {
  const ends = holders.flatMap(({ toOn }) => (toOn !== null && toOn > today ? [toOn] : [])).sort()
  return ends[0] === undefined ? null : startOfDay(ends[0], timeZone)
}

const HALF_A_DAY_MS = 12 * 3_600_000
const FOR_EVER: Day = '9999-12-31'

/**
 * A day on which what is stored of an account was true: its verdict and its holders were the same on every day from
 * when they were decided until `validUntil`. Who holds an account is not stored itself; asking for this day, and not for
 * today, gives what the listings were made from, also between midnight and the work that midnight asks for. Half a
 * day is taken off so that the answer stays the same when the community moves to another time zone.
 */
export function storedDay(validUntil: Date | null, timeZone: string): Day {
  return validUntil === null ? FOR_EVER : dayAt(new Date(validUntil.getTime() - HALF_A_DAY_MS), timeZone)
}
