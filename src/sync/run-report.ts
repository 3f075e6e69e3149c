import { sql } from 'kysely'
import type { Community } from '../kernel/community.ts'
import { ALL_DEPARTMENTS, NO_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import { pageAsked, pagesOf } from '../kernel/paging.ts'
import { keptSince, REPORT_DAYS } from '../history/index.ts'
import { escapedForLike, type CommunityStore } from '../store/index.ts'
import { findRun, type RunRow } from './run-record.ts'
import { statusRunOf, type RejectedRowView, type StatusRun } from './status.ts'

/** What a run left behind, for somebody with some of the departments. */
export interface RunDetails {
  readonly run: StatusRun
  readonly rejectedRows: RejectedInRun
}

/** The rows that were rejected in one run. */
export interface RejectedInRun {
  /** False where the run is older than reports are kept: then nothing is known of its rows. */
  readonly kept: boolean
  readonly total: number
  readonly page: number
  readonly pages: number
  readonly rows: readonly RejectedInRunRow[]
}

export interface RejectedInRunRow extends RejectedRowView {
  readonly accountId: string | null
  /** Names the row among those of its kind. */
  readonly key: string | null
  /** The row as it was read, column by column, without what is kept of a tax id. */
  readonly payload: Readonly<Record<string, string>>
  /** Rejected like this since that run. */
  readonly sinceRun: number
}

export interface RejectedRequest {
  /** Only rows in which each of these words stands somewhere. */
  readonly words?: string | undefined
  /** From 1. */
  readonly page?: number | undefined
  readonly limit?: number | undefined
}

const ROWS_A_PAGE = 50
const MOST_WORDS = 8

/** Nothing where there is no such run. */
export async function findRunDetails(
  store: CommunityStore,
  community: Community,
  mask: DepartmentMask,
  runId: number,
  request: RejectedRequest,
  now: Date,
): Promise<RunDetails | undefined> {
  const run = Number.isSafeInteger(runId) && runId <= 2 ** 31 - 1 ? await findRun(store, runId) : undefined
  if (!run) return undefined
  return {
    run: statusRunOf(run, community, mask, now),
    rejectedRows: await readRejected(store, run, mask, request, now),
  }
}

/** Not where a row stands: rows are in its order, whoever sees them. */
const SHOWN = sql`kind, key, "customerId", "accountId", "accountNumber", label, file, line, "column", reason, says, payload, "sinceRun"`

type FoundRow = Omit<RejectedInRunRow, 'payload'> & { readonly payload: Record<string, string> }

async function readRejected(
  store: CommunityStore,
  run: RunRow,
  mask: DepartmentMask,
  { words = '', page: asked, limit = ROWS_A_PAGE }: RejectedRequest,
  now: Date,
): Promise<RejectedInRun> {
  const kept = run.started_at >= keptSince(REPORT_DAYS, now)
  // A run that failed did not come to its rejected rows: those that there were are of the run before.
  const cameToThem = run.status !== 'running' && (run.status !== 'failed' || run.source_version !== null)
  if (!kept || !cameToThem || mask === NO_DEPARTMENTS) return { kept, total: 0, page: 1, pages: 1, rows: [] }
  const page = pageAsked(asked)
  const found = rejectedIn(store.communityId, run.run_id, mask, words)
  const [rows, counts] = await store.read(
    () =>
      [
        sql<FoundRow>`select ${SHOWN} from (${found}) as f order by file, place, kind, row_key
          limit ${limit}::int offset ${(page - 1) * limit}::int`,
        sql<{ count: number }>`select count(*)::int as count from (${found}) as f`,
      ] as const,
  )
  const total = counts[0]?.count ?? 0
  return { kept, total, page, pages: pagesOf(total, limit), rows }
}

/**
 * What stood from a run before until a run after this one. Where a row stands tells how many records are before it: only
 * those with all departments are told.
 */
function rejectedIn(communityId: number, runId: number, mask: DepartmentMask, words: string) {
  const all = mask === ALL_DEPARTMENTS
  const searched = sql`concat_ws(' ', kind, key, "customerId", "accountId", "accountNumber", label, file,
    'line ' || line, "column", reason, says, payload::text)`
  const asked = words.split(/\s+/).filter((word) => word !== '')
  const conditions = asked
    .slice(0, MOST_WORDS)
    .map((word) => sql`${searched} ilike ${`%${escapedForLike(word)}%`}::text`)
  const columns = sql`kind, ${all ? sql`row_key` : sql`case when row_key like '%line %' then null else row_key end`} as key,
    customer_id as "customerId", account_id as "accountId", account_number as "accountNumber", label, file,
    ${all ? sql`line` : sql`null::int`} as line, line as place, row_key, column_name as "column", reason, says,
    payload::jsonb - 'tax_id_hash' - 'tax_id_last4' as payload, run_id as "sinceRun"`
  const own = sql`community_id = ${communityId} and run_id <= ${runId}::int and departments & ${mask.toString()}::bigint <> 0`
  return sql`select * from (
      select ${columns} from rejected_row where ${own}
      union all
      select ${columns} from past_rejection where ${own} and until_run > ${runId}::int) as r
    where ${conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)}`
}
