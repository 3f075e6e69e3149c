import { sql } from 'kysely'
import type { CommunityStore, Queries } from '../store/index.ts'
import { forgetTombstones } from './apply.ts'
import { TABLES, deleteRows, upsertRows, type BulkRow } from './bulk.ts'
import { withListings } from './listings.ts'
import type { Rejection } from './rejection.ts'

const ROWS_A_BATCH = 500

/**
 * Makes the rejected rows those of this run, writing only what differs, with the listings by which a customer that was
 * refused can still be explained. What ends goes to the past, for the reports of the runs in which it stood: a row that
 * only stands in another line goes on, so that what is rejected for ever costs nothing more in any run.
 */
export async function writeRejections(
  store: CommunityStore,
  rejections: readonly Rejection[],
  runId: number,
  timeZone: string,
): Promise<void> {
  const stored = await readRejectedRows(store)
  const { rows, ended } = goOn(
    stored,
    rejections.map((rejection) => rejectedRow(rejection, runId)),
  )
  const listed = new Set(rows.map(nameOf))
  const changed = rows.filter((row) => {
    const before = stored.get(nameOf(row))
    return Object.keys(row).some((column) => before?.[column] !== row[column])
  })
  const gone = [...stored].filter(([name]) => !listed.has(name)).map(([, row]) => row)
  const { communityId } = store
  const keepPast = (tx: Queries, batch: readonly BulkRow[]) =>
    upsertRows(
      tx,
      communityId,
      TABLES.pastRejection,
      batch.filter((row) => ended.has(row)).map((row) => ({ ...row, until_run: runId })),
    )
  await inBatches(gone, (batch) =>
    store.write((tx) =>
      withListings(tx, communityId, timeZone, customersOf(batch), async () => {
        await keepPast(tx, batch)
        await deleteRows(tx, communityId, TABLES.rejectedRow, batch)
      }),
    ),
  )
  await inBatches(changed, (batch) =>
    store.write(async (tx) => {
      const before = batch.map((row) => stored.get(nameOf(row))).filter((row) => row !== undefined)
      const customers = [...new Set([...customersOf(batch), ...customersOf(before)])]
      await withListings(tx, communityId, timeZone, customers, async () => {
        await forgetTombstones(tx, communityId, {
          customer: customersOf(batch),
          account: idsOf(batch, 'account'),
        })
        await keepPast(tx, before)
        await upsertRows(tx, communityId, TABLES.rejectedRow, batch)
      })
    }),
  )
}

/**
 * Finds the rows that were rejected before, and keeps since which run they are: by their key, or, where a row has none but
 * its line, by all that it says.
 */
function goOn(
  stored: ReadonlyMap<string, BulkRow>,
  rows: readonly BulkRow[],
): { readonly rows: readonly BulkRow[]; readonly ended: ReadonlySet<BulkRow> } {
  const ended = new Set(stored.values())
  const goingOn = rows.map((row) => {
    const before = stored.get(nameOf(row))
    if (before === undefined || contentOf(before) !== contentOf(row)) return row
    ended.delete(before)
    return { ...row, run_id: before['run_id'] ?? null }
  })
  const moved = Map.groupBy(ended, contentOf)
  const all = goingOn.map((row, i) => {
    const before = row === rows[i] ? moved.get(contentOf(row))?.pop() : undefined
    if (before === undefined) return row
    ended.delete(before)
    return { ...row, run_id: before['run_id'] ?? null }
  })
  return { rows: all, ended }
}

function contentOf({ row_key: _, line: __, run_id: ___, ...content }: BulkRow): string {
  return JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function readRejectedRows(store: CommunityStore): Promise<Map<string, BulkRow>> {
  const [rows] = await store.read(
    (db) =>
      [
        db
          .selectFrom('rejected_row')
          .select([
            'kind',
            'row_key',
            'customer_id',
            'account_id',
            'account_number',
            'label',
            'file',
            'line',
            'column_name',
            'reason',
            'says',
            sql<string>`payload::text`.as('payload'),
            sql<string>`departments::text`.as('departments'),
            'run_id',
          ])
          .where('community_id', '=', store.communityId),
      ] as const,
  )
  return new Map(rows.map((row) => [nameOf(row), row]))
}

function rejectedRow(rejection: Rejection, runId: number): BulkRow {
  return {
    kind: rejection.kind,
    row_key: rejection.rowKey,
    customer_id: rejection.customerId,
    account_id: rejection.accountId,
    account_number: rejection.accountNumber,
    label: rejection.label,
    file: rejection.file,
    line: rejection.line,
    column_name: rejection.column,
    reason: rejection.reason,
    says: rejection.says,
    payload: rejection.payload,
    departments: rejection.departments.toString(),
    run_id: runId,
  }
}

function nameOf(row: BulkRow): string {
  return `${String(row['kind'])}\t${String(row['row_key'])}`
}

function customersOf(rows: readonly BulkRow[]): string[] {
  return idsOf(rows, 'customer')
}

function idsOf(rows: readonly BulkRow[], kind: 'customer' | 'account'): string[] {
  return rows.flatMap((row) => {
    const id = row[`${kind}_id`]
    return row['kind'] === kind && typeof id === 'string' ? [id] : []
  })
}

async function inBatches(
  rows: readonly BulkRow[],
  work: (batch: readonly BulkRow[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_A_BATCH)
    await work(rows.slice(start, start + ROWS_A_BATCH))
}
