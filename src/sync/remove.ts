import { sql } from 'kysely'
import { withVersions } from '../history/index.ts'
import { maskOf } from '../kernel/departments.ts'
import { numberKey } from '../search/normalise.ts'
import type { CommunityStore, Queries } from '../store/index.ts'
import { BATCH_SIZES, type BatchSizes } from './batch-sizes.ts'
import { TABLES, upsertRows, type BulkRow } from './bulk.ts'
import { UNSETTLED_LENGTH, UNSETTLED_PATTERN } from './hash.ts'
import { forgetSource, takeOutCustomers, tiedTo, type Leaving } from './leave.ts'
import { withListings } from './listings.ts'
import { mergesOf, upsertAliases } from './aliases.ts'
import type { Removals } from './plan.ts'

export interface RemoveContext extends Leaving {
  readonly timeZone: string
  /** Is called after each transaction with the records gone so far. */
  readonly onRemoved?: (removed: number) => void
  readonly sizes?: BatchSizes | undefined
}

/**
 * Takes records out of the copy, last of all: customers first, so that what is remembered of them still knows their
 * accounts. What is gone from the source leaves a tombstone; what was refused does not, its rejected row says more.
 * Records that are not in the copy (any more) are passed over: those that left with their families, and those of a run
 * that is done again after a crash.
 */
export async function removeRecords(
  store: CommunityStore,
  removals: Removals,
  context: RemoveContext,
): Promise<void> {
  const { sizes = BATCH_SIZES } = context
  let removed = 0
  const inBatches = async (
    ids: readonly string[],
    work: (tx: Queries, ids: readonly string[]) => Promise<void>,
  ) => {
    for (let start = 0; start < ids.length; start += sizes.removed) {
      const batch = ids.slice(start, start + sizes.removed)
      await store.write((tx) => work(tx, batch))
      removed += batch.length
      context.onRemoved?.(removed)
    }
  }
  const { communityId } = store
  const leave = async (tx: Queries, ids: readonly string[]) => {
    const tied = await tiedTo(tx, communityId, ids)
    await withListings(tx, communityId, context.timeZone, tied.customers, () =>
      withVersions(tx, communityId, { cause: 'run', at: context.now }, tied, () =>
        takeOutCustomers(tx, communityId, ids, context),
      ),
    )
  }
  await inBatches(removals.goneCustomers, leave)
  await inBatches(removals.refusedCustomers, leave)
  await inBatches(removals.goneAccounts, (tx, ids) => removeAccounts(tx, communityId, ids, true, context))
  await inBatches(removals.refusedAccounts, (tx, ids) => removeAccounts(tx, communityId, ids, false, context))
  if (removed > 0) await store.write((tx) => settleHashes(tx, communityId))
}

async function removeAccounts(
  tx: Queries,
  communityId: number,
  ids: readonly string[],
  gone: boolean,
  { timeZone, merges, runId, now }: RemoveContext,
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
    await upsertAliases(tx, communityId, mergesOf('account', ids, merges), runId)
  }
  await withListings(tx, communityId, timeZone, touched, () =>
    withVersions(tx, communityId, { cause: 'run', at: now }, { customers: touched, accounts: ids }, remove),
  )
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
