import { sql, type RawBuilder } from 'kysely'
import { formatCount } from '../kernel/format-count.ts'
import type { RecordIds } from '../source/port.ts'
import type { CommunityStore, Queries } from '../store/index.ts'
import { forgetTombstones } from './apply.ts'
import { TABLES, chunksOf, deleteRows, upsertRows, type BulkRow } from './bulk.ts'
import { withListings } from './listings.ts'
import type { Rejection } from './rejection.ts'

const ROWS_A_BATCH = 500

/**
 * The rejected rows of a run, before and after it is applied: who is refused now is remembered as refused before leaving
 * the copy, and who is not any more is in it before being forgotten. Only what differs is written, with the listings by
 * which a customer that was refused can still be explained. What ends goes to the past, for the reports of the runs in which
 * it stood: a row that only stands in another line goes on, so that what is rejected for ever costs nothing more in any run.
 */
export class RejectedRows {
  readonly #store: CommunityStore
  readonly #timeZone: string
  readonly #runId: number
  readonly #stored: ReadonlyMap<string, BulkRow>
  /** Of those that are now: which are new, or not as they are stored. */
  readonly #changed: readonly BulkRow[]
  /** Of those that are stored: which are not rejected any more. */
  readonly #gone: readonly BulkRow[]
  /** Of those that are stored: which are not rejected any more, or in another way. */
  readonly #ended: ReadonlySet<BulkRow>

  private constructor(
    store: CommunityStore,
    timeZone: string,
    runId: number,
    stored: ReadonlyMap<string, BulkRow>,
    found: readonly BulkRow[],
  ) {
    const { rows, ended } = goOn(stored, found)
    this.#store = store
    this.#timeZone = timeZone
    this.#runId = runId
    this.#stored = stored
    this.#ended = ended
    const now = new Map(rows.map((row) => [nameOf(row), row]))
    this.#changed = [...now].flatMap(([name, row]) => {
      const before = stored.get(name)
      return Object.keys(row).some((column) => before?.[column] !== row[column]) ? [row] : []
    })
    this.#gone = [...stored].filter(([name]) => !now.has(name)).map(([, row]) => row)
  }

  /** @param about where only some records were read: rejected rows of others stay. Merges are always all read */
  static async of(
    store: CommunityStore,
    rejections: readonly Rejection[],
    runId: number,
    timeZone: string,
    about?: RecordIds,
  ): Promise<RejectedRows> {
    const rows = rejections.map((rejection) => rejectedRow(rejection, runId))
    const stored = await readRejectedRows(store, about && isAbout(about, rows.map(nameOf)))
    return new RejectedRows(store, timeZone, runId, stored, rows)
  }

  /** The same rows are rejected as before, for the same reasons. */
  get areAsBefore(): boolean {
    return this.#changed.length + this.#gone.length === 0
  }

  async write(): Promise<void> {
    const { communityId } = this.#store
    for (const batch of chunksOf(this.#changed, ROWS_A_BATCH))
      await this.#store.write(async (tx) => {
        const before = batch.map((row) => this.#stored.get(nameOf(row))).filter((row) => row !== undefined)
        const customers = [...new Set([...customersOf(batch), ...customersOf(before)])]
        await withListings(tx, communityId, this.#timeZone, customers, async () => {
          await forgetTombstones(tx, communityId, {
            customer: customersOf(batch),
            account: idsOf(batch, 'account'),
          })
          await this.#keepPast(tx, before)
          await upsertRows(tx, communityId, TABLES.rejectedRow, batch)
        })
      })
  }

  async forgetOthers(): Promise<void> {
    const { communityId } = this.#store
    for (const batch of chunksOf(this.#gone, ROWS_A_BATCH))
      await this.#store.write((tx) =>
        withListings(tx, communityId, this.#timeZone, customersOf(batch), async () => {
          await this.#keepPast(tx, batch)
          await deleteRows(tx, communityId, TABLES.rejectedRow, batch)
        }),
      )
  }

  async #keepPast(tx: Queries, batch: readonly BulkRow[]): Promise<void> {
    const ended = batch.filter((row) => this.#ended.has(row))
    await upsertRows(
      tx,
      this.#store.communityId,
      TABLES.pastRejection,
      ended.map((row) => ({ ...row, until_run: this.#runId })),
    )
  }
}

function isAbout({ customers, accounts }: RecordIds, names: readonly string[]) {
  return sql<boolean>`(kind = 'merge' or (kind = 'customer' and customer_id = any(${customers}::text[]))
    or (kind in ('account', 'holder', 'charge') and account_id = any(${accounts}::text[]))
    or kind || chr(9) || row_key = any(${names}::text[]))`
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
            'run_id',
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
  const many = formatCount(total)
  const others = formatCount(total - 1)
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
