import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { Log } from '../kernel/log.ts'
import type { ListsCommunities } from './sync-community.ts'
import type { Task } from './task.ts'

/** What this task needs of the sync service. */
export interface RefreshesVerdicts {
  /** Re-evaluates the accounts whose verdict has passed its date; quick when there is none. */
  refreshDueVerdicts(community: Community): Promise<unknown>
}

const MINUTE = 60_000

/**
 * Every minute, and at the start: a grace period that ends tonight withholds its account tonight, without a sync and
 * although the source may be down.
 */
export function createVerdictTask({
  clock,
  log,
  sync,
  communities,
}: {
  readonly clock: Clock
  readonly log: Log
  readonly sync: RefreshesVerdicts
  readonly communities: ListsCommunities
}): Task<object> {
  let last = -Infinity
  return {
    name: 'refresh-verdicts',
    concurrency: 1,
    async listDue() {
      const minute = Math.floor(clock.now().getTime() / MINUTE) * MINUTE
      return minute > last ? [{ key: 'all', point: new Date(minute), data: {} }] : []
    },
    sent({ point }) {
      if (point) last = point.getTime()
    },
    async perform(_, signal) {
      try {
        for (const community of await communities.list()) {
          if (signal.aborted) return
          await refresh(community)
        }
      } catch (error) {
        log.error({ err: error }, 'refreshing verdicts failed')
      }
    },
  }

  /** One community that fails does not keep the others waiting. */
  async function refresh(community: Community): Promise<void> {
    try {
      await sync.refreshDueVerdicts(community)
    } catch (error) {
      log.error({ err: error }, `refreshing the verdicts of ${community.slug} failed`)
    }
  }
}
