import { sql } from 'kysely'
import type { CommunityStore } from '../store/index.ts'
import { forgetTombstones } from './apply.ts'
import { TABLES, deleteRows, upsertRows, type BulkRow } from './bulk.ts'
import { withListings } from './listings.ts'
import type { Rejection } from './rejection.ts'

const ROWS_A_BATCH = 500

/**
 * Makes the rejected rows those of this run, writing only what differs, with the listings by which a customer that was
 * refused can still be explained.
 */
export async function writeRejections(
  store: CommunityStore,
  rejections: readonly Rejection[],
  runId: number,
  timeZone: string,
): Promise<void> {
  const stored = await readRejectedRows(store)
  const changed: BulkRow[] = []
  const listed = new Set<string>()
  for (const rejection of rejections) {
    const row = rejectedRow(rejection, runId)
    const name = nameOf(row)
    listed.add(name)
    const before = stored.get(name)
    const differs = Object.keys(row).some((column) => column !== 'run_id' && before?.[column] !== row[column])
    if (differs) changed.push(row)
  }
  const gone = [...stored].filter(([name]) => !listed.has(name)).map(([, row]) => row)
  const { communityId } = store
  await inBatches(gone, (batch) =>
    store.write((tx) =>
      withListings(tx, communityId, timeZone, customersOf(batch), () =>
        deleteRows(tx, communityId, TABLES.rejectedRow, batch),
      ),
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
        await upsertRows(tx, communityId, TABLES.rejectedRow, batch)
      })
    }),
  )
}

/** The rejected rows of the last run that read the source, by `nameOf`. */
export async function readRejectedRows(store: CommunityStore): Promise<Map<string, BulkRow>> {
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
          ])
          .where('community_id', '=', store.communityId),
      ] as const,
  )
  return new Map(rows.map((row) => [nameOf(row), row]))
}

export function rejectedRow(rejection: Rejection, runId: number): BulkRow {
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

export function nameOf(row: BulkRow): string {
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
