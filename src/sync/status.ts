import { sql } from 'kysely'
import type { Community } from '../kernel/community.ts'
import { ALL_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import { nextSyncAt } from '../kernel/schedule.ts'
import type { CommunityStore, Store } from '../store/index.ts'
import { alarmsOf, type Alarm } from './alarms.ts'
import { readLedger } from './ledger.ts'
import type { Ledger, RunProgress, RunReport } from './report.ts'
import {
  latestRun,
  listRuns,
  reportOf,
  type HeldPlan,
  type RunCounts,
  type RunRow,
  type StoredLedger,
} from './run-record.ts'
import { readSyncState, type RunAtWork } from './sync-state.ts'
import { findVerification, type Verification } from './verify/verification-record.ts'

/** How a community stands, for somebody with some of its departments. Instants are ISO strings. */
export interface CommunityStatus {
  readonly community: string
  readonly name: string
  /** When the data was true in the system of record; null before the first completed run. */
  readonly dataAsOf: string | null
  /** Null while the schedule is paused. */
  readonly nextSyncAt: string | null
  readonly paused: { readonly since: string; readonly by: string; readonly reason: string | null } | null
  /** Two runs in a row did not bring a completed one, and a minute has passed. */
  readonly overdue: boolean
  /** The run that is at work now; how far it is speaks of all records, as the counts of runs do. */
  readonly atWork: {
    readonly trigger: string
    readonly startedAt: string
    readonly cancelledBy: string | null
    readonly progress?: RunProgress
  } | null
  /** Runs that failed since the last that did not. */
  readonly failures: number
  /** When the last of them is tried again, before the next sync of the schedule. */
  readonly retryAt: string | null
  /** What an administrator should look at. */
  readonly alarms: readonly Alarm[]
  readonly ledger: Ledger
  /** Newest first. Counts and messages speak of all records, so only those with all departments get them. */
  readonly runs: readonly StatusRun[]
  readonly held: HeldRun | null
  /** The latest comparison of the copy with the source. It speaks of all records, so only those with all departments get it. */
  readonly verification: Verification | null
  /** Rejected rows of the last run that read the source. */
  readonly rejectedRows: { readonly total: number; readonly rows: readonly RejectedRowView[] }
  /** What the source remarked on when it was last read: unknown columns and the like. */
  readonly remarks: readonly string[]
}

export type StatusRun = Pick<RunReport, 'runId' | 'status' | 'sourceReadAt' | 'startedAt' | 'durationMs'> & {
  readonly trigger: string
} & Partial<RunCounts & Pick<RunReport, 'message'>>

/** A run that waits for an administrator: confirm or discard. Counts only for those with all departments. */
export interface HeldRun {
  readonly runId: number
  readonly startedAt: string
  readonly customers?: number
  readonly accounts?: number
}

export interface RejectedRowView {
  readonly kind: 'customer' | 'account' | 'holder' | 'charge' | 'merge'
  readonly customerId: string | null
  readonly accountNumber: string | null
  readonly label: string | null
  readonly file: string | null
  readonly line: number | null
  readonly column: string | null
  readonly reason: string
  readonly says: string
}

const RUNS = 20
const REJECTED_ROWS = 50

export async function readStatus(
  whole: Store,
  community: Community,
  mask: DepartmentMask,
  now: Date,
): Promise<CommunityStatus> {
  const { communityId } = community
  const store = whole.as(communityId)
  const all = mask === ALL_DEPARTMENTS
  const [state, runs, { completed, held, read }, rejected, ledger, verification] = await Promise.all([
    readSyncState(whole, communityId),
    listRuns(store, RUNS),
    readLatestRuns(store),
    listRejectedRows(store, mask, { limit: REJECTED_ROWS, offset: 0 }),
    store.write((tx) => readLedger(tx, communityId, mask, community.settings.timeZone)),
    findVerification(store),
  ])
  const facts = {
    heldSince: held?.started_at ?? null,
    failures: state.failures,
    readAt: completed?.started_at ?? null,
    verification,
  }
  const alarms = alarmsOf(community, facts, now)
  return {
    community: community.slug,
    name: community.name,
    dataAsOf: completed?.source_read_at?.toISOString() ?? null,
    nextSyncAt: nextSyncAt(community, now)?.toISOString() ?? null,
    paused: community.pause ? { ...community.pause, since: community.pause.since.toISOString() } : null,
    overdue: alarms.some(({ code }) => code === 'overdue'),
    alarms,
    atWork: atWorkFor(state.atWork, all),
    failures: state.failures,
    retryAt: community.pause ? null : (state.retryAt?.toISOString() ?? null),
    ledger,
    runs: runs.map((run) => statusRunOf(run, community, mask, now)),
    held: held && {
      runId: held.run_id,
      startedAt: held.started_at.toISOString(),
      ...(all ? countHeld(held.held) : {}),
    },
    verification: all ? (verification ?? null) : null,
    rejectedRows: rejected,
    remarks: read?.remarks ?? [],
  }
}

/** A run, for somebody with these departments. */
export function statusRunOf(run: RunRow, community: Community, mask: DepartmentMask, now: Date): StatusRun {
  const report = reportOf(run, community, now)
  const { runId, status, sourceReadAt, startedAt, durationMs } = report
  const known = { runId, status, sourceReadAt, startedAt, durationMs, trigger: run.trigger }
  if (mask !== ALL_DEPARTMENTS) return known
  const { seen, added, updated, unchanged, removed, merged, rejected, message } = report
  const counts = { seen, added, updated, unchanged, removed, merged, rejected }
  return { ...known, ...counts, ...(message === undefined ? {} : { message }) }
}

function atWorkFor(run: RunAtWork | undefined, all: boolean): CommunityStatus['atWork'] {
  if (!run) return null
  const { trigger, startedAt, cancelledBy, progress } = run
  const known = { trigger, startedAt: startedAt.toISOString(), cancelledBy }
  return all && progress !== undefined ? { ...known, progress } : known
}

function countHeld({ removals }: HeldPlan): { customers: number; accounts: number } {
  return {
    customers: removals.goneCustomers.length + removals.refusedCustomers.length,
    accounts: removals.goneAccounts.length + removals.refusedAccounts.length,
  }
}

async function readLatestRuns(store: CommunityStore) {
  const { communityId } = store
  const [completed, held, read] = await store.read(
    (db) =>
      [
        latestRun(db, communityId, 'completed').select(['source_read_at', 'started_at']),
        latestRun(db, communityId, 'held').select(['run_id', 'started_at', 'held']),
        db
          .selectFrom('run')
          .select('ledger')
          .where('community_id', '=', communityId)
          .where('ledger', 'is not', null)
          .orderBy('run_id', 'desc')
          .limit(1),
      ] as const,
  )
  return {
    completed: completed[0],
    held: held[0] ? { ...held[0], held: held[0].held as HeldPlan } : null,
    read: read[0]?.ledger as StoredLedger | undefined,
  }
}

/**
 * Rejected rows that people of these departments may know of, in the order of the files. A line tells how many records
 * stand before it, also those that nobody else may know of: only those with all departments are told.
 */
export async function listRejectedRows(
  store: CommunityStore,
  mask: DepartmentMask,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ total: number; rows: RejectedRowView[] }> {
  const known = sql<boolean>`departments & ${mask.toString()}::bigint <> 0`
  const [rows, counts] = await store.read(
    (db) =>
      [
        db
          .selectFrom('rejected_row')
          .select([
            'kind',
            'customer_id as customerId',
            'account_number as accountNumber',
            'label',
            'file',
            mask === ALL_DEPARTMENTS ? 'line' : sql<null>`null::int`.as('line'),
            'column_name as column',
            'reason',
            'says',
          ])
          .where('community_id', '=', store.communityId)
          .where(known)
          // The line is that of the row, also where it is not told: rows are in the same order, whoever sees them.
          .orderBy('file')
          .orderBy('rejected_row.line')
          .orderBy('row_key')
          .limit(limit)
          .offset(offset),
        db
          .selectFrom('rejected_row')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('community_id', '=', store.communityId)
          .where(known),
      ] as const,
  )
  return { total: counts[0]?.count ?? 0, rows }
}
