import { setImmediate as breathe } from 'node:timers/promises'
import type { RecordIds, Source, SourceBatch } from '../source/port.ts'
import type { CommunityStore } from '../store/index.ts'
import type { Cursor } from './cursor.ts'
import { Reader, type ReaderContext } from './reader.ts'
import type { Reading } from './reading.ts'
import { readStoredHashes, readStoredMerges, type StoredHashes, type StoredMerges } from './stored.ts'
import type { DigestsAhead } from './verify/digests-ahead.ts'
import { SourceDigests } from './verify/source-digests.ts'

/** What was read of a source, beside what the copy has of it. */
export interface Read {
  readonly reading: Reading
  readonly stored: StoredHashes
  readonly remembered: StoredMerges
  /** In the copy, and not in the source any more, as far as this read can tell. */
  readonly gone: RecordIds
  /** Customers and accounts that are in the copy. */
  readonly inCopy: number
  /** Everything that was read by itself or by its version: what is missing is gone. */
  readonly isWhole: boolean
  /**
   * The records of which this read says something; rejected rows of others stay. `undefined`: it says everything about
   * everything, the rows of the source were counted one by one.
   */
  readonly about: RecordIds | undefined
  /** Of all rows that were accepted; `undefined` where not everything was read. */
  readonly digests: SourceDigests | undefined
  /** From where on the next run asks, once this one is published; null where it has to read everything. */
  readonly cursor: Cursor | null
}

/** What reading needs, and whom it tells how far it is. */
export interface ReadSetup {
  readonly store: CommunityStore
  readonly source: Source
  readonly context: Omit<ReaderContext, 'storedCustomers' | 'partial' | 'digests'>
  readonly signal: AbortSignal | undefined
  /** Dropped where a customer is read that is not as it was. */
  readonly ahead?: DigestsAhead
  /** Is called after each batch with the rows taken so far; throws where the run is to end. */
  readonly onTaken: (rows: number) => Promise<void>
}

/** Reads everything that a source has. */
export async function readWhole(setup: ReadSetup, cursor: Cursor | null): Promise<Read> {
  const { store, source, context, signal, onTaken, ahead } = setup
  const stored = await readStoredHashes(store)
  const digests = new SourceDigests()
  const reader = new Reader({ ...context, storedCustomers: stored.customers, digests })
  await takeAll(reader, source.read(signal ? { signal } : {}), async (rows) => {
    if (reader.isAnyCustomerChanged) ahead?.drop()
    await onTaken(rows)
  })
  const reading = reader.end()
  return {
    reading,
    stored,
    remembered: await readStoredMerges(store),
    gone: goneFrom(reading, stored),
    inCopy: stored.customers.size + stored.accounts.size,
    isWhole: true,
    about: undefined,
    digests,
    cursor,
  }
}

/** What the copy has and a reading of everything does not. */
export function goneFrom(reading: Reading, stored: StoredHashes): RecordIds {
  const missing = (before: ReadonlyMap<string, string>, now: ReadonlyMap<string, unknown>) =>
    [...before.keys()].filter((id) => !now.has(id))
  return {
    customers: missing(stored.customers, reading.customers),
    accounts: missing(stored.accounts, reading.accounts),
  }
}

/** Gives a reader all of an answer, batch by batch. */
export async function takeAll(
  reader: Reader,
  batches: AsyncIterable<SourceBatch>,
  onTaken: ReadSetup['onTaken'],
): Promise<void> {
  reader.beginAnswer()
  for await (const batch of batches) {
    reader.take(batch)
    await onTaken(reader.rows)
  }
}

/** Rows taken between two chances for others, such as a page of the same process. */
const ROWS_A_BREATH = 5_000

/** Lets others have a turn now and then: told, after each batch, how many rows were taken so far. */
export function breather(): (rows: number) => Promise<void> {
  let breathed = 0
  return async (rows) => {
    if (rows - breathed < ROWS_A_BREATH) return
    breathed = rows
    await breathe()
  }
}
