import { sql, type RawBuilder } from 'kysely'
import type { RecordIds } from '../source/port.ts'
import type { CommunityStore } from '../store/index.ts'
import { forgetTombstones } from './apply.ts'
import { TABLES, deleteRows, upsertRows, type BulkRow } from './bulk.ts'
import { withListings } from './listings.ts'
import type { Rejection } from './rejection.ts'

const ROWS_A_BATCH = 500

/**
 * Makes the rejected rows those of this run, writing only what differs, with the listings by which a customer that was
 * refused can still be explained.
 * @param about where only some records were read: rejected rows of others stay. Merges are always all read
 */
export async function writeRejections(
  store: CommunityStore,
  rejections: readonly Rejection[],
  runId: number,
  timeZone: string,
  about?: RecordIds,
): Promise<void> {
  const names = rejections.map(({ kind, rowKey }) => `${kind}\t${rowKey}`)
  const stored = await readRejectedRows(store, about && isAbout(about, names))
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

function isAbout({ customers, accounts }: RecordIds, names: readonly string[]) {
  return sql<boolean>`(kind = 'merge' or (kind = 'customer' and customer_id = any(${customers}::text[]))
    or (kind in ('account', 'holder', 'charge') and account_id = any(${accounts}::text[]))
    or kind || chr(9) || row_key = any(${names}::text[]))`
}

/** The rejected rows of the last run that read the source, or some of them, by `nameOf`. */
export async function readRejectedRows(
  store: CommunityStore,
  which: RawBuilder<boolean> = sql`true`,
): Promise<Map<string, BulkRow>> {
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
          .where('community_id', '=', store.communityId)
          .where(which),
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

/** The rejected rows that there are: how many, and the first of them where a person would look for it. */
export async function summariseRejected(store: CommunityStore): Promise<RejectedSummary> {
  const kinds = ['customer', 'account', 'holder', 'charge', 'merge']
  const [counts, rows] = await store.read(
    (db) =>
      [
        db
          .selectFrom('rejected_row')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('community_id', '=', store.communityId),
        db
          .selectFrom('rejected_row')
          .select(['file', 'line', 'column_name', 'says'])
          .where('community_id', '=', store.communityId)
          .orderBy(sql`array_position(${kinds}::text[], kind)`)
          .orderBy('line')
          .orderBy('row_key')
          .limit(1),
      ] as const,
  )
  const total = counts[0]?.count ?? 0
  const [first] = rows
  if (!first) return { total, says: undefined }
  const line = first.line === null ? '' : ` line ${first.line}`
  const column = first.column_name === null ? '' : `, column ${first.column_name}`
  const many = total.toLocaleString('en-US')
  const others = (total - 1).toLocaleString('en-US')
  return {
    total,
    says:
      `${total === 1 ? '1 row was' : `${many} rows were`} rejected: ` +
      `${first.file ?? ''}${line}${column}: ${first.says}${total === 1 ? '' : ` And ${others} more.`}`,
  }
}

export interface RejectedSummary {
  readonly total: number
  /** As a sentence; `undefined` where there is none. */
  readonly says: string | undefined
}

async function inBatches(
  rows: readonly BulkRow[],
  work: (batch: readonly BulkRow[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_A_BATCH)
    await work(rows.slice(start, start + ROWS_A_BATCH))
}
