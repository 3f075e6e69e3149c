import { expect } from 'vitest'
import type { Community } from '../../src/kernel/community.ts'
import type { Store } from '../../src/store/index.ts'
import { deriveFindable, readCopyRows } from '../../src/sync/copy-rows.ts'
import { rowsOf } from './city.ts'
import type { Export, Row } from './export.ts'

/**
 * Compares the copy with the export that it should equal, field by field: nothing is missing, nothing lingers, and what
 * can be found is what the rows say. Expects an export without bad rows. Its own short reading of the contract is the
 * oracle, so it does not go through the code that it checks.
 */
export async function compareCopyWithSource(
  store: Store,
  community: Community,
  export_: Export,
): Promise<void> {
  const rows = (table: Parameters<typeof rowsOf>[2]) => rowsOf(store, community, table)
  const departments = new Map((await rows('department')).map((row) => [row['name'], row['bit']]))
  expect(pick(await rows('customer'), Object.keys(customer({})))).toEqual(
    sorted(export_.customers.map(customer)),
  )
  expect(pick(await rows('account'), Object.keys(accountOf({}, departments)))).toEqual(
    sorted(export_.accounts.map((row) => accountOf(row, departments))),
  )
  expect(pick(await rows('holder'), Object.keys(holder({})))).toEqual(sorted(export_.holders.map(holder)))
  expect(pick(await rows('charge'), Object.keys(charge({})))).toEqual(sorted(export_.charges.map(charge)))
  const records = await rows('source_record')
  expect(records.map((row) => `${String(row['kind'])} ${String(row['source_id'])}`).sort()).toEqual(
    [
      ...export_.customers.map((row) => `customer ${row['customer_id']}`),
      ...export_.accounts.map((row) => `account ${row['account_id']}`),
    ].sort(),
  )
  expect(records.filter((row) => String(row['hash']).includes(':'))).toEqual([])
  await expectDerived(store, community)
}

/** Listings and search keys are those that the rows of the copy give, no more and no fewer. */
export async function expectDerived(store: Store, community: Community): Promise<void> {
  const rows = (table: Parameters<typeof rowsOf>[2]) => rowsOf(store, community, table)
  const known = new Set<string>()
  for (const row of await rows('customer')) known.add(String(row['customer_id']))
  for (const row of await rows('tombstone'))
    if (row['kind'] === 'customer') known.add(String(row['source_id']))
  for (const row of await rows('rejected_row'))
    if (row['kind'] === 'customer' && typeof row['customer_id'] === 'string') known.add(row['customer_id'])
  const copy = await store
    .as(community.communityId)
    .write((tx) => readCopyRows(tx, community.communityId, [...known]))
  const derived = [...deriveFindable(known, copy, community.settings.timeZone).values()]
  const listings = derived.flatMap((each) => each.listings)
  const keys = derived.flatMap((each) => each.keys)
  expect(
    (await rows('listing'))
      .map((row) =>
        [row['customer_id'], row['account_id'], row['departments'], row['belongs'], row['words']].join('|'),
      )
      .sort(),
  ).toEqual(
    listings
      .map((each) => [each.customerId, each.accountId, each.departments, each.belongs, each.words].join('|'))
      .sort(),
  )
  expect(
    (await rows('search_key'))
      .map((row) => [row['key'], row['customer_id'], row['departments'], row['belongs']].join('|'))
      .sort(),
  ).toEqual(keys.map((each) => [each.key, each.customerId, each.departments, each.belongs].join('|')).sort())
}

function customer(row: Row) {
  return {
    customer_id: row['customer_id'],
    name: row['name'] ?? nameOf(row),
    email: row['email'] ?? null,
    phone: row['phone'] ?? null,
    mailing_address: row['mailing_address'] ?? null,
    city: row['city'] ?? null,
    tax_id_last4: row['tax_id']?.slice(-4) ?? null,
    status: row['status'] ?? 'active',
    online_access: flag(row['online_access']),
    confidential: flag(row['confidential']) ?? false,
  }
}

function nameOf(row: Row): string {
  return `${row['last_name']}, ${[row['first_name'], row['suffix']].filter(Boolean).join(' ')}`
}

function accountOf(row: Row, departments: ReadonlyMap<unknown, unknown>) {
  return {
    account_id: row['account_id'],
    account_number: row['account_number'],
    module: row['module'],
    department: row['department'] === undefined ? 63 : departments.get(row['department']),
    status: row['status'],
    online_access: flag(row['online_access']),
    service_address: row['service_address'] ?? null,
    closed_on: row['closed_on'] ?? null,
    balance_cents: cents(row['balance']),
  }
}

function holder(row: Row) {
  return {
    customer_id: row['customer_id'],
    account_id: row['account_id'],
    role: row['role'],
    from_on: row['from_on'] ?? '-infinity',
    to_on: row['to_on'] ?? null,
  }
}

function charge(row: Row) {
  return {
    charge_id: row['charge_id'],
    account_id: row['account_id'],
    kind: row['kind'],
    amount_cents: cents(row['amount']),
    balance_cents: cents(row['balance']),
    due_on: row['due_on'] ?? null,
  }
}

function flag(cell: string | undefined): boolean | null {
  return cell === undefined ? null : cell === 'Y'
}

function cents(cell: string | undefined): number {
  return cell === undefined ? 0 : Math.round(Number(cell) * 100)
}

function pick(rows: readonly Record<string, unknown>[], columns: readonly string[]) {
  return sorted(rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]]))))
}

function sorted<T extends object>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

/**
 * Expects two communities to have read the same, row by row: with what was rejected, and with the hash of each text of the
 * source. What each remembers of the time before is its own.
 */
export async function expectSameCopy(store: Store, one: Community, other: Community): Promise<void> {
  for (const [table, columns] of Object.entries(READ_COLUMNS) as [keyof typeof READ_COLUMNS, string[]][]) {
    const [mine, theirs] = [await rowsOf(store, one, table), await rowsOf(store, other, table)]
    expect({ table, rows: pick(mine, columns) }).toEqual({ table, rows: pick(theirs, columns) })
  }
}

const READ_COLUMNS = {
  customer: [...Object.keys(customer({})), 'kind', 'phone2', 'tax_id_hash', 'updated_at', 'withheld_by'],
  account: [...Object.keys(accountOf({}, new Map())), 'number_key', 'source_status', 'opened_on', 'updated_at', 'withheld_by', 'verdict_valid_until'],
  holder: Object.keys(holder({})),
  charge: [...Object.keys(charge({})), 'description', 'posted_on'],
  source_record: ['kind', 'source_id', 'hash'],
  rejected_row: ['kind', 'row_key', 'customer_id', 'account_id', 'account_number', 'label', 'column_name', 'reason', 'says', 'payload', 'departments'],
} // prettier-ignore
