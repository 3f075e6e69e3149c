import { sql } from 'kysely'
import { withVersions } from '../history/index.ts'
import { NO_DEPARTMENT, maskOf, union } from '../kernel/departments.ts'
import { numberKey } from '../search/normalise.ts'
import type { CommunityStore, Queries } from '../store/index.ts'
import { TABLES, upsertRows, type BulkRow } from './bulk.ts'
import { UNSETTLED_LENGTH, UNSETTLED_PATTERN } from './hash.ts'
import type { MergeRecord } from './interpret/index.ts'
import { withListings } from './listings.ts'
import type { Removals } from './plan.ts'

export interface RemoveContext {
  readonly runId: number
  readonly timeZone: string
  readonly now: Date
  /** Is called after each transaction with the records gone so far. */
  readonly onRemoved?: (removed: number) => void
}

const RECORDS_A_BATCH = 300

/** Remembers which ids lead to which others now. */
export async function writeAliases(
  store: CommunityStore,
  merges: readonly MergeRecord[],
  runId: number,
): Promise<void> {
  for (let start = 0; start < merges.length; start += 1_000)
    await store.write((tx) =>
      upsertRows(
        tx,
        store.communityId,
        TABLES.alias,
        merges.slice(start, start + 1_000).map(({ kind, fromId, toId, at }) => ({
          kind,
          from_id: fromId,
          to_id: toId,
          at: at?.toISOString() ?? null,
          run_id: runId,
        })),
      ),
    )
}

/**
 * Takes records out of the copy, last of all: customers first, so that what is remembered of them still knows their
 * accounts. What is gone from the source leaves a tombstone; what was refused does not, its rejected row says more.
 * Records that are not in the copy (any more) are passed over, so that it can be done again after a crash.
 */
export async function removeRecords(
  store: CommunityStore,
  removals: Removals,
  context: RemoveContext,
): Promise<void> {
  let removed = 0
  const inBatches = async (
    ids: readonly string[],
    work: (tx: Queries, ids: readonly string[]) => Promise<void>,
  ) => {
    for (let start = 0; start < ids.length; start += RECORDS_A_BATCH) {
      const batch = ids.slice(start, start + RECORDS_A_BATCH)
      await store.write((tx) => work(tx, batch))
      removed += batch.length
      context.onRemoved?.(removed)
    }
  }
  const { communityId } = store
  await inBatches(removals.goneCustomers, (tx, ids) => removeCustomers(tx, communityId, ids, true, context))
  await inBatches(removals.refusedCustomers, (tx, ids) =>
    removeCustomers(tx, communityId, ids, false, context),
  )
  await inBatches(removals.goneAccounts, (tx, ids) => removeAccounts(tx, communityId, ids, true, context))
  await inBatches(removals.refusedAccounts, (tx, ids) => removeAccounts(tx, communityId, ids, false, context))
  if (removed > 0) await store.write((tx) => settleHashes(tx, communityId))
}

async function removeCustomers(
  tx: Queries,
  communityId: number,
  ids: readonly string[],
  gone: boolean,
  { timeZone, runId, now }: RemoveContext,
): Promise<void> {
  const theirs = sql<boolean>`customer_id = any(${ids}::text[])`
  const touched = await tx
    .selectFrom('holder')
    .select(['customer_id', 'account_id'])
    .distinct()
    .where('community_id', '=', communityId)
    .where(
      sql<boolean>`account_id in (select account_id from holder
        where community_id = ${communityId} and customer_id = any(${ids}::text[]))`,
    )
    .execute()
  const all = [...new Set([...ids, ...touched.map(({ customer_id }) => customer_id)])]
  const accounts = [...new Set(touched.map(({ account_id }) => account_id))]
  const remove = async () => {
    if (gone) await buryCustomers(tx, communityId, ids, runId, now)
    for (const table of ['holder', 'former_holder', 'customer'] as const)
      await tx.deleteFrom(table).where('community_id', '=', communityId).where(theirs).execute()
    await forgetSource(tx, communityId, 'customer', ids)
  }
  await withListings(tx, communityId, timeZone, all, () =>
    withVersions(tx, communityId, { cause: 'run', at: now }, { customers: all, accounts }, remove),
  )
}

async function buryCustomers(
  tx: Queries,
  communityId: number,
  ids: readonly string[],
  runId: number,
  now: Date,
): Promise<void> {
  const theirs = sql<boolean>`h.customer_id = any(${ids}::text[])`
  const [names, held, before] = await Promise.all([
    tx
      .selectFrom('customer as h')
      .select(['h.customer_id', 'h.name'])
      .where('h.community_id', '=', communityId)
      .where(theirs)
      .execute(),
    tx
      .selectFrom('holder as h')
      .innerJoin('account as a', (join) =>
        join.onRef('a.community_id', '=', 'h.community_id').onRef('a.account_id', '=', 'h.account_id'),
      )
      .select(['h.customer_id', 'a.department'])
      .where('h.community_id', '=', communityId)
      .where(theirs)
      .execute(),
    tx
      .selectFrom('former_holder as h')
      .select(['h.customer_id', 'h.department'])
      .where('h.community_id', '=', communityId)
      .where(theirs)
      .execute(),
  ])
  const masks = new Map<string, bigint>()
  for (const { customer_id, department } of [...held, ...before])
    masks.set(customer_id, union(masks.get(customer_id) ?? 0n, maskOf(department)))
  const tombstones = names.map(({ customer_id, name }): BulkRow => ({
    kind: 'customer',
    source_id: customer_id,
    label: name,
    account_number: null,
    number_key: null,
    departments: (masks.get(customer_id) ?? maskOf(NO_DEPARTMENT)).toString(),
    gone_at: now.toISOString(),
    run_id: runId,
  }))
  await upsertRows(tx, communityId, TABLES.tombstone, tombstones)
}

async function removeAccounts(
  tx: Queries,
  communityId: number,
  ids: readonly string[],
  gone: boolean,
  { timeZone, runId, now }: RemoveContext,
): Promise<void> {
  const these = sql<boolean>`account_id = any(${ids}::text[])`
  const [accounts, holders] = await Promise.all([
    tx
      .selectFrom('account')
      .select(['account_id', 'account_number', 'department'])
      .where('community_id', '=', communityId)
      .where(these)
      .execute(),
    tx
      .selectFrom('holder')
      .select(['account_id', 'customer_id'])
      .distinct()
      .where('community_id', '=', communityId)
      .where(these)
      .execute(),
  ])
  const touched = [...new Set(holders.map(({ customer_id }) => customer_id))]
  const remove = async () => {
    const byId = new Map(accounts.map((account) => [account.account_id, account]))
    const ended = holders.flatMap(({ account_id, customer_id }): BulkRow[] => {
      const account = byId.get(account_id)
      if (!account) return []
      const { account_number, department } = account
      return [
        { customer_id, account_id, account_number, department, ended_at: now.toISOString(), run_id: runId },
      ]
    })
    await upsertRows(tx, communityId, TABLES.formerHolder, ended)
    if (gone)
      await upsertRows(
        tx,
        communityId,
        TABLES.tombstone,
        accounts.map(({ account_id, account_number, department }) => ({
          kind: 'account',
          source_id: account_id,
          label: account_number,
          account_number,
          number_key: numberKey(account_number),
          departments: maskOf(department).toString(),
          gone_at: now.toISOString(),
          run_id: runId,
        })),
      )
    for (const table of ['holder', 'charge', 'account'] as const)
      await tx.deleteFrom(table).where('community_id', '=', communityId).where(these).execute()
    await forgetSource(tx, communityId, 'account', ids)
  }
  await withListings(tx, communityId, timeZone, touched, () =>
    withVersions(tx, communityId, { cause: 'run', at: now }, { customers: touched, accounts: ids }, remove),
  )
}

async function forgetSource(
  tx: Queries,
  communityId: number,
  kind: 'customer' | 'account',
  ids: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom('source_record')
    .where('community_id', '=', communityId)
    .where('kind', '=', kind)
    .where(sql<boolean>`source_id = any(${ids}::text[])`)
    .execute()
}

/** Everybody who was leaving has left: accounts that kept them until now are as they were read. */
async function settleHashes(tx: Queries, communityId: number): Promise<void> {
  await tx
    .updateTable('source_record')
    .set({ hash: sql<string>`substr(hash, ${UNSETTLED_LENGTH + 1}::int)` })
    .where('community_id', '=', communityId)
    .where('kind', '=', 'account')
    .where('hash', 'like', UNSETTLED_PATTERN)
    .execute()
}
