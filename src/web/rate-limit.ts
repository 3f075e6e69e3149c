import type { MiddlewareHandler } from 'hono'
import type { Clock } from '../kernel/clock.ts'
import { userOf, type WebApp, type WebEnvironment } from './environment.ts'
import { PageError } from './errors.tsx'
import { paths } from './paths.ts'

/** Users whose last request is longer ago than this have their allowance back, and need not be remembered. */
const FORGET_AFTER_MS = 60_000

interface Allowance {
  left: number
  at: number
}

interface Limit {
  readonly perSecond: number
  readonly atOnce: number
  readonly heading: string
  readonly sentence: string
}

/** Far more than somebody who types can send, and few enough that nobody's program makes the others wait. */
const SEARCHES: Limit = {
  perSecond: 20,
  atOnce: 60,
  heading: 'Too many searches at once',
  sentence: 'Wait a second, then search again.',
}

/** A file of a thousand customers is for a spreadsheet, not for copying a city search by search. */
const EXPORTS: Limit = {
  perSecond: 1 / 10,
  atOnce: 5,
  heading: 'Too many exports at once',
  sentence: 'Wait ten seconds, then export again.',
}

/**
 * How fast each user may search, wherever they are: in one community or in several, page by page or while typing, and
 * asking why somebody is not found, which searches too. Exports have an allowance of their own.
 */
export function addRateLimits(app: WebApp, clock: Clock): void {
  const searches = limitRequests(clock, SEARCHES)
  for (const path of [paths.search(':slug'), paths.why(':slug'), paths.searchMany()]) app.use(path, searches)
  app.use(paths.searchExport(':slug'), limitRequests(clock, EXPORTS))
}

/** Lets each user send so many requests at once, and so many a second on average. */
function limitRequests(
  clock: Clock,
  { perSecond, atOnce, heading, sentence }: Limit,
): MiddlewareHandler<WebEnvironment> {
  const allowances = new Map<string, Allowance>()
  let sweptAt = 0
  return async (c, next) => {
    const now = clock.now().getTime()
    if (now - sweptAt > FORGET_AFTER_MS) {
      for (const [userId, { at }] of allowances) if (now - at > FORGET_AFTER_MS) allowances.delete(userId)
      sweptAt = now
    }
    const { userId } = userOf(c)
    const before = allowances.get(userId) ?? { left: atOnce, at: now }
    const left = Math.min(atOnce, before.left + (Math.max(0, now - before.at) / 1_000) * perSecond) - 1
    if (left < 0) {
      c.header('Retry-After', String(Math.ceil(1 / perSecond)))
      throw new PageError(429, heading, sentence)
    }
    allowances.set(userId, { left, at: now })
    await next()
  }
}
