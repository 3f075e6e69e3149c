import { sql } from 'kysely'
import type { Queries } from '../store/index.ts'
import { byRecord, chainsOf, upsertAliases, type MergesByRecord } from './aliases.ts'
import { TABLES, upsertRows } from './bulk.ts'
import type { MergeRecord } from './interpret/index.ts'
import type { Removals } from './plan.ts'
import { bury } from './tombstones.ts'

/** Records that leave the copy at the same moment. */
export interface Leavers {
  readonly customers: readonly string[]
  readonly accounts: readonly string[]
}

export const NOBODY: Leavers = { customers: [], accounts: [] }

/** How records leave the copy: with a tombstone and, where they were merged, an alias; both at the same moment. */
export interface Leaving {
  readonly runId: number
  readonly now: Date
  /** All that is to leave in this run, now or later. */
  readonly leaving: ReadonlySets
  /** What was refused gets no tombstone: its rejected row says more. */
  readonly refused: ReadonlySets
  readonly merges: MergesByRecord
}

type ReadonlySets = Readonly<Record<'customer' | 'account', ReadonlySet<string>>>

export function leavingOf(
  removals: Removals,
  merges: readonly MergeRecord[],
  runId: number,
  now: Date,
): Leaving {
  const { customers, accounts } = leaversOf(removals)
  return {
    runId,
    now,
    leaving: { customer: new Set(customers), account: new Set(accounts) },
    refused: { customer: new Set(removals.refusedCustomers), account: new Set(removals.refusedAccounts) },
    merges: byRecord(merges),
  }
}

export function leaversOf(removals: Removals): Leavers {
  return {
    customers: [...removals.goneCustomers, ...removals.refusedCustomers],
    accounts: [...removals.goneAccounts, ...removals.refusedAccounts],
  }
}

export function isNobody({ customers, accounts }: Leavers): boolean {
  return customers.length + accounts.length === 0
}

/**
 * The customers among these, everybody who holds something with one of them, and the accounts: whose listings and history may
 * change when they leave.
 */
export async function tiedTo(
  tx: Queries,
  communityId: number,
  { customers, accounts }: Leavers,
): Promise<Leavers> {
  if (isNobody({ customers, accounts })) return { customers, accounts }
  const tied = await tx
    .selectFrom('holder')
    .select(['customer_id', 'account_id'])
    .distinct()
    .where('community_id', '=', communityId)
    .where(
      sql<boolean>`(account_id = any(${accounts}::text[]) or account_id in (select account_id from holder
        where community_id = ${communityId} and customer_id = any(${customers}::text[])))`,
    )
    .execute()
  return {
    customers: [...new Set([...customers, ...tied.map(({ customer_id }) => customer_id)])],
    accounts: [...new Set([...accounts, ...tied.map(({ account_id }) => account_id)])],
  }
}

/**
 * Takes records out with all that ties them. Inside of `withListings` and `withVersions`, with all of `tiedTo`. Accounts go first:
 * whoever holds them remembers them, and is remembered with their departments.
 */
export async function takeOut(
  tx: Queries,
  communityId: number,
  { customers, accounts }: Leavers,
  context: Leaving,
): Promise<void> {
  if (accounts.length > 0) {
    await rememberHolders(tx, communityId, accounts, context)
    await takeOutRecords(tx, communityId, 'account', accounts, context)
  }
  if (customers.length > 0) await takeOutRecords(tx, communityId, 'customer', customers, context)
}

/** What ties a record besides the record itself, which goes last. */
const TABLES_OF = {
  account: ['holder', 'charge', 'account'],
  customer: ['holder', 'former_holder', 'customer'],
} as const

async function takeOutRecords(
  tx: Queries,
  communityId: number,
  kind: 'customer' | 'account',
  ids: readonly string[],
  context: Leaving,
): Promise<void> {
  const { runId, leaving, refused, merges } = context
  const gone = ids.filter((id) => !refused[kind].has(id))
  await bury(tx, communityId, kind, gone, context)
  const these = sql<boolean>`${sql.ref(`${kind}_id`)} = any(${ids}::text[])`
  for (const table of TABLES_OF[kind])
    await tx.deleteFrom(table).where('community_id', '=', communityId).where(these).execute()
  await tx
    .deleteFrom('source_record')
    .where('community_id', '=', communityId)
    .where('kind', '=', kind)
    .where(sql<boolean>`source_id = any(${ids}::text[])`)
    .execute()
  await upsertAliases(tx, communityId, chainsOf(kind, ids, merges, leaving[kind]), runId)
}

async function rememberHolders(
  tx: Queries,
  communityId: number,
  accountIds: readonly string[],
  { runId, now }: Leaving,
): Promise<void> {
  const held = await tx
    .selectFrom('holder as h')
    .innerJoin('account as a', (join) =>
      join.onRef('a.community_id', '=', 'h.community_id').onRef('a.account_id', '=', 'h.account_id'),
    )
    .select(['h.customer_id', 'h.account_id', 'a.account_number', 'a.department'])
    .distinct()
    .where('h.community_id', '=', communityId)
    .where(sql<boolean>`h.account_id = any(${accountIds}::text[])`)
    .execute()
  const ended = held.map((tie) => ({ ...tie, ended_at: now.toISOString(), run_id: runId }))
  await upsertRows(tx, communityId, TABLES.formerHolder, ended)
}
