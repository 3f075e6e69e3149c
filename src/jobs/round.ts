import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { Log } from '../kernel/log.ts'
import type { ListsCommunities } from './sync-community.ts'
import type { Task } from './task.ts'

export interface RoundServices {
  readonly clock: Clock
  readonly log: Log
  readonly communities: ListsCommunities
}

interface Round {
  /** Name of its queue. */
  readonly name: string
  readonly everyMs: number
  /** What is done, for the log: `refreshing verdicts`. */
  readonly what: string
  readonly visit: (community: Community, signal: AbortSignal) => Promise<void>
}

/** A task that visits every community in turn, at the start and then at each full minute, hour or whatever it says. */
export function createRound(
  { clock, log, communities }: RoundServices,
  { name, everyMs, what, visit }: Round,
): Task<object> {
  let last = -Infinity
  return {
    name,
    concurrency: 1,
    listDue() {
      const point = Math.floor(clock.now().getTime() / everyMs) * everyMs
      return Promise.resolve(point > last ? [{ key: 'all', point: new Date(point), data: {} }] : [])
    },
    sent({ point }) {
      if (point) last = point.getTime()
    },
    async perform(_, signal) {
      try {
        for (const community of await communities.list()) {
          if (signal.aborted) return
          // One community that fails does not keep the others waiting.
          await visit(community, signal).catch((error: unknown) =>
            log.error({ err: error }, `${what} of ${community.slug} failed`),
          )
        }
      } catch (error) {
        log.error({ err: error }, `${what} failed`)
      }
    },
  }
}
