import type { Community } from '../kernel/community.ts'
import { nextSyncAt } from '../kernel/schedule.ts'

/** How a run ended: `well` when it did what there was to do, `stopped` when its process was told to end. */
export type Ending = 'well' | 'failed' | 'cancelled' | 'stopped'

interface Ran {
  /** Runs that failed before it, since the last that did not. */
  readonly failures: number
  readonly community: Community
  readonly trigger: string
  readonly now: Date
}

const MINUTE = 60_000

/**
 * What a run leaves behind: how many have failed in a row, and when this one is tried again. A run of the schedule is tried
 * again after 1, 2, 4 … minutes, as long as that is before the next point: from there on the schedule tries. A run that
 * was stopped is taken up again at once, by another process or after the next start. Who cancels a run wants it to end,
 * and who starts one by hand sees it fail; a retry that waited before goes on waiting then.
 */
export function afterRun(
  ending: Ending,
  { failures, community, trigger, now }: Ran,
): { failures: number; retry_at?: Date | null } {
  if (ending === 'well') return { failures: 0, retry_at: null }
  if (ending === 'cancelled') return { failures, retry_at: null }
  if (ending === 'stopped') return { failures, retry_at: now }
  if (trigger !== 'schedule' && trigger !== 'retry') return { failures: failures + 1 }
  const next = nextSyncAt(community, now)
  const again = new Date(now.getTime() + MINUTE * 2 ** Math.min(failures, 20))
  return { failures: failures + 1, retry_at: next !== null && again < next ? again : null }
}
