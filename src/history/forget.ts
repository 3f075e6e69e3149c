import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Community } from '../kernel/community.ts'
import type { Store } from '../store/index.ts'

/** How long the rejected rows of a run are kept, in days. */
export const REPORT_DAYS = 90

const DAY_MS = 86_400_000
/** Rows a transaction: a few milliseconds, so that a run or a page hardly waits. */
const ROWS_A_BATCH = 1_000
const PAUSE_MS = 20

/** What is older than that many days is not kept. */
export function keptSince(days: number, now: Date): Date {
  return new Date(now.getTime() - days * DAY_MS)
}

/**
 * Forgets versions that are older than the community's settings say, and rejected rows that ended before reports are kept,
 * in small transactions with pauses between them. It is noted first from when on the history is whole, so that whatever
 * interrupts this, no answer speaks of a time of which a part is forgotten.
 * @returns the rows that are gone
 */
export async function forgetHistory(
  store: Store,
  { communityId, settings }: Community,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  const versions = await findLastBefore(store, communityId, keptSince(settings.history.keepDays, now))
  const rejections = await findLastBefore(store, communityId, keptSince(REPORT_DAYS, now))
  let gone = 0
  if (versions) {
    await store.platform
      .updateTable('platform.community')
      .set({ history_since: versions.until })
      .where('community_id', '=', communityId)
      .where('history_since', '<', versions.until)
      .execute()
    gone += await inBatches(
      sql`delete from version where community_id = ${communityId}
        and (kind, source_id, version_no) in (select kind, source_id, version_no from version
          where community_id = ${communityId} and run_id <= ${versions.runId} limit ${ROWS_A_BATCH}::int)`,
    )
  }
  if (rejections)
    gone += await inBatches(
      sql`delete from past_rejection where community_id = ${communityId}
        and (kind, row_key, until_run) in (select kind, row_key, until_run from past_rejection
          where community_id = ${communityId} and until_run <= ${rejections.runId} limit ${ROWS_A_BATCH}::int)`,
    )
  return gone

  async function inBatches(statement: ReturnType<typeof sql>): Promise<number> {
    for (let all = 0; ; await sleep(PAUSE_MS)) {
      const count = await store.as(communityId).write(async (tx) => {
        const { numAffectedRows } = await statement.execute(tx)
        return Number(numAffectedRows ?? 0)
      })
      all += count
      if (count < ROWS_A_BATCH || signal?.aborted === true) return all
    }
  }
}

/**
 * The last run after which another one began before a moment, and when that was: what belongs to runs up to it is older.
 * Runs, and not times, are what versions are found by.
 */
async function findLastBefore(
  store: Store,
  communityId: number,
  moment: Date,
): Promise<{ readonly runId: number; readonly until: Date } | undefined> {
  const [rows] = await store.as(communityId).read(() => [
    sql<{ run_id: number; started_at: Date }>`select run_id, started_at from run
      where community_id = ${communityId} and started_at <= ${moment}::timestamptz order by run_id desc limit 1`,
  ])
  const [next] = rows
  return next && { runId: next.run_id - 1, until: next.started_at }
}
