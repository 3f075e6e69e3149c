import { expect, it } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, written } from './city.ts'
import { compareCopyWithSource, expectDerived } from './compare.ts'
import { CEDAR, account, changed, type Export } from './export.ts'
import { maskOf } from '../../src/kernel/departments.ts'
import type { SourceKind } from '../../src/source/port.ts'

interface BadRow {
  readonly what: string
  readonly changes: Parameters<typeof changed>[1]
  readonly kind: string
  readonly line: number
  readonly column: string | null
  readonly reason: string
  readonly says: RegExp
}

const BAD_ROWS: readonly BadRow[] = [
  bad('a flag that is neither Y nor N', 'customers', { C2: { online_access: 'maybe' } }, 'customer', 3, 'online_access', 'bad_flag', /"maybe" is neither Y nor N/),
  bad('a customer without a name', 'customers', { C1: { name: '' } }, 'customer', 2, 'name', 'missing_value', /no name/),
  bad('a customer of an unknown type', 'customers', { C3: { customer_type: 'church' } }, 'customer', 4, 'customer_type', 'bad_word', /"church" is none of person, business/),
  bad('a day that does not exist', 'accounts', { A4: { closed_on: '2026-02-30' } }, 'account', 5, 'closed_on', 'bad_date', /"2026-02-30" is not a date/),
  bad('a status that nobody explained', 'accounts', { A1: { status: 'Z9' } }, 'account', 2, 'status', 'unknown_status', /"Z9" is not known.*statusMap/),
  bad('an amount with a thousands separator', 'accounts', { A1: { balance: '1,084.20' } }, 'account', 2, 'balance', 'bad_amount', /"1,084.20" is not an amount/),
  bad('an account without a number', 'accounts', { A2: { account_number: '' } }, 'account', 3, 'account_number', 'missing_value', /empty/),
  bad('a role that no holder has', 'holders', { 'C1 A1': { role: 'king' } }, 'holder', 2, 'role', 'bad_word', /"king" is none of owner/),
  bad('a holder of no account', 'holders', { 'C1 A1': { account_id: 'A99' } }, 'holder', 2, 'account_id', 'unknown_account', /no account "A99"/),
  bad('an account of no customer', 'holders', { 'C1 A1': { customer_id: 'C99' } }, 'holder', 2, 'customer_id', 'unknown_customer', /no customer "C99"/),
  bad('a charge of an unknown kind', 'charges', { H1: { kind: 'gift' } }, 'charge', 2, 'kind', 'bad_word', /"gift" is none of charge/),
  bad('a charge on no account', 'charges', { H2: { account_id: 'A99' } }, 'charge', 3, 'account_id', 'unknown_account', /no account "A99"/),
  bad('a text of more than 1,000 characters', 'customers', { C1: { mailing_address: 'x'.repeat(1001) } }, 'customer', 2, 'mailing_address', 'too_long', /1,001 characters/),
  bad('an id of more than 200 characters', 'charges', { H1: { charge_id: 'H'.repeat(201) } }, 'charge', 2, 'charge_id', 'too_long', /201 characters/),
  bad('a merge of somebody who is still there', 'merges', { C1: { from_id: 'C1', to_id: 'C2' } }, 'merge', 2, 'from_id', 'still_a_record', /"C1" is still a customer of its own/),
  bad('a merge into nobody', 'merges', { C8: { from_id: 'C8', to_id: 'C99' } }, 'merge', 2, 'to_id', 'unknown_survivor', /no customer "C99", now or before/),
  bad('a merge into itself', 'merges', { C8: { from_id: 'C8', to_id: 'C8' } }, 'merge', 2, 'to_id', 'merge_cycle', /"C8" was itself merged/),
] // prettier-ignore

function bad(
  what: string,
  file: SourceKind,
  rows: NonNullable<Parameters<typeof changed>[1][SourceKind]>,
  kind: string,
  line: number,
  column: string | null,
  reason: string,
  says: RegExp,
): BadRow {
  return { what, changes: { [file]: rows }, kind, line, column, reason, says }
}

describeOnEachDatabase('A bad row is rejected by itself', (database) => {
  const store = sharedStore(database)
  it.each(BAD_ROWS)('$what', async ({ changes, kind, line, column, reason, says }) => {
    const city = await openCity(await store())
    const run = await city.run(changed(CEDAR, changes))
    expect(run.status).toBe('completed')
    expect(run.seen).toBe(run.added + run.updated + run.unchanged + run.rejected)
    const rejected = await city.rows('rejected_row')
    const own = rejected.filter((row) => row['kind'] === kind)
    expect(own).toMatchObject([
      {
        line,
        column_name: column,
        reason,
        file: `${kind}s.csv`,
        says: expect.stringMatching(says) as string,
      },
    ])
    expect(run.rejected).toBe(rejected.length)
    expect(run.message).toMatch(new RegExp(`rejected: ${String(rejected[0]?.['file'])} line`))
    await expectDerived(city.store, city.community)
  })

  it('a rejected customer does not take its accounts along, and its earlier version leaves the copy', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, { customers: { C2: { status: 'asleep' } } })
    expect(await city.run(now)).toMatchObject({ status: 'completed', rejected: 2, removed: 0, updated: 1 })
    const copy = changed(CEDAR, { customers: { C2: null }, holders: { 'C2 A2': null } })
    await compareCopyWithSource(city.store, city.community, copy)
    expect(await city.rows('tombstone')).toEqual([])
    expect(await city.rows('listing')).toContainEqual(
      expect.objectContaining({ customer_id: 'C2', account_id: '', departments: 0, belongs: 1 }),
    )
    const status = await city.sync.status(city.community, -1n)
    expect(status.ledger.customers).toMatchObject({ inSource: 4, rejected: 1, synced: 3 })
    await city.run(CEDAR)
    await compareCopyWithSource(city.store, city.community, CEDAR)
    expect(await city.rows('rejected_row')).toEqual([])
  })

  it('who may know of a rejected customer does not depend on the order of the rows', async () => {
    const city = await openCity(await store())
    const elsewhere = changed(CEDAR, {
      customers: { C2: { status: 'asleep' } },
      accounts: { A9: { account_id: 'A9', account_number: '9.9', module: 'utility', status: 'active' } },
      holders: { 'C2 A9': { customer_id: 'C2', account_id: 'A9', role: 'owner' } },
    })
    await city.run(elsewhere)
    const known = { kind: 'customer', customer_id: 'C2', departments: 1 }
    expect(await city.rows('rejected_row')).toContainEqual(expect.objectContaining(known))
    await city.run({ ...elsewhere, holders: elsewhere.holders.toReversed() })
    expect(await city.rows('rejected_row')).toContainEqual(expect.objectContaining(known))
  })

  it('nor does who may know of a rejected account, also where it is the first of its department', async () => {
    const refused = account('A0', '0.0', { status: 'asleep', department: 'Parks' })
    for (const accounts of [
      [refused, ...CEDAR.accounts],
      [...CEDAR.accounts, refused],
    ]) {
      const city = await openCity(await store())
      await city.run({ ...CEDAR, accounts })
      const parks = maskOf(await city.communities.departmentBit(city.community.communityId, 'Parks'))
      expect(await city.rows('rejected_row')).toMatchObject([
        { account_id: 'A0', departments: Number(parks) },
      ])
    }
  })

  it('rows that are rejected again in the same place are not written again', async () => {
    const city = await openCity(await store())
    const now = changed(CEDAR, { customers: { C4: { status: 'asleep' } } })
    await city.run(now)
    const before = await written(city.store, city.community)
    await city.run({ ...now, charges: now.charges.toReversed() })
    expect(await written(city.store, city.community)).toEqual(before)
  })

  it('merges that lead in a circle are rejected where the circle closes', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now: Export = {
      ...CEDAR,
      merges: [
        { from_id: 'X1', to_id: 'X2' },
        { from_id: 'X2', to_id: 'X3' },
        { from_id: 'X3', to_id: 'X1' },
      ],
    }
    expect(await city.run(now)).toMatchObject({ merged: 2, rejected: 1 })
    expect(await city.rows('rejected_row')).toMatchObject([{ line: 4, reason: 'merge_cycle' }])
  })

  it('the 64th department is one too many', async () => {
    const city = await openCity(await store())
    const accounts = Array.from({ length: 64 }, (_, i) => ({
      account_id: `A${i}`,
      account_number: `10.${i}`,
      module: 'utility',
      status: 'active',
      department: `Department ${i}`,
    }))
    const run = await city.run({ ...CEDAR, accounts, holders: [], charges: [] })
    expect(run).toMatchObject({ status: 'completed', rejected: 1 })
    expect(run.message).toMatch(
      /accounts.csv line 65, column department: "Department 63" would be department 64/,
    )
    expect(await city.communities.departmentBit(city.community.communityId, ' department  62 ')).toBe(62)
    await expect(city.communities.departmentBit(city.community.communityId, 'Roads')).rejects.toThrow(
      /at most 63/,
    )
  })

  it('comes in the order of the file to those who are not told the line, too', async () => {
    const city = await openCity(await store())
    const nameless = (i: number) => account('', `9.${i}`, { department: 'Water' })
    await city.run(
      changed(CEDAR, {
        accounts: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`Z${i + 10}`, nameless(i)])),
      }),
    )
    const water = maskOf(await city.communities.departmentBit(city.community.communityId, 'Water'))
    const inOrder = Array.from({ length: 12 }, (_, i) => `9.${i}`)
    const { rejectedRows } = await city.sync.status(city.community, water)
    expect(rejectedRows.rows.map(({ accountNumber, line }) => [accountNumber, line])).toEqual(
      inOrder.map((number) => [number, null]),
    )
    const details = await city.sync.findRunDetails(city.community, water, 1, {})
    const rows = details?.rejectedRows.rows ?? []
    expect(rows.map(({ accountNumber }) => accountNumber)).toEqual(inOrder)
    expect(Object.keys(rows[0] ?? {})).not.toContain('place')
  })
})
