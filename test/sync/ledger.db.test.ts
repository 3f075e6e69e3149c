import { expect, it } from 'vitest'
import { maskOf } from '../../src/kernel/departments.ts'
import { WITHHELD_CODES, type Ledger } from '../../src/sync/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore } from './city.ts'
import { CEDAR, account, changed } from './export.ts'

function expectToAddUp({ customers, accounts, holders, charges, merges }: Ledger): void {
  for (const kind of [customers, accounts, holders, charges, merges])
    expect(kind.inSource).toBe(kind.rejected + kind.synced)
  expect(customers.synced).toBe(customers.notCurrent + customers.withheld + customers.shared)
  expect(customers.withheld).toBe(Object.values(customers.withheldBy).reduce((sum, count) => sum + count, 0))
  expect(accounts.synced).toBe(accounts.withheld + accounts.shared)
}

/** One customer for each place in the ledger, spread over two departments. */
const SPREAD = changed(CEDAR, {
  customers: {
    C5: { customer_id: 'C5', name: 'Hidden, Hana', confidential: 'Y' },
    C6: { customer_id: 'C6', name: 'Alone, Al' },
    C7: { customer_id: 'C7', name: 'Refused, Rita', status: 'asleep' },
    C8: { customer_id: 'C8', name: 'Idle, Ida', status: 'inactive', online_access: 'N' },
    C9: { customer_id: 'C9', name: 'Before, Bo' },
  },
  accounts: {
    A5: account('A5', '5.5', { department: 'Licensing' }),
    A6: account('A6', '6.6', { department: 'Licensing', status: 'inactive' }),
  },
  holders: {
    'C5 A5': { customer_id: 'C5', account_id: 'A5', role: 'owner' },
    'C7 A5': { customer_id: 'C7', account_id: 'A5', role: 'tenant' },
    'C8 A1': { customer_id: 'C8', account_id: 'A1', role: 'tenant' },
    'C9 A5': { customer_id: 'C9', account_id: 'A5', role: 'owner', to_on: '2025-01-01' },
    'C1 A6': { customer_id: 'C1', account_id: 'A6', role: 'owner' },
  },
})

describeOnEachDatabase('The ledger', (database) => {
  const store = sharedStore(database)
  it('accounts for every record of the source, once', async () => {
    const city = await openCity(await store())
    await city.run(SPREAD)
    const { ledger } = await city.sync.status(city.community, -1n)
    expectToAddUp(ledger)
    expect(ledger.customers).toEqual({
      inSource: 9,
      rejected: 1,
      synced: 8,
      shared: 3,
      notCurrent: 1,
      withheld: 4,
      withheldBy: { account_inactive: 1, account_closed: 1, confidential: 1, no_account: 1 },
      merged: 0,
      deleted: 0,
    })
    expect(ledger.holders).toEqual({ inSource: 10, rejected: 1, synced: 9 })
    const [run] = await city.rows('run')
    expect((run?.['ledger'] as { ledger: Ledger }).ledger).toEqual(ledger)
  })

  it('counts for each department what its people may know of, and adds up there too', async () => {
    const city = await openCity(await store())
    await city.run(SPREAD)
    const departments = await city.communities.listDepartments(city.community.communityId)
    for (const { bit } of departments)
      expectToAddUp((await city.sync.status(city.community, maskOf(bit))).ledger)
    const licensing = departments.find(({ name }) => name === 'Licensing')?.bit ?? -1
    const { ledger, rejectedRows, runs } = await city.sync.status(city.community, maskOf(licensing))
    // Ana has a shared account of Water, but of Licensing only one that is withheld.
    expect(ledger.customers).toMatchObject({
      inSource: 5,
      rejected: 1,
      shared: 1,
      notCurrent: 1,
      withheldBy: { account_inactive: 1, confidential: 1 },
    })
    // A line would tell how many records of others stand before it.
    expect(rejectedRows.rows).toMatchObject([
      { customerId: 'C7', line: null },
      { customerId: 'C7', line: null },
    ])
    const behind = await city.sync.listBehind(city.community, maskOf(licensing), { group: 'rejected' })
    expect(behind.rows.map(({ line }) => line)).toEqual([null, null])
    expect(Object.keys(runs[0] ?? {}).sort()).toEqual([
      'durationMs',
      'runId',
      'sourceReadAt',
      'startedAt',
      'status',
      'trigger',
    ])
  })

  it('leads from every number to the customers behind it', async () => {
    const city = await openCity(await store())
    await city.run(SPREAD)
    const gone = changed(SPREAD, {
      customers: { C6: null, C3: null },
      holders: { 'C3 A3': null },
      merges: { C3: { from_id: 'C3', to_id: 'C1' } },
    })
    await city.run(gone)
    const { ledger } = await city.sync.status(city.community, -1n)
    expectToAddUp(ledger)
    const behind = async (request: Parameters<typeof city.sync.listBehind>[2]) =>
      await city.sync.listBehind(city.community, -1n, request)
    const { customers } = ledger
    for (const group of ['notCurrent', 'withheld', 'shared', 'merged', 'deleted'] as const) {
      const { total, rows } = await behind({ group })
      expect({ group, total, rows: rows.length }).toEqual({
        group,
        total: customers[group],
        rows: customers[group],
      })
    }
    for (const code of WITHHELD_CODES)
      expect((await behind({ group: 'withheld', code })).total).toBe(customers.withheldBy[code] ?? 0)
    expect((await behind({ group: 'merged' })).rows).toMatchObject([
      {
        customerId: 'C3',
        name: 'Aspen Plumbing LLC',
        leadsTo: { customerId: 'C1', name: 'Núñez, Ana María' },
      },
    ])
    expect((await behind({ group: 'rejected' })).rows).toMatchObject([
      { customerId: 'C7', name: 'Refused, Rita', code: 'bad_word', file: 'customers.csv' },
      { customerId: 'C7', code: 'rejected_customer', file: 'holders.csv' },
    ])
    expect(await behind({ group: 'withheld', page: 99 })).toMatchObject({ page: 99, rows: [] })
  })

  it('tells of a merge only to those who may know of the survivor', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    await city.run(
      changed(CEDAR, {
        customers: { C3: null },
        holders: { 'C3 A3': null },
        merges: { C3: { from_id: 'C3', to_id: 'C4' } },
      }),
    )
    const departments = await city.communities.listDepartments(city.community.communityId)
    const licensing = departments.find(({ name }) => name === 'Licensing')?.bit ?? -1
    // To those who may not know of C4, it is deleted: that it was merged would tell of somebody.
    const seenBy = async (mask: bigint) => {
      const { ledger } = await city.sync.status(city.community, mask)
      const group = async (name: 'merged' | 'deleted') =>
        (await city.sync.listBehind(city.community, mask, { group: name })).rows.map(
          ({ customerId, leadsTo }) => [customerId, leadsTo?.customerId ?? null],
        )
      return {
        merged: [ledger.customers.merged, await group('merged')],
        deleted: [ledger.customers.deleted, await group('deleted')],
        merges: ledger.merges.synced,
      }
    }
    expect(await seenBy(maskOf(licensing))).toEqual({
      merged: [0, []],
      deleted: [1, [['C3', null]]],
      merges: 0,
    })
    expect(await seenBy(-1n)).toEqual({ merged: [1, [['C3', 'C4']]], deleted: [0, []], merges: 1 })
  })
})
