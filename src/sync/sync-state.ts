import { sql } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import { failure, PortalError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { Store } from '../store/index.ts'
import type { RunProgress, RunReport } from './report.ts'
import { afterRun, type Ending } from './retry.ts'
import type { RunOptions } from './run.ts'

/** A run that is at work, in whichever process. */
export interface RunAtWork {
  readonly trigger: string
  readonly startedAt: Date
  /** Absent until it has said how far it is. */
  readonly progress: RunProgress | undefined
  /** Who wants it to stop; it does at its next batch. */
  readonly cancelledBy: string | null
}

/** How the syncing of a community goes. */
export interface SyncState {
  readonly atWork: RunAtWork | undefined
  /** Runs that failed since the last that did not. */
  readonly failures: number
  /** When the last of them is tried again; null when only the schedule brings the next. */
  readonly retryAt: Date | null
}

/** How often a run says how far it is, and asks whether somebody wants it to stop. */
const TELL_MS = 1_000
/** The process of a run that has been silent for longer is gone, or busy with one step; the lock of the run knows which. */
const SILENCE = sql<Date>`now() - interval '15 seconds'`

interface Telling {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}

/**
 * Does a run, and tells of it in the database meanwhile: never in a transaction of the run, so that others see it. Whoever
 * does it holds the lock of the community.
 */
export async function whileTelling(
  { store, clock, log }: Telling,
  community: Community,
  options: RunOptions,
  work: (options: RunOptions) => Promise<RunReport>,
): Promise<RunReport> {
  const { platform } = store
  const { communityId } = community
  const startedAt = clock.now()
  const begun = {
    trigger: options.trigger,
    started_at: startedAt,
    heard_at: sql<Date>`now()`,
    progress: null,
    cancelled_by: null,
  }
  // Nobody else counts failures while the lock is held.
  const { failures } = await platform
    .insertInto('platform.sync_state')
    .values({ community_id: communityId, ...begun })
    .onConflict((conflict) => conflict.column('community_id').doUpdateSet(begun))
    .returning('failures')
    .executeTakeFirstOrThrow()
  let progress: RunProgress | undefined
  const cancelling = new AbortController()
  const stopTelling = again(TELL_MS, log, async () => {
    const told = await platform
      .updateTable('platform.sync_state')
      .set({
        heard_at: sql<Date>`now()`,
        progress: progress === undefined ? null : JSON.stringify(progress),
      })
      .where('community_id', '=', communityId)
      .returning('cancelled_by')
      .executeTakeFirst()
    const who = told?.cancelled_by ?? null
    if (who !== null) cancelling.abort(cancelledBy(who))
  })
  const signal = AbortSignal.any([cancelling.signal, ...(options.signal ? [options.signal] : [])])
  const end = async (ending: Ending) => {
    await stopTelling()
    const after = afterRun(ending, { failures, community, trigger: options.trigger, now: clock.now() })
    await platform
      .updateTable('platform.sync_state')
      .set({ heard_at: null, progress: null, ...after })
      .where('community_id', '=', communityId)
      .execute()
  }
  try {
    const onProgress = (told: RunProgress) => {
      progress = told
      options.onProgress?.(told)
    }
    const report = await work({ ...options, onProgress, signal })
    await end(endingOf(report, startedAt, signal))
    return report
  } catch (error) {
    await end('failed').catch((cause: unknown) =>
      log.error({ err: cause }, 'the end of a run was not written down'),
    )
    throw error
  }
}

function endingOf(report: RunReport, startedAt: Date, signal: AbortSignal): Ending {
  // An earlier run that waits for a decision is reported again when there is nothing else to do.
  if (report.status !== 'failed' || Date.parse(report.startedAt) < startedAt.getTime()) return 'well'
  if (!signal.aborted) return 'failed'
  return whyStopped(signal).code === 'sync_cancelled' ? 'cancelled' : 'stopped'
}

/** What a run ends with that somebody cancels. */
export function cancelledBy(who: string): PortalError {
  return failure('sync_cancelled', `This sync was cancelled by ${who}; what it had applied is kept.`)
}

/** What a run ends with whose signal was aborted. */
export function whyStopped({ reason }: AbortSignal): PortalError {
  return reason instanceof PortalError
    ? reason
    : failure('sync_stopped', 'The sync was stopped before its end.')
}

/** Asks the run that began then to stop. Resolves with false when it has ended, or was asked before. */
export async function askToStop(
  { platform }: Store,
  { communityId }: Community,
  startedAt: Date,
  who: string,
): Promise<boolean> {
  const { numUpdatedRows } = await platform
    .updateTable('platform.sync_state')
    .set({ cancelled_by: who })
    .where('community_id', '=', communityId)
    .where('started_at', '=', startedAt)
    .where('heard_at', 'is not', null)
    .where('cancelled_by', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

const COLUMNS = [
  'community_id',
  'trigger',
  'started_at',
  'progress',
  'cancelled_by',
  'failures',
  'retry_at',
] as const

export async function readSyncState({ platform }: Store, communityId: number): Promise<SyncState> {
  const row = await platform
    .selectFrom('platform.sync_state')
    .select(COLUMNS)
    .select((eb) => eb.fn.coalesce(eb('heard_at', '>=', SILENCE), sql<boolean>`false`).as('is_heard'))
    .where('community_id', '=', communityId)
    .executeTakeFirst()
  if (!row) return { atWork: undefined, failures: 0, retryAt: null }
  return { atWork: row.is_heard ? atWorkOf(row) : undefined, failures: row.failures, retryAt: row.retry_at }
}

/** The runs that are at work in these communities, by community. */
export async function listAtWork(
  { platform }: Store,
  communityIds: readonly number[],
): Promise<ReadonlyMap<number, RunAtWork>> {
  const rows = await platform
    .selectFrom('platform.sync_state')
    .select(COLUMNS)
    .where(sql<boolean>`community_id = any(${communityIds}::int[])`)
    .where('heard_at', '>=', SILENCE)
    .execute()
  return new Map(rows.map((row) => [row.community_id, atWorkOf(row)]))
}

/** A run that failed and is due again, or that died with its process; `since` names the attempt. */
export interface DueAgain {
  readonly communityId: number
  readonly since: Date
}

export async function listDueAgain({ platform }: Store, now: Date): Promise<DueAgain[]> {
  const rows = await platform
    .selectFrom('platform.sync_state')
    .select(['community_id', 'heard_at', 'retry_at'])
    .where((eb) =>
      eb.or([eb('heard_at', '<', SILENCE), eb.and([eb('heard_at', 'is', null), eb('retry_at', '<=', now)])]),
    )
    .execute()
  return rows.map((row) => ({
    communityId: row.community_id,
    since: row.heard_at ?? row.retry_at ?? now,
  }))
}

function atWorkOf(row: {
  trigger: string
  started_at: Date
  progress: unknown
  cancelled_by: string | null
}): RunAtWork {
  return {
    trigger: row.trigger,
    startedAt: row.started_at,
    progress: (row.progress ?? undefined) as RunProgress | undefined,
    cancelledBy: row.cancelled_by,
  }
}

/** Does something again and again, one at a time. What it throws is logged. Returns what stops it, once it has ended. */
function again(everyMs: number, log: Log, work: () => Promise<void>): () => Promise<void> {
  let working: Promise<void> | undefined
  const timer = setInterval(() => {
    working ??= work()
      .catch((error: unknown) => log.warn({ err: error }, 'the progress of a run was not told'))
      .finally(() => (working = undefined))
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await working
  }
}
