import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../kernel/log.ts'

/**
 * Calls `tick` again and again, `everyMs` after the last call has ended, so that two never overlap. What it throws is
 * logged, once until it succeeds again, and the next tick comes all the same.
 * @returns stops it, and waits for a tick under way.
 */
export function startTicking(everyMs: number, log: Log, tick: () => Promise<void>): () => Promise<void> {
  const stopping = new AbortController()
  let failing = false
  const ticking = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await tick()
        failing = false
      } catch (error) {
        if (!failing && !stopping.signal.aborted)
          log.error({ err: error }, 'looking for work that is due failed')
        failing = true
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  })()
  return async () => {
    stopping.abort()
    await ticking
  }
}
