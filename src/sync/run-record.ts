import { sql } from 'kysely'
import type { Community } from '../kernel/community.ts'
import type { CommunityStore, Queries } from '../store/index.ts'
import type { MergeRecord } from './interpret/index.ts'
import type { Removals } from './plan.ts'
import type { Ledger, RunReport, RunStatus } from './report.ts'

/** What a held run waits to do, until an administrator confirms or discards. */
export interface HeldPlan {
  readonly removals: Removals
  readonly merges: readonly (Omit<MergeRecord, 'at'> & { readonly at: string | null })[]
}

/** The ledger of a run with what the source remarked on, as it is stored. A run that read only changes has none. */
export interface StoredLedger {
  readonly ledger?: Ledger
  readonly remarks: readonly string[]
}

export interface RunCounts {
  readonly seen: number
  readonly added: number
  readonly updated: number
  readonly unchanged: number
  readonly removed: number
  readonly merged: number
  readonly rejected: number
}

export const NO_COUNTS: RunCounts = {
  seen: 0,
  added: 0,
  updated: 0,
  unchanged: 0,
  removed: 0,
  merged: 0,
  rejected: 0,
}

export interface RunRow extends RunCounts {
  readonly run_id: number
  readonly trigger: string
  readonly status: RunStatus
  readonly source_read_at: Date | null
  readonly source_version: string | null
  readonly started_at: Date
  readonly finished_at: Date | null
  readonly message: string | null
}

const COLUMNS = [
  'run_id',
  'trigger',
  'status',
  'seen',
  'added',
  'updated',
  'unchanged',
  'removed',
  'merged',
  'rejected',
  'source_read_at',
  'source_version',
  'started_at',
  'finished_at',
  'message',
] as const

/** The latest runs, newest first. */
export async function listRuns(store: CommunityStore, limit: number): Promise<RunRow[]> {
  const [rows] = await store.read(
    (db) =>
      [
        db
          .selectFrom('run')
          .select(COLUMNS)
          .where('community_id', '=', store.communityId)
          .orderBy('run_id', 'desc')
          .limit(limit),
      ] as const,
  )
  return rows
}

export async function findRun(store: CommunityStore, runId: number): Promise<RunRow | undefined> {
  const [rows] = await store.read(
    (db) =>
      [
        db
          .selectFrom('run')
          .select(COLUMNS)
          .where('community_id', '=', store.communityId)
          .where('run_id', '=', runId),
      ] as const,
  )
  return rows[0]
}

/** Begins a run. Runs that a dead process left behind are over: nobody else holds the lock. */
export async function beginRun(store: CommunityStore, trigger: string, startedAt: Date): Promise<number> {
  const { communityId } = store
  return await store.write(async (tx) => {
    await tx
      .updateTable('run')
      .set({
        status: 'failed',
        finished_at: startedAt,
        message: 'The sync was interrupted: its process ended. What it had applied is kept.',
      })
      .where('community_id', '=', communityId)
      .where('status', '=', 'running')
      .execute()
    const { next } = await tx
      .selectFrom('run')
      .select(sql<number>`coalesce(max(run_id), 0)::int + 1`.as('next'))
      .where('community_id', '=', communityId)
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('run')
      .values({ community_id: communityId, run_id: next, trigger, status: 'running', started_at: startedAt })
      .execute()
    return next
  })
}

export interface RunEnd {
  readonly status: Exclude<RunStatus, 'running'>
  readonly counts: RunCounts
  readonly finishedAt: Date
  readonly message: string | null
  readonly sourceReadAt: Date | null
  readonly sourceVersion: string | null
  readonly ledger?: StoredLedger
  readonly held?: HeldPlan
}

export async function endRun(tx: Queries, communityId: number, runId: number, end: RunEnd): Promise<void> {
  await tx
    .updateTable('run')
    .set({
      ...end.counts,
      status: end.status,
      finished_at: end.finishedAt,
      message: end.message,
      source_read_at: end.sourceReadAt,
      source_version: end.sourceVersion,
      ledger: end.ledger === undefined ? null : JSON.stringify(end.ledger),
      held: end.held === undefined ? null : JSON.stringify(end.held),
    })
    .where('community_id', '=', communityId)
    .where('run_id', '=', runId)
    .execute()
}

/** The latest run that ended so, of which a statement takes what it needs; of held ones, one that still waits. */
export function latestRun(db: Queries, communityId: number, status: 'completed' | 'held') {
  return db
    .selectFrom('run')
    .where('community_id', '=', communityId)
    .where('status', '=', status)
    .$if(status === 'held', (query) => query.where('held', 'is not', null))
    .orderBy('run_id', 'desc')
    .limit(1)
}

/** Only the latest run that read the source can be confirmed or discarded; what an earlier one held is forgotten. */
export async function forgetHeldBefore(tx: Queries, communityId: number, runId: number): Promise<void> {
  await tx
    .updateTable('run')
    .set({ held: null })
    .where('community_id', '=', communityId)
    .where('run_id', '<', runId)
    .where('held', 'is not', null)
    .execute()
}

/**
 * Forgets the run of the schedule before this one if it read no more than what changed, and that was nothing: where runs come
 * every few seconds, those in which something happened could not be seen for the others.
 */
export async function forgetIdleBefore(tx: Queries, communityId: number, runId: number): Promise<void> {
  await sql`
    delete from run
    where community_id = ${communityId}
      and run_id = (select max(run_id) from run where community_id = ${communityId} and run_id < ${runId}::int)
      and trigger = 'schedule' and status = 'completed' and ledger -> 'ledger' is null
      and added = 0 and updated = 0 and removed = 0 and merged = 0`.execute(tx)
}

export function reportOf(run: RunRow, community: Community, now: Date): RunReport {
  return {
    runId: run.run_id,
    community: community.slug,
    status: run.status,
    seen: run.seen,
    added: run.added,
    updated: run.updated,
    unchanged: run.unchanged,
    removed: run.removed,
    merged: run.merged,
    rejected: run.rejected,
    sourceReadAt: run.source_read_at?.toISOString() ?? null,
    startedAt: run.started_at.toISOString(),
    durationMs: (run.finished_at ?? now).getTime() - run.started_at.getTime(),
    ...(run.message === null ? {} : { message: run.message }),
  }
}
