import type { MiddlewareHandler } from 'hono'
import type { Clock } from '../kernel/clock.ts'
import { userOf, type WebEnvironment } from './environment.ts'
import { PageError } from './errors.tsx'

/** Users whose last request is longer ago than this have their allowance back, and need not be remembered. */
const FORGET_AFTER_MS = 60_000

interface Allowance {
  left: number
  at: number
}

/**
 * Lets each user send so many requests at once, and so many a second on average: far more than somebody who types can,
 * and few enough that nobody's program makes the others wait.
 */
export function limitRequests(
  clock: Clock,
  { perSecond, atOnce }: { readonly perSecond: number; readonly atOnce: number },
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
      c.header('Retry-After', '1')
      throw new PageError(429, 'Too many searches at once', 'Wait a second, then search again.')
    }
    allowances.set(userId, { left, at: now })
    await next()
  }
}
