import type { Community } from '../kernel/community.ts'
import { isOverdue } from '../kernel/schedule.ts'
import type { Store } from '../store/index.ts'
import { latestRun } from './run-record.ts'
import { readSyncState } from './sync-state.ts'
import { findVerification, type Verification } from './verify/verification-record.ts'

/** What an administrator should look at. Instants are ISO strings. */
export type Alarm =
  | { readonly code: 'paused'; readonly since: string; readonly by: string; readonly reason: string | null }
  /** A run waits for somebody to confirm or discard its removals. */
  | { readonly code: 'held'; readonly since: string }
  | { readonly code: 'failing'; readonly failures: number }
  /** `readAt`: when the last completed run began; null before the first. */
  | { readonly code: 'overdue'; readonly readAt: string | null }
  /** The latest verification found differences between the copy and the system of record. */
  | { readonly code: 'unequal'; readonly verifiedAt: string }

/** One that failed may be bad luck, and is tried again. */
const FAILURES = 2

/** What alarms are about. */
interface Facts {
  readonly heldSince: Date | null
  readonly failures: number
  /** When the last completed run began. */
  readonly readAt: Date | null
  readonly verification: Verification | undefined
}

export function alarmsOf(
  community: Community,
  { heldSince, failures, readAt, verification }: Facts,
  now: Date,
): Alarm[] {
  const { pause } = community
  const alarms: Alarm[] = []
  if (pause) alarms.push({ code: 'paused', ...pause, since: pause.since.toISOString() })
  if (heldSince !== null) alarms.push({ code: 'held', since: heldSince.toISOString() })
  if (failures >= FAILURES) alarms.push({ code: 'failing', failures })
  if (isOverdue(community, readAt, now))
    alarms.push({ code: 'overdue', readAt: readAt?.toISOString() ?? null })
  if (verification && verification.differences > 0)
    alarms.push({ code: 'unequal', verifiedAt: verification.verifiedAt })
  return alarms
}

/** How the sync of a community goes, for those who watch over it. Instants are ISO strings. */
export interface SyncHealth {
  readonly alarms: readonly Alarm[]
  /** When the data was true in the system of record; null before the first completed run. */
  readonly dataAsOf: string | null
  readonly isAtWork: boolean
  /** Runs that failed since the last that did not. */
  readonly failures: number
  readonly verification: Verification | undefined
}

/** Quick: it is asked for every page of an administrator. */
export async function readHealth(store: Store, community: Community, now: Date): Promise<SyncHealth> {
  const { communityId } = community
  const here = store.as(communityId)
  const [{ failures, atWork }, [[completed], [held]], verification] = await Promise.all([
    readSyncState(store, communityId),
    here.read(
      (db) =>
        [
          latestRun(db, communityId, 'completed').select(['source_read_at', 'started_at']),
          latestRun(db, communityId, 'held').select('started_at'),
        ] as const,
    ),
    findVerification(here),
  ])
  const readAt = completed?.started_at ?? null
  return {
    alarms: alarmsOf(community, { heldSince: held?.started_at ?? null, failures, readAt, verification }, now),
    dataAsOf: completed?.source_read_at?.toISOString() ?? null,
    isAtWork: atWork !== undefined,
    failures,
    verification,
  }
}
