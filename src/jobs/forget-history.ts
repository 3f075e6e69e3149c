import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { Log } from '../kernel/log.ts'
import { forgetHistory } from '../history/index.ts'
import type { Store } from '../store/index.ts'
import type { ListsCommunities } from './sync-community.ts'
import type { Task } from './task.ts'

const HOUR = 3_600_000

/** Every hour: what is older than the settings of a community say, and reports of old runs, are forgotten. */
export function createForgetTask({
  store,
  clock,
  log,
  communities,
}: {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly communities: ListsCommunities
}): Task<object> {
  let last = -Infinity
  return {
    name: 'forget-history',
    concurrency: 1,
    async listDue() {
      const hour = Math.floor(clock.now().getTime() / HOUR) * HOUR
      return hour > last ? [{ key: 'all', point: new Date(hour), data: {} }] : []
    },
    sent({ point }) {
      if (point) last = point.getTime()
    },
    async perform(_, signal) {
      try {
        for (const community of await communities.list()) {
          if (signal.aborted) return
          await forget(community, signal)
        }
      } catch (error) {
        log.error({ err: error }, 'forgetting old history failed')
      }
    },
  }

  /** One community that fails does not keep the others waiting. */
  async function forget(community: Community, signal: AbortSignal): Promise<void> {
    try {
      const gone = await forgetHistory(store, community, clock.now(), signal)
      if (gone > 0) log.info({ gone }, `old history of ${community.slug} was forgotten`)
    } catch (error) {
      log.error({ err: error }, `forgetting the old history of ${community.slug} failed`)
    }
  }
}
