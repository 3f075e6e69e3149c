import { sql } from 'kysely'
import { withVersions } from '../history/index.ts'
import type { CommunityStore, Queries } from '../store/index.ts'
import type { BatchSizes } from './batch-sizes.ts'
import { chunksOf } from './bulk.ts'
import { UNSETTLED_LENGTH, UNSETTLED_PATTERN } from './hash.ts'
import { leaversOf, takeOut, tiedTo, type Leavers, type Leaving } from './leave.ts'
import { withListings } from './listings.ts'
import type { Removals } from './plan.ts'

export interface RemoveContext extends Leaving {
  readonly timeZone: string
  /** Is called after each transaction with the records gone so far. */
  readonly onRemoved?: (removed: number) => void
  readonly sizes: Pick<BatchSizes, 'removed'>
}

/**
 * Takes out of the copy what did not leave with its family, last of all. Accounts go first: while a customer has left and
 * its account has not, somebody who held it long ago would be found as its last holder. Records that are not in the copy
 * (any more) are passed over, so that it can be done again after a crash.
 */
export async function removeRecords(
  store: CommunityStore,
  removals: Removals,
  context: RemoveContext,
): Promise<void> {
  const { sizes } = context
  const { customers, accounts } = leaversOf(removals)
  const { communityId } = store
  let removed = 0
  const inBatches = async (ids: readonly string[], leaversFrom: (ids: readonly string[]) => Leavers) => {
    for (const batch of chunksOf(ids, sizes.removed)) {
      const leavers = leaversFrom(batch)
      await store.write(async (tx) => {
        const tied = await tiedTo(tx, communityId, leavers)
        await withListings(tx, communityId, context.timeZone, tied.customers, () =>
          withVersions(tx, communityId, { cause: 'run', at: context.now }, tied, () =>
            takeOut(tx, communityId, leavers, context),
          ),
        )
      })
      removed += leavers.customers.length + leavers.accounts.length
      context.onRemoved?.(removed)
    }
  }
  await inBatches(accounts, (ids) => ({ customers: [], accounts: ids }))
  await inBatches(customers, (ids) => ({ customers: ids, accounts: [] }))
  if (removed > 0) await store.write((tx) => settleHashes(tx, communityId))
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
