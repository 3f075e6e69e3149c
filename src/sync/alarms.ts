import type { Community } from '../kernel/community.ts'
import { isOverdue } from '../kernel/schedule.ts'
import type { Store } from '../store/index.ts'
import { latestRun } from './run-record.ts'
import { readSyncState } from './sync-state.ts'

/** What an administrator should look at. Instants are ISO strings. */
export type Alarm =
  | { readonly code: 'paused'; readonly since: string; readonly by: string; readonly reason: string | null }
  /** A run waits for somebody to confirm or discard its removals. */
  | { readonly code: 'held'; readonly since: string }
  | { readonly code: 'failing'; readonly failures: number }
  /** `readAt`: when the last completed run began; null before the first. */
  | { readonly code: 'overdue'; readonly readAt: string | null }

/** One that failed may be bad luck, and is tried again. */
const FAILURES = 2

/** What alarms are about. */
interface Facts {
  readonly heldSince: Date | null
  readonly failures: number
  /** When the last completed run began. */
  readonly readAt: Date | null
}

export function alarmsOf(community: Community, { heldSince, failures, readAt }: Facts, now: Date): Alarm[] {
  const { pause } = community
  const alarms: Alarm[] = []
  if (pause) alarms.push({ code: 'paused', ...pause, since: pause.since.toISOString() })
  if (heldSince !== null) alarms.push({ code: 'held', since: heldSince.toISOString() })
  if (failures >= FAILURES) alarms.push({ code: 'failing', failures })
  if (isOverdue(community, readAt, now))
    alarms.push({ code: 'overdue', readAt: readAt?.toISOString() ?? null })
  return alarms
}

/** Quick: it is asked for every page of an administrator. */
export async function readAlarms(store: Store, community: Community, now: Date): Promise<Alarm[]> {
  const { communityId } = community
  const [{ failures }, [completed, held]] = await Promise.all([
    readSyncState(store, communityId),
    store.as(communityId).read((db) => {
      const startOf = (status: 'completed' | 'held') =>
        latestRun(db, communityId, status).select('started_at')
      return [startOf('completed'), startOf('held')] as const
    }),
  ])
  const heldSince = held[0]?.started_at ?? null
  return alarmsOf(community, { heldSince, failures, readAt: completed[0]?.started_at ?? null }, now)
}
