import { sql } from 'kysely'
import { withVersions } from '../history/index.ts'
import type { Queries } from '../store/index.ts'
import { TABLES, deleteRows, upsertRows, type BulkRow } from './bulk.ts'
import { accountRow, chargeRow, customerRow, decideAccount, holderRow, type Decision } from './decide.ts'
import {
  formerNames,
  formerNumbers,
  rememberedOf,
  type Numbered,
  type StoredAccount,
  type StoredCustomer,
  type StoredTombstone,
} from './former.ts'
import { unsettled } from './hash.ts'
import { isNobody, takeOut, tiedTo, type Leaving } from './leave.ts'
import type { HolderRecord } from './interpret/index.ts'
import { withListings } from './listings.ts'
import type { ParsedAccount, ParsedBatch } from './parsed-batch.ts'

export interface ApplyContext extends Decision, Leaving {
  readonly communityId: number
  /** When this batch is written; the run's own moment unless told. */
  readonly at?: Date
}

interface StoredHolder {
  readonly account_id: string
  readonly customer_id: string
  readonly role: HolderRecord['role']
  readonly from_on: string
  readonly to_on: string | null
}

/**
 * Brings the copy of some customers and accounts to what was read, with verdicts, listings and search keys. Applying the
 * same batch again writes nothing. It does not matter which records share a batch: every batch leaves the copy consistent.
 */
export async function applyBatch(tx: Queries, batch: ParsedBatch, context: ApplyContext): Promise<void> {
  const { communityId } = context
  const accountIds = batch.accounts.map(({ record }) => record.accountId)
  const customerIds = batch.customers.map(({ record }) => record.customerId)
  const [customers, accounts, holders, tombstones] = await readStored(
    tx,
    communityId,
    customerIds,
    accountIds,
  )
  const before = rememberedOf(customers, accounts, tombstones)
  const tied = await tiedTo(tx, communityId, batch.leaving)
  const touched = new Set<string>([
    ...customerIds,
    ...batch.accounts.flatMap((account) => account.holders.map(({ customerId }) => customerId)),
    ...holders.map(({ customer_id }) => customer_id),
    ...tied.customers,
  ])
  // Holders of accounts that are not in the batch hold the same accounts as before: nothing changes for them.
  const write = async () => {
    await forgetGone(tx, communityId, batch)
    await upsertRows(
      tx,
      communityId,
      TABLES.customer,
      batch.customers.map(({ record }) =>
        customerRow(
          record,
          formerNames(record.name, before.customers.get(record.customerId), context.now),
          context,
        ),
      ),
    )
    await upsertRows(
      tx,
      communityId,
      TABLES.sourceRecord,
      batch.customers.map(({ source }) => source),
    )
    const stored = new Map(accounts.map((account) => [account.account_id, account]))
    // Who leaves later keeps its accounts until then.
    const leaving = context.leaving.customer.difference(new Set(batch.leaving.customers))
    await writeAccounts(tx, batch.accounts, stored, before.accounts, holders, leaving, context)
    await writeCharges(tx, communityId, batch.accounts, accountIds)
    if (!isNobody(batch.leaving)) await takeOut(tx, communityId, batch.leaving, context)
  }
  await withListings(tx, communityId, context.settings.timeZone, [...touched], () =>
    withVersions(
      tx,
      communityId,
      { cause: 'run', at: context.at ?? context.now },
      { customers: [...touched], accounts: [...new Set([...accountIds, ...tied.accounts])] },
      write,
    ),
  )
}

async function readStored(
  tx: Queries,
  communityId: number,
  customerIds: readonly string[],
  accountIds: readonly string[],
): Promise<[StoredCustomer[], StoredAccount[], StoredHolder[], StoredTombstone[]]> {
  const these = sql<boolean>`account_id = any(${accountIds}::text[])`
  return await Promise.all([
    tx
      .selectFrom('customer')
      .select(['customer_id', 'name', 'former_names'])
      .where('community_id', '=', communityId)
      .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
      .execute(),
    tx
      .selectFrom('account')
      .select(['account_id', 'account_number', 'former_numbers', 'department'])
      .where('community_id', '=', communityId)
      .where(these)
      .execute(),
    tx
      .selectFrom('holder')
      .select(['account_id', 'customer_id', 'role', 'from_on', 'to_on'])
      .where('community_id', '=', communityId)
      .where(these)
      .execute(),
    tx
      .selectFrom('tombstone')
      .select(['kind', 'source_id', 'label'])
      .where('community_id', '=', communityId)
      .where(
        sql<boolean>`(kind = 'customer' and source_id = any(${customerIds}::text[])
          or kind = 'account' and source_id = any(${accountIds}::text[]))`,
      )
      .execute(),
  ])
}

/** What comes back is not gone any more, and its id leads to itself again. */
async function forgetGone(tx: Queries, communityId: number, batch: ParsedBatch): Promise<void> {
  const back = {
    customer: batch.customers.map(({ record }) => record.customerId),
    account: batch.accounts.map(({ record }) => record.accountId),
  }
  await forgetTombstones(tx, communityId, back)
}

export async function forgetTombstones(
  tx: Queries,
  communityId: number,
  back: Readonly<Record<'customer' | 'account', readonly string[]>>,
): Promise<void> {
  for (const kind of ['customer', 'account'] as const) {
    if (back[kind].length === 0) continue
    await tx
      .deleteFrom('tombstone')
      .where('community_id', '=', communityId)
      .where('kind', '=', kind)
      .where(sql<boolean>`source_id = any(${back[kind]}::text[])`)
      .execute()
    await tx
      .deleteFrom('alias')
      .where('community_id', '=', communityId)
      .where('kind', '=', kind)
      .where(sql<boolean>`from_id = any(${back[kind]}::text[])`)
      .execute()
  }
}

async function writeAccounts(
  tx: Queries,
  accounts: readonly ParsedAccount[],
  stored: ReadonlyMap<string, StoredAccount>,
  numbered: ReadonlyMap<string, Numbered>,
  storedHolders: readonly StoredHolder[],
  leaving: ReadonlySet<string>,
  context: ApplyContext,
): Promise<void> {
  const { communityId, now } = context
  const storedByAccount = Map.groupBy(storedHolders, ({ account_id }) => account_id)
  const accountRows: BulkRow[] = []
  const holderRows: BulkRow[] = []
  const endedRows: BulkRow[] = []
  const formerRows = new Map<string, BulkRow>()
  const tiedAgain: BulkRow[] = []
  const sourceRows: BulkRow[] = []
  for (const { record, department, holders, charges, hash, source } of accounts) {
    const before = stored.get(record.accountId)
    const listed = new Set(holders.map(keyOfHolder))
    const tied = new Set(holders.map(({ customerId }) => customerId))
    const kept: HolderRecord[] = []
    for (const old of storedByAccount.get(record.accountId) ?? []) {
      const holder = recordOf(old)
      if (listed.has(keyOfHolder(holder))) continue
      if (leaving.has(holder.customerId)) {
        kept.push(holder)
        continue
      }
      endedRows.push(holderRow(holder))
      if (before && !tied.has(holder.customerId))
        formerRows.set(`${holder.customerId}\t${record.accountId}`, {
          customer_id: holder.customerId,
          account_id: record.accountId,
          account_number: before.account_number,
          department: before.department,
          ended_at: now.toISOString(),
          run_id: context.runId,
        })
    }
    const all = [...holders, ...kept]
    const kinds = new Set(charges.map(({ kind }) => kind))
    const decided = decideAccount(record, kinds, all, context.settings, context.today)
    accountRows.push(
      accountRow(
        record,
        department,
        formerNumbers(record.accountNumber, numbered.get(record.accountId), now),
        decided,
        context,
      ),
    )
    holderRows.push(...holders.map(holderRow))
    for (const customerId of tied) tiedAgain.push({ customer_id: customerId, account_id: record.accountId })
    sourceRows.push(kept.length === 0 ? source : { ...source, hash: unsettled(hash) })
  }
  await upsertRows(tx, communityId, TABLES.account, accountRows)
  await deleteRows(tx, communityId, TABLES.holder, endedRows)
  await upsertRows(tx, communityId, TABLES.holder, holderRows)
  await deleteRows(tx, communityId, TABLES.formerHolder, tiedAgain)
  await upsertRows(tx, communityId, TABLES.formerHolder, [...formerRows.values()])
  await upsertRows(tx, communityId, TABLES.sourceRecord, sourceRows)
}

async function writeCharges(
  tx: Queries,
  communityId: number,
  accounts: readonly ParsedAccount[],
  accountIds: readonly string[],
): Promise<void> {
  const listed = accounts.flatMap((account) => account.charges.map(chargeRow))
  const known = new Set(listed.map((row) => `${String(row['account_id'])}\t${String(row['charge_id'])}`))
  const stored = await tx
    .selectFrom('charge')
    .select(['account_id', 'charge_id'])
    .where('community_id', '=', communityId)
    .where(sql<boolean>`account_id = any(${accountIds}::text[])`)
    .execute()
  const gone = stored.filter(({ account_id, charge_id }) => !known.has(`${account_id}\t${charge_id}`))
  await deleteRows(tx, communityId, TABLES.charge, gone)
  await upsertRows(tx, communityId, TABLES.charge, listed)
}

function recordOf(row: StoredHolder): HolderRecord {
  return {
    accountId: row.account_id,
    customerId: row.customer_id,
    role: row.role,
    fromOn: row.from_on,
    toOn: row.to_on,
  }
}

function keyOfHolder(holder: HolderRecord): string {
  return [holder.customerId, holder.role, holder.fromOn].join('\t')
}
