import { ALL_DEPARTMENTS } from '../kernel/departments.ts'
import { formatCount } from '../kernel/format-count.ts'
import { storeCursor, type Cursor } from './cursor.ts'
import { syncInterval } from '../kernel/schedule.ts'
import { readLedger } from './ledger.ts'
import { countRemovals, type Plan } from './plan.ts'
import { endRun, forgetHeldBefore, forgetIdleBefore, type RunCounts, type RunEnd } from './run-record.ts'
import type { RunSetup } from './run.ts'

export interface Publication {
  readonly sourceReadAt: Date
  readonly sourceVersion: string
  readonly remarks: readonly string[]
  readonly message: string | null
  /** Of a held run: what it did not remove. */
  readonly plan?: Plan
  /** Only where everything was read or swept are the records counted: of a million they take seconds. */
  readonly countsLedger: boolean
  /** From where on the next run asks for what changed; null: it reads everything. Not given: that stays as it is. */
  readonly cursor?: Cursor | null
}

/** How a run ends that came to its end. */
export type Ended = 'completed' | 'held'

/** The last transaction of a run: counts, ledger, and as of when the data is, all at once. */
export async function publish(
  { store, community, clock }: Pick<RunSetup, 'store' | 'community' | 'clock'>,
  runId: number,
  counts: RunCounts,
  { sourceReadAt, sourceVersion, remarks, message, plan, countsLedger, cursor }: Publication,
): Promise<Ended> {
  const { communityId } = store
  const status = plan ? 'held' : 'completed'
  await store.write(async (tx) => {
    const ledger = countsLedger
      ? await readLedger(tx, communityId, ALL_DEPARTMENTS, community.settings.timeZone)
      : undefined
    const end: RunEnd = {
      status,
      counts,
      finishedAt: clock.now(),
      message: plan ? heldMessage(plan) : message,
      sourceReadAt,
      sourceVersion,
      ledger: { ...(ledger ? { ledger } : {}), remarks },
      ...(plan ? { held: heldPlan(plan) } : {}),
    }
    await endRun(tx, communityId, runId, end)
    await forgetHeldBefore(tx, communityId, runId)
    if (isIdle(counts) && !countsLedger && syncInterval(community.settings) < OFTEN_MS)
      await forgetIdleBefore(tx, communityId, runId)
    if (cursor !== undefined) await storeCursor(tx, community, cursor)
  })
  return status
}

/** Runs that come more often than this are too many to keep those in which nothing happened. */
const OFTEN_MS = 60_000

function isIdle({ added, updated, removed, merged }: RunCounts): boolean {
  return added + updated + removed + merged === 0
}

function heldMessage({ removals }: Plan): string {
  const leaving = countRemovals(removals)
  return (
    `Nothing was removed: ${formatCount(leaving)} records are missing from this export or were rejected, ` +
    'more than the removal guard lets pass. Check the export, then confirm or discard the removals.'
  )
}

function heldPlan({ removals, merges }: Plan) {
  return {
    removals,
    merges: merges.map((merge) => ({ ...merge, at: merge.at?.toISOString() ?? null })),
  }
}
