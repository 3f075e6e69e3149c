import { sql } from 'kysely'
import { NO_DEPARTMENT, maskOf, union } from '../kernel/departments.ts'
import { numberKey } from '../search/normalise.ts'
import type { Queries } from '../store/index.ts'
import { TABLES, upsertRows, type BulkRow } from './bulk.ts'

/** Remembers records that are about to leave the copy. */
export async function bury(
  tx: Queries,
  communityId: number,
  kind: 'customer' | 'account',
  ids: readonly string[],
  { runId, now }: { readonly runId: number; readonly now: Date },
): Promise<void> {
  if (ids.length === 0) return
  const epitaphs = await (kind === 'customer' ? ofCustomers : ofAccounts)(tx, communityId, ids)
  const tombstones = epitaphs.map((epitaph) => ({
    ...epitaph,
    kind,
    gone_at: now.toISOString(),
    run_id: runId,
  }))
  await upsertRows(tx, communityId, TABLES.tombstone, tombstones)
}

/** With the departments of what they hold and held, so that their people may know of them still. */
async function ofCustomers(tx: Queries, communityId: number, ids: readonly string[]): Promise<BulkRow[]> {
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
  return names.map(({ customer_id, name }) => ({
    source_id: customer_id,
    label: name,
    account_number: null,
    number_key: null,
    departments: (masks.get(customer_id) ?? maskOf(NO_DEPARTMENT)).toString(),
  }))
}

async function ofAccounts(tx: Queries, communityId: number, ids: readonly string[]): Promise<BulkRow[]> {
  const accounts = await tx
    .selectFrom('account')
    .select(['account_id', 'account_number', 'department'])
    .where('community_id', '=', communityId)
    .where(sql<boolean>`account_id = any(${ids}::text[])`)
    .execute()
  return accounts.map(({ account_id, account_number, department }) => ({
    source_id: account_id,
    label: account_number,
    account_number,
    number_key: numberKey(account_number),
    departments: maskOf(department).toString(),
  }))
}
