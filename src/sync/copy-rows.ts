import { sql } from 'kysely'
import { storedDay, isHeldBy, type HolderPeriod } from '../eligibility/index.ts'
import { NO_DEPARTMENTS, maskOf, union, type DepartmentMask } from '../kernel/departments.ts'
import { FOUND_BY, customerFieldsOf } from '../search/customer-fields.ts'
import type { AccountFields, CustomerFields } from '../search/keys.ts'
import { findableCustomer, findableRemainder, type Findable } from '../search/listing.ts'
import type { Queries } from '../store/index.ts'

/** The rows of the copy that decide how some customers can be found, whether they were just read or are being written. */
export interface CopyRows {
  readonly customers: Map<string, CustomerFields & { readonly shared: boolean }>
  readonly accounts: Map<string, TiedAccount>
  /** Everybody who holds or held one of these accounts, by account. */
  readonly holders: Map<string, HolderPeriod[]>
  /** The departments of accounts that a customer was tied to before. */
  readonly formerDepartments: Map<string, DepartmentMask>
  /** What is remembered of customers that are not in the copy. */
  readonly remainders: Map<string, { readonly label: string; readonly belongs: DepartmentMask }>
}

export interface TiedAccount extends AccountFields {
  readonly module: string
  readonly department: number
  readonly shared: boolean
  readonly validUntil: Date | null
}

/**
 * How these customers can be found, from the rows alone: what is stored is always what this gives, in every committed
 * state. So the difference that a change makes is what this gives before and after it.
 */
export function deriveFindable(
  customerIds: Iterable<string>,
  rows: CopyRows,
  timeZone: string,
): Map<string, Findable> {
  const tied = new Map<string, Set<string>>()
  for (const [accountId, holders] of rows.holders)
    for (const { customerId } of holders) addTo(tied, customerId, accountId)
  const findable = new Map<string, Findable>()
  for (const id of customerIds) {
    const customer = rows.customers.get(id)
    if (customer) {
      const accounts = [...(tied.get(id) ?? [])].sort().flatMap((accountId) => {
        const account = rows.accounts.get(accountId)
        if (!account) return []
        const day = storedDay(account.validUntil, timeZone)
        return [{ ...account, accountId, held: isHeldBy(id, rows.holders.get(accountId) ?? [], day) }]
      })
      const formerDepartments = rows.formerDepartments.get(id) ?? NO_DEPARTMENTS
      findable.set(id, findableCustomer({ ...customer, accounts, formerDepartments }))
    } else {
      const remainder = rows.remainders.get(id)
      if (remainder) findable.set(id, findableRemainder(id, remainder.label, remainder.belongs))
    }
  }
  return findable
}

/** Reads the rows that decide how these customers can be found. */
export async function readCopyRows(
  tx: Queries,
  communityId: number,
  customerIds: readonly string[],
): Promise<CopyRows> {
  const theirs = sql<boolean>`customer_id = any(${customerIds}::text[])`
  const theirAccounts = sql`select account_id from holder
    where community_id = ${communityId} and customer_id = any(${customerIds}::text[])`
  const [customers, accounts, { rows: holders }, former, rejected, tombstones] = await Promise.all([
    tx
      .selectFrom('customer')
      .select([...FOUND_BY, 'withheld_by'])
      .where('community_id', '=', communityId)
      .where(theirs)
      .execute(),
    tx
      .selectFrom('account')
      .select([
        'account_id',
        'account_number',
        'former_numbers',
        'module',
        'department',
        'service_address',
        'withheld_by',
        'verdict_valid_until',
      ])
      .where('community_id', '=', communityId)
      .where(sql<boolean>`account_id in (${theirAccounts})`)
      .execute(),
    // Account by account (`lateral`): a join is planned over all holders of the community.
    sql<{ account_id: string; customer_id: string; to_on: string | null }>`
      select h.account_id, h.customer_id, h.to_on
      from (${theirAccounts} group by account_id) t
      cross join lateral (select account_id, customer_id, to_on from holder
        where community_id = ${communityId} and account_id = t.account_id offset 0) h`.execute(tx),
    tx
      .selectFrom('former_holder')
      .select(['customer_id', 'department'])
      .where('community_id', '=', communityId)
      .where(theirs)
      .execute(),
    tx
      .selectFrom('rejected_row')
      .select(['customer_id', 'label', sql<string>`departments::text`.as('departments')])
      .where('community_id', '=', communityId)
      .where('kind', '=', 'customer')
      .where(theirs)
      .orderBy('row_key')
      .execute(),
    tx
      .selectFrom('tombstone')
      .select(['source_id', 'label', sql<string>`departments::text`.as('departments')])
      .where('community_id', '=', communityId)
      .where('kind', '=', 'customer')
      .where(sql<boolean>`source_id = any(${customerIds}::text[])`)
      .execute(),
  ])
  const rows = emptyCopyRows()
  for (const row of customers)
    rows.customers.set(row.customer_id, {
      ...customerFieldsOf(row),
      shared: row.withheld_by.length === 0,
    })
  for (const row of accounts)
    rows.accounts.set(row.account_id, {
      accountNumber: row.account_number,
      formerNumbers: row.former_numbers,
      serviceAddress: row.service_address,
      module: row.module,
      department: row.department,
      shared: row.withheld_by.length === 0,
      validUntil: row.verdict_valid_until,
    })
  for (const row of holders) {
    const period = { customerId: row.customer_id, toOn: row.to_on }
    const known = rows.holders.get(row.account_id)
    if (known) known.push(period)
    else rows.holders.set(row.account_id, [period])
  }
  for (const row of former) addFormer(rows, row.customer_id, row.department)
  for (const row of tombstones)
    rows.remainders.set(row.source_id, { label: row.label, belongs: BigInt(row.departments) })
  // A refused row is newer than the memory of an earlier one. Of several rows for one customer, the first speaks.
  for (const row of rejected.reverse())
    if (row.customer_id !== null)
      rows.remainders.set(row.customer_id, { label: row.label ?? '', belongs: BigInt(row.departments) })
  return rows
}

export function emptyCopyRows(): CopyRows {
  return {
    customers: new Map(),
    accounts: new Map(),
    holders: new Map(),
    formerDepartments: new Map(),
    remainders: new Map(),
  }
}

function addFormer(rows: CopyRows, customerId: string, department: number): void {
  const known = rows.formerDepartments.get(customerId) ?? NO_DEPARTMENTS
  rows.formerDepartments.set(customerId, union(known, maskOf(department)))
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key)
  if (known) known.add(value)
  else sets.set(key, new Set([value]))
}
