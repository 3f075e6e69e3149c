import { PortalError } from '../kernel/errors.ts'
import type { RecordIds, SourceBatch, SourceChanges } from '../source/port.ts'
import type { CommunityStore } from '../store/index.ts'
import type { Cursor } from './cursor.ts'
import { takeAll, type Read, type ReadSetup } from './read.ts'
import { Reader } from './reader.ts'
import type { Reading } from './reading.ts'
import { countIds, filterIds, joinIds, type RecordKind } from './record-ids.ts'
import { NamedHashes, readStoredMerges, type StoredMerges } from './stored.ts'
import { NOTHING_SWEPT, sweepSource, type Swept } from './sweep.ts'
import { accountsTiedTo, refusedTiedTo, type Turning } from './tied.ts'

export interface ChangesAsked {
  readonly since: Cursor
  /** Ids and versions are compared, too. */
  readonly sweeps: boolean
  readonly now: Date
  /** Customers and accounts that are in the copy. */
  readonly countCopy: () => Promise<number>
}

/** Records that a sweep found missed and that are asked for one by one; of more than these, everything is read. */
const MOST_FETCHED = 5_000

/**
 * Reads what changed since a cursor, and what else has to be read with it: records that a sweep shows were missed, customers
 * whom an account names and nobody has told of, and accounts that read differently because a customer came or went. All
 * of that is asked for by id, so that what is planned is what a read of everything would give.
 * @returns `undefined` where only a read of everything can tell: the source refuses the cursor, cannot be asked in one of
 *   these ways, or too much was missed
 */
export async function readChanges(setup: ReadSetup, asked: ChangesAsked): Promise<Read | undefined> {
  const changes = await askForChanges(setup, asked.since)
  if (!changes) return undefined
  const { store, context, onTaken } = setup
  const stored = new NamedHashes(store)
  const reader = new Reader({ ...context, storedCustomers: stored.customers, partial: true })
  await takeAll(reader, learning(changes.batches, stored), onTaken)

  const remembered = await rememberMerges(store, reader.reading(), stored)
  const sweeps = asked.sweeps || (await mergesWait(store, reader.reading(), stored, remembered))
  const swept = sweeps ? await sweep(setup, reader.rows) : NOTHING_SWEPT
  if (!swept || countIds(swept.missed) > MOST_FETCHED) return undefined

  if (!(await fetchTheRest(setup, reader, stored, swept))) return undefined
  const reading = reader.reading()
  const gone = filterIds(swept.gone, (kind, id) => !reading[kind].has(id))
  const leaves = new Set(gone.customers)
  for (const kind of ['customers', 'accounts'] as const) await stored.read(kind, gone[kind])
  reader.settle((id) => stored.customers.has(id) && !leaves.has(id))
  return {
    reading,
    stored,
    remembered: withoutForgotten(remembered, swept.forgotten),
    gone,
    inCopy: await asked.countCopy(),
    isWhole: sweeps,
    about: joinIds(joinIds(idsRead(reading), gone), swept.forgotten),
    digests: undefined,
    cursor: { cursor: changes.next, sweptAt: sweeps ? asked.now : asked.since.sweptAt },
  }
}

async function askForChanges(
  { source, signal }: ReadSetup,
  { cursor }: Cursor,
): Promise<SourceChanges | undefined> {
  try {
    return await source.changesSince?.(cursor, signal ? { signal } : {})
  } catch (error) {
    if (error instanceof PortalError && error.code === 'source_cursor_refused') return undefined
    throw error
  }
}

/** Looks up what the copy has of the records of each batch before it is taken. */
async function* learning(
  batches: AsyncIterable<SourceBatch>,
  stored: NamedHashes,
): AsyncGenerator<SourceBatch> {
  for await (const batch of batches) {
    if (batch.kind === 'customers') await stored.read('customers', idsOf(batch, 'customer_id'))
    if (batch.kind === 'accounts') await stored.read('accounts', idsOf(batch, 'account_id'))
    yield batch
  }
}

function idsOf({ rows }: SourceBatch, column: string): string[] {
  return rows.flatMap(({ values }) => values[column]?.trim() || [])
}

/** Who was refused and is gone from the source now stands there no longer. */
function withoutForgotten(remembered: StoredMerges, { customers, accounts }: RecordIds): StoredMerges {
  const forgotten = new Set([
    ...customers.map((id) => `customer\t${id}`),
    ...accounts.map((id) => `account\t${id}`),
  ])
  return { ...remembered, refused: remembered.refused.difference(forgotten) }
}

async function rememberMerges(
  store: CommunityStore,
  { merges }: Reading,
  stored: NamedHashes,
): Promise<StoredMerges> {
  for (const kind of ['customer', 'account'] as const) {
    const named = merges.filter(({ merge }) => merge.kind === kind)
    await stored.read(
      `${kind}s`,
      named.flatMap(({ merge }) => [merge.fromId, merge.toId]),
    )
  }
  return await readStoredMerges(
    store,
    merges.map(({ merge }) => merge),
  )
}

/**
 * Whether a merge is new whose record is in the copy and did not come: only a sweep shows whether it is gone. One that was
 * refused before, because it was not, waits for the next sweep.
 */
async function mergesWait(
  store: CommunityStore,
  reading: Reading,
  stored: NamedHashes,
  { aliases }: StoredMerges,
): Promise<boolean> {
  const waiting = reading.merges.filter(({ merge: { kind, fromId, toId } }) => {
    const kinds: RecordKind = `${kind}s`
    return (
      aliases.get(`${kind}\t${fromId}`)?.toId !== toId &&
      stored[kinds].has(fromId) &&
      !reading[kinds].has(fromId)
    )
  })
  if (waiting.length === 0) return false
  const [refused] = await store.read(
    (db) =>
      [
        db
          .selectFrom('rejected_row')
          .select('row_key')
          .where('community_id', '=', store.communityId)
          .where('kind', '=', 'merge'),
      ] as const,
  )
  const keys = new Set(refused.map(({ row_key }) => row_key))
  return waiting.some(({ merge }) => !keys.has(`${merge.kind} ${merge.fromId}`))
}

async function sweep(
  { store, source, signal, onTaken }: ReadSetup,
  rowsTaken: number,
): Promise<Swept | undefined> {
  const batches = source.sweep?.(signal ? { signal } : {})
  if (!batches) return undefined
  let swept = rowsTaken
  return await sweepSource(store, batches, (records) => onTaken((swept += records)))
}

/** Fetches by id until nothing is left to ask for; false where the source cannot be asked so. */
async function fetchTheRest(
  { store, source, signal, onTaken }: ReadSetup,
  reader: Reader,
  stored: NamedHashes,
  { gone, forgotten, missed }: Swept,
): Promise<boolean> {
  const left = joinIds(gone, forgotten)
  const leaves = { customers: new Set(left.customers), accounts: new Set(left.accounts) }
  const asked = { customers: new Set<string>(), accounts: new Set<string>() }
  for (;;) {
    const reading = reader.reading()
    await stored.read('customers', reader.awaited)
    const unknown = reader.awaited.filter((id) => !stored.customers.has(id) || leaves.customers.has(id))
    const refused = await refusedTiedTo(store, joinIds(left, idsRead(reading)).accounts)
    const accounts = await accountsTiedTo(store, turningIn(reading, leaves.customers))
    const also = { customers: [...unknown, ...refused], accounts }
    const wanted = filterIds(
      joinIds(missed, also),
      (kind, id) => !reading[kind].has(id) && !asked[kind].has(id),
    )
    if (countIds(wanted) === 0) return true
    const batches = source.fetch?.(wanted, signal ? { signal } : {})
    if (!batches) return false
    for (const kind of ['customers', 'accounts'] as const) for (const id of wanted[kind]) asked[kind].add(id)
    await takeAll(reader, learning(unread(batches, reader), stored), onTaken)
  }
}

function turningIn({ customers }: Reading, left: ReadonlySet<string>): Turning {
  const coming: string[] = []
  const leaving = [...left].filter((id) => !customers.has(id))
  for (const [id, { accepted }] of customers) (accepted ? coming : leaving).push(id)
  return { coming, leaving }
}

/** Who holds a fetched account may have come already, in an older version. The newer one comes with the next changes. */
async function* unread(batches: AsyncIterable<SourceBatch>, reader: Reader): AsyncGenerator<SourceBatch> {
  for await (const batch of batches) {
    const isNew = (id: string | undefined) => id === undefined || !reader.hasCustomer(id.trim())
    yield batch.kind === 'customers'
      ? { ...batch, rows: batch.rows.filter(({ values }) => isNew(values['customer_id'])) }
      : batch
  }
}

function idsRead({ customers, accounts }: Reading): RecordIds {
  return { customers: [...customers.keys()], accounts: [...accounts.keys()] }
}
