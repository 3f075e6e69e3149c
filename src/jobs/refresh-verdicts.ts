import type { Community } from '../kernel/community.ts'
import { createRound, type RoundServices } from './round.ts'
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
export function createVerdictTask(
  services: RoundServices & { readonly sync: RefreshesVerdicts },
): Task<object> {
  return createRound(services, {
    name: 'refresh-verdicts',
    everyMs: MINUTE,
    what: 'refreshing the verdicts',
    async visit(community) {
      await services.sync.refreshDueVerdicts(community)
    },
  })
}
