import { sql } from 'kysely'
import type { RecordIds, SweptBatch } from '../source/port.ts'
import type { CommunityStore } from '../store/index.ts'
import { UNSETTLED_PATTERN } from './hash.ts'
import { NO_RECORDS, RECORD_KINDS, type RecordKind } from './record-ids.ts'

/** What the ids and versions of a source say about the copy. */
export interface Swept {
  /** In the copy, and not in the source any more. */
  readonly gone: RecordIds
  /** Refused when they were read, and not in the source any more. */
  readonly forgotten: RecordIds
  /** In the source in a version that was not read. */
  readonly missed: RecordIds
}

export const NOTHING_SWEPT: Swept = { gone: NO_RECORDS, forgotten: NO_RECORDS, missed: NO_RECORDS }

/** Compares the ids and versions of a source with what was read of it, one kind after the other. */
export async function sweepSource(
  store: CommunityStore,
  batches: AsyncIterable<SweptBatch>,
  onSwept: (records: number) => Promise<void>,
): Promise<Swept> {
  const known = { customers: await readVersions(store, 'customers'), accounts: new Map<string, Known>() }
  const missed = { customers: [] as string[], accounts: [] as string[] }
  let isAtAccounts = false
  const goOnToAccounts = async () => {
    isAtAccounts = true
    known.accounts = await readVersions(store, 'accounts')
  }
  for await (const { kind, records } of batches) {
    if (kind === 'accounts' && !isAtAccounts) await goOnToAccounts()
    for (const { id, version } of records) {
      const read = known[kind].get(id)
      known[kind].delete(id)
      if (!read || read.version !== (version ?? null) || read.isUnsettled) missed[kind].push(id)
    }
    await onSwept(records.length)
  }
  if (!isAtAccounts) await goOnToAccounts()
  return {
    gone: { customers: idsLeft(known.customers, true), accounts: idsLeft(known.accounts, true) },
    forgotten: { customers: idsLeft(known.customers, false), accounts: idsLeft(known.accounts, false) },
    missed,
  }
}

interface Known {
  readonly version: string | null
  readonly isInCopy: boolean
  /** It was applied while holders of it were waiting to be removed, and has to be applied again. */
  readonly isUnsettled: boolean
}

function idsLeft(known: ReadonlyMap<string, Known>, inCopy: boolean): string[] {
  return [...known].flatMap(([id, { isInCopy }]) => (isInCopy === inCopy ? [id] : []))
}

const PAGE = 50_000

/** The texts of `updated_at` with which records were read, also of those that were refused. */
async function readVersions(store: CommunityStore, kind: RecordKind): Promise<Map<string, Known>> {
  const { communityId } = store
  const one = RECORD_KINDS[kind]
  const id = sql.ref(`${one}_id`)
  const cells = kind === 'customers' ? sql`payload` : sql`payload -> 'account'`
  const [refused] = await store.read(
    () =>
      [
        sql<{ id: string; version: string | null }>`
          select ${id} as id, payload ->> 'updated_at' as version from rejected_row
          where community_id = ${communityId} and kind = ${one} and ${id} is not null`,
      ] as const,
  )
  const versions = new Map<string, Known>()
  for (const { id: refusedId, version } of refused)
    versions.set(refusedId, { version, isInCopy: false, isUnsettled: false })
  for (let after = ''; ;) {
    const [page] = await store.read(
      () =>
        [
          sql<{ id: string; version: string | null; unsettled: boolean }>`
            select source_id as id, ${cells} ->> 'updated_at' as version, hash like ${UNSETTLED_PATTERN} as unsettled
            from source_record
            where community_id = ${communityId} and kind = ${one} and source_id > ${after}
            order by source_id limit ${PAGE}::int`,
        ] as const,
    )
    for (const { id: knownId, version, unsettled } of page)
      versions.set(knownId, { version, isInCopy: true, isUnsettled: unsettled })
    const last = page.at(-1)
    if (!last || page.length < PAGE) return versions
    after = last.id
  }
}
