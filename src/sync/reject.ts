import { sql } from 'kysely'
import type { CommunityStore } from '../store/index.ts'
import { forgetTombstones } from './apply.ts'
import { TABLES, deleteRows, upsertRows, type BulkRow } from './bulk.ts'
import { withListings } from './listings.ts'
import type { Rejection } from './rejection.ts'

const ROWS_A_BATCH = 500

/**
 * The rejected rows of a run, before and after it is applied: who is refused now is remembered as refused before leaving
 * the copy, and who is not any more is in it before being forgotten. Only what differs is written, with the listings by
 * which a customer that was refused can still be explained.
 */
export class RejectedRows {
  readonly #store: CommunityStore
  readonly #timeZone: string
  readonly #stored: ReadonlyMap<string, BulkRow>
  readonly #now: ReadonlyMap<string, BulkRow>

  private constructor(
    store: CommunityStore,
    timeZone: string,
    stored: ReadonlyMap<string, BulkRow>,
    now: ReadonlyMap<string, BulkRow>,
  ) {
    this.#store = store
    this.#timeZone = timeZone
    this.#stored = stored
    this.#now = now
  }

  static async of(
    store: CommunityStore,
    rejections: readonly Rejection[],
    runId: number,
    timeZone: string,
  ): Promise<RejectedRows> {
    const rows = rejections.map((rejection) => rejectedRow(rejection, runId))
    return new RejectedRows(
      store,
      timeZone,
      await readRejectedRows(store),
      new Map(rows.map((row) => [nameOf(row), row])),
    )
  }

  async write(): Promise<void> {
    const { communityId } = this.#store
    const changed = [...this.#now].flatMap(([name, row]) => {
      const before = this.#stored.get(name)
      const differs = Object.keys(row).some(
        (column) => column !== 'run_id' && before?.[column] !== row[column],
      )
      return differs ? [row] : []
    })
    await inBatches(changed, (batch) =>
      this.#store.write(async (tx) => {
        const before = batch.map((row) => this.#stored.get(nameOf(row))).filter((row) => row !== undefined)
        const customers = [...new Set([...customersOf(batch), ...customersOf(before)])]
        await withListings(tx, communityId, this.#timeZone, customers, async () => {
          await forgetTombstones(tx, communityId, {
            customer: customersOf(batch),
            account: idsOf(batch, 'account'),
          })
          await upsertRows(tx, communityId, TABLES.rejectedRow, batch)
        })
      }),
    )
  }

  async forgetOthers(): Promise<void> {
    const { communityId } = this.#store
    const gone = [...this.#stored].filter(([name]) => !this.#now.has(name)).map(([, row]) => row)
    await inBatches(gone, (batch) =>
      this.#store.write((tx) =>
        withListings(tx, communityId, this.#timeZone, customersOf(batch), () =>
          deleteRows(tx, communityId, TABLES.rejectedRow, batch),
        ),
      ),
    )
  }
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
