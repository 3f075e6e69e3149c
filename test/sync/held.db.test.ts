import { expect, it } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, written } from './city.ts'
import { compareCopyWithSource, expectDerived } from './compare.ts'
import { account, changed, type Export } from './export.ts'

/** Sixty customers with an account each; half of the accounts are shared by two. */
const LARGE: Export = {
  customers: many(60, (i) => ({ customer_id: `C${i}`, name: `Family${i}, Ana` })),
  accounts: many(60, (i) => account(`A${i}`, `10.${1000 + i}`, { department: i % 2 ? 'Water' : 'Parks' })),
  holders: many(60, (i) => ({ customer_id: `C${i}`, account_id: `A${i}`, role: 'owner' })).concat(
    many(30, (i) => ({ customer_id: `C${i + 30}`, account_id: `A${i}`, role: 'landlord' })),
  ),
  charges: [],
  merges: [],
}

/** Half of the customers are missing from customers.csv, and from holders.csv with them. */
const TRUNCATED: Export = {
  ...LARGE,
  customers: LARGE.customers.slice(0, 30),
  holders: LARGE.holders.filter((row) => Number(row['customer_id']?.slice(1)) < 30),
}

const GUARD = { sync: { removalGuard: { percent: 20, atLeast: 10 } } }

describeOnEachDatabase('A run that would take away too much', (database) => {
  const store = sharedStore(database)
  it('is held: nobody vanishes, not even from the accounts that changed', async () => {
    const city = await openCity(await store(), GUARD)
    await city.run(LARGE)
    const before = await city.rows('search_key')
    const now = changed(TRUNCATED, { customers: { C1: { email: 'ana@example.org' } } })
    const run = await city.run(now)
    expect(run).toMatchObject({ status: 'held', removed: 0, merged: 0 })
    expect(run.message).toMatch(/^Nothing was removed: 30 records are missing.*confirm or discard/)
    expect(await city.rows('customer')).toHaveLength(60)
    expect(await city.rows('holder')).toHaveLength(90)
    // The one change that is not a removal was applied: an address is found by its whole and by what is before the @.
    expect((await city.rows('search_key')).length).toBe(before.length + 2)
    await expectDerived(city.store, city.community)
    const status = await city.sync.status(city.community, -1n)
    expect(status.held).toMatchObject({ runId: run.runId, customers: 30, accounts: 0 })
    expect(status.dataAsOf).toBe('2026-11-20T16:15:00.000Z')
    expect(status.ledger.customers).toMatchObject({ inSource: 60, synced: 60 })
  })

  it('confirmed, it ends equal to the source', async () => {
    const city = await openCity(await store(), GUARD)
    await city.run(LARGE)
    const held = await city.run({ ...TRUNCATED, merges: [{ from_id: 'C59', to_id: 'C1' }] })
    const run = await city.sync.confirmHeld(city.community, held.runId)
    expect(run).toMatchObject({ runId: held.runId, status: 'completed', removed: 29, merged: 1 })
    await compareCopyWithSource(city.store, city.community, TRUNCATED)
    expect(await city.rows('tombstone')).toHaveLength(30)
    expect(await city.rows('alias')).toMatchObject([{ from_id: 'C59', to_id: 'C1' }])
    const status = await city.sync.status(city.community, -1n)
    expect(status).toMatchObject({ held: null, dataAsOf: '2026-11-20T16:30:00.000Z' })
    expect(status.ledger.customers).toMatchObject({ inSource: 30, merged: 1, deleted: 29 })
    await expect(city.sync.confirmHeld(city.community)).rejects.toMatchObject({
      code: 'nothing_held',
      kind: 'use',
    })
  })

  it('discarded, everything stays, and a good export puts all right', async () => {
    const city = await openCity(await store(), GUARD)
    await city.run(LARGE)
    const held = await city.run(TRUNCATED)
    expect(await city.sync.discardHeld(city.community)).toMatchObject({ runId: held.runId, status: 'failed' })
    expect(await city.rows('customer')).toHaveLength(60)
    // The account went to somebody else in the meantime: the tie that was kept for the held run has to go.
    const good = changed(LARGE, { holders: { 'C30 A0': null } })
    expect(await city.run(good)).toMatchObject({ status: 'completed', removed: 0 })
    await compareCopyWithSource(city.store, city.community, good)
    expect(await city.rows('former_holder')).toMatchObject([{ customer_id: 'C30', account_id: 'A0' }])
  })

  it('the same export is not held over and over, nor planned again by the schedule once it was discarded', async () => {
    const city = await openCity(await store(), GUARD)
    await city.run(LARGE)
    const held = await city.run(TRUNCATED)
    const before = await written(city.store, city.community)
    expect(await city.run(TRUNCATED, 'schedule')).toEqual(held)
    await city.sync.discardHeld(city.community)
    expect(await city.run(TRUNCATED, 'schedule')).toMatchObject({ runId: held.runId, status: 'failed' })
    expect(await written(city.store, city.community)).toEqual(before)
    expect(await city.run(TRUNCATED, 'page')).toMatchObject({ runId: held.runId + 1, status: 'held' })
  })

  it('a wider guard lets the same export pass', async () => {
    const city = await openCity(await store(), GUARD)
    await city.run(LARGE)
    await city.run(TRUNCATED)
    await city.changeSettings({ sync: { removalGuard: { percent: 60 } } })
    expect(await city.run(TRUNCATED, 'schedule')).toMatchObject({ status: 'completed', removed: 30 })
    await compareCopyWithSource(city.store, city.community, TRUNCATED)
    await expect(city.sync.discardHeld(city.community)).rejects.toMatchObject({ code: 'nothing_held' })
  })

  it('rejected rows that were in the copy count as well', async () => {
    const city = await openCity(await store(), GUARD)
    await city.run(LARGE)
    const refused = { ...LARGE, accounts: LARGE.accounts.map((row) => ({ ...row, status: 'unheard of' })) }
    const run = await city.run(refused)
    expect(run).toMatchObject({ status: 'held', rejected: 150 })
    expect(await city.rows('account')).toHaveLength(60)
    const { ledger } = await city.sync.status(city.community, -1n)
    expect(ledger.accounts).toMatchObject({ inSource: 60, rejected: 0, synced: 60 })
    await city.sync.confirmHeld(city.community)
    expect(await city.rows('account')).toEqual([])
    await expectDerived(city.store, city.community)
  })
})

function many<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i))
}
