import { sql } from 'kysely'
import { NO_DEPARTMENT, maskOf, union } from '../kernel/departments.ts'
import type { Queries } from '../store/index.ts'
import { chainsOf, upsertAliases, type MergesByRecord } from './aliases.ts'
import { TABLES, upsertRows, type BulkRow } from './bulk.ts'

/** How customers leave the copy: with a tombstone and, where they were merged, an alias; both at the same moment. */
export interface Leaving {
  readonly runId: number
  readonly now: Date
  /** All customers who are to leave in this run, with or after these. */
  readonly leaving: ReadonlySet<string>
  /** Customers whose rows were refused. They get no tombstone: their rejected rows say more. */
  readonly refused: ReadonlySet<string>
  readonly merges: MergesByRecord
}

/**
 * These customers, everybody who holds an account with one of them, and these accounts: whose listings and history may
 * change when they leave.
 */
export async function tiedTo(
  tx: Queries,
  communityId: number,
  ids: readonly string[],
): Promise<{ readonly customers: readonly string[]; readonly accounts: readonly string[] }> {
  if (ids.length === 0) return { customers: [], accounts: [] }
  const tied = await tx
    .selectFrom('holder')
    .select(['customer_id', 'account_id'])
    .distinct()
    .where('community_id', '=', communityId)
    .where(
      sql<boolean>`account_id in (select account_id from holder
        where community_id = ${communityId} and customer_id = any(${ids}::text[]))`,
    )
    .execute()
  return {
    customers: [...new Set([...ids, ...tied.map(({ customer_id }) => customer_id)])],
    accounts: [...new Set(tied.map(({ account_id }) => account_id))],
  }
}

/** Takes customers out with all that ties them. Inside of `withListings` and `withVersions`, with all of `tiedTo`. */
export async function takeOutCustomers(
  tx: Queries,
  communityId: number,
  ids: readonly string[],
  { runId, now, leaving, refused, merges }: Leaving,
): Promise<void> {
  const theirs = sql<boolean>`customer_id = any(${ids}::text[])`
  await bury(
    tx,
    communityId,
    ids.filter((id) => !refused.has(id)),
    runId,
    now,
  )
  for (const table of ['holder', 'former_holder', 'customer'] as const)
    await tx.deleteFrom(table).where('community_id', '=', communityId).where(theirs).execute()
  await forgetSource(tx, communityId, 'customer', ids)
  await upsertAliases(tx, communityId, chainsOf(ids, merges, leaving), runId)
}

async function bury(
  tx: Queries,
  communityId: number,
  ids: readonly string[],
  runId: number,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
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

export async function forgetSource(
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
