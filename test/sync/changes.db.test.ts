import { expect, it } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, written } from './city.ts'
import { compareCopyWithSource, expectDerived } from './compare.ts'
import { CEDAR, account, changed } from './export.ts'

describeOnEachDatabase('A run makes the copy equal to the source', (database) => {
  const store = sharedStore(database)
  it('the first run takes everything over', async () => {
    const city = await openCity(await store())
    const run = await city.run(CEDAR)
    expect(run).toMatchObject({ status: 'completed', seen: 8, added: 8, updated: 0, removed: 0, rejected: 0 })
    expect(run.sourceReadAt).toBe('2026-11-20T16:15:00.000Z')
    await compareCopyWithSource(city.store, city.community, CEDAR)
  })

  it('an unchanged export is not read again, and nothing but the run is written', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const before = await written(city.store, city.community)
    city.readFrom((source) => ({ ...source, read: () => { throw new Error('It was read') } })) // prettier-ignore
    const run = await city.run(CEDAR)
    expect(run).toMatchObject({
      status: 'completed',
      seen: 8,
      unchanged: 8,
      added: 0,
      updated: 0,
      rejected: 0,
    })
    expect(run.sourceReadAt).toBe('2026-11-20T16:30:00.000Z')
    expect(await written(city.store, city.community)).toEqual(before)
  })

  it('an export in another order of rows is read, and writes nothing', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const before = await written(city.store, city.community)
    const run = await city.run({
      ...CEDAR,
      customers: CEDAR.customers.toReversed(),
      holders: CEDAR.holders.toReversed(),
      charges: CEDAR.charges.toReversed(),
    })
    expect(run).toMatchObject({ status: 'completed', unchanged: 8, added: 0, updated: 0, removed: 0 })
    expect(await written(city.store, city.community)).toEqual(before)
  })

  it('a changed customer, account, holder or charge is changed in the copy, and found by what it is now', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, {
      customers: { C1: { name: 'Núñez-Smith, Ana María', phone: '(303) 555-0199' } },
      accounts: { A3: { balance: '60.00', service_address: '9 Elm Ave' } },
      holders: {
        'C2 A2': { to_on: '2027-01-01' },
        'C4 A1': { customer_id: 'C4', account_id: 'A1', role: 'cosigner' },
      },
      charges: { H1: { balance: '40.00' }, H2: null },
    })
    expect(await city.run(now)).toMatchObject({ added: 0, updated: 4, unchanged: 4, removed: 0 })
    await compareCopyWithSource(city.store, city.community, now)
  })

  it('records that are added and records that are gone', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, {
      customers: { C4: null, C5: { customer_id: 'C5', name: 'Ruiz, Ana' } },
      accounts: { A4: null, A5: account('A5', '77.1', { department: 'Roads' }) },
      holders: { 'C4 A4': null, 'C5 A5': { customer_id: 'C5', account_id: 'A5', role: 'owner' } },
    })
    expect(await city.run(now)).toMatchObject({ added: 2, updated: 0, removed: 2, merged: 0 })
    await compareCopyWithSource(city.store, city.community, now)
    expect(await city.rows('tombstone')).toMatchObject([
      { kind: 'account', source_id: 'A4', label: '88.1200.1', number_key: '8812001', departments: 4 },
      { kind: 'customer', source_id: 'C4', label: "O'Brien, Bob Jr", departments: 4 },
    ])
    expect(await city.rows('listing')).toContainEqual(
      expect.objectContaining({ customer_id: 'C4', account_id: '', departments: 0, belongs: 4 }),
    )
  })

  it('a new account of somebody who did not change makes that customer findable by it', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, {
      accounts: { A5: account('A5', '77.1', { department: 'Roads' }) },
      holders: { 'C3 A5': { customer_id: 'C3', account_id: 'A5', role: 'owner' } },
    })
    expect(await city.run(now)).toMatchObject({ added: 1, updated: 0, removed: 0 })
    await compareCopyWithSource(city.store, city.community, now)
  })

  it('what comes back is not remembered as gone any more', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const without = changed(CEDAR, {
      customers: { C4: null },
      accounts: { A4: null },
      holders: { 'C4 A4': null },
      merges: { C4: { from_id: 'C4', to_id: 'C1' } },
    })
    await city.run(without)
    expect(await city.rows('alias')).toHaveLength(1)
    expect(await city.run(CEDAR)).toMatchObject({ added: 2, status: 'completed' })
    await compareCopyWithSource(city.store, city.community, CEDAR)
    expect(await city.rows('tombstone')).toEqual([])
    expect(await city.rows('alias')).toEqual([])
  })

  it('a merged customer leaves an alias to the survivor, who has its accounts', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, {
      customers: { C2: null },
      holders: { 'C2 A2': null, 'C3 A2': { customer_id: 'C3', account_id: 'A2', role: 'tenant' } },
      merges: { C2: { from_id: 'C2', to_id: 'C3', at: '2026-11-20T09:00:00' } },
    })
    expect(await city.run(now)).toMatchObject({ updated: 1, merged: 1, removed: 0 })
    await compareCopyWithSource(city.store, city.community, now)
    expect(await city.rows('alias')).toMatchObject([
      { kind: 'customer', from_id: 'C2', to_id: 'C3', at: '2026-11-20T16:00:00+00:00' },
    ])
    expect(await city.rows('tombstone')).toMatchObject([
      { source_id: 'C2', label: 'Okafor, Chidi', departments: 1 },
    ])
    expect(await city.rows('former_holder')).toEqual([])
  })

  it('a merge of an id that was never in the copy is kept all the same, and is not news twice', async () => {
    const city = await openCity(await store())
    const merged = changed(CEDAR, { merges: { C0: { from_id: 'C0', to_id: 'C1' } } })
    expect(await city.run(merged)).toMatchObject({ merged: 1, rejected: 0 })
    const again = changed(merged, { customers: { C1: { city: 'Cedar Hollow' } } })
    expect(await city.run(again)).toMatchObject({ merged: 0, updated: 1 })
    expect(await city.rows('alias')).toMatchObject([{ from_id: 'C0', to_id: 'C1' }])
  })

  it('a renumbered account keeps its old number, and takes it back as its own when it returns', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const renumbered = changed(CEDAR, { accounts: { A1: { account_number: '55.0001.1' } } })
    await city.run(renumbered)
    expect(await city.rows('account')).toContainEqual(
      expect.objectContaining({
        account_id: 'A1',
        former_numbers: [{ number: '12.3456.1', until: '2026-11-20T16:30:00.000Z' }],
      }),
    )
    expect((await city.rows('search_key')).map((row) => row['key'])).toContain('11234561')
    await compareCopyWithSource(city.store, city.community, renumbered)
    await city.run(CEDAR)
    expect(await city.rows('account')).toContainEqual(
      expect.objectContaining({
        account_id: 'A1',
        account_number: '12.3456.1',
        former_numbers: [{ number: '55.0001.1', until: '2026-11-20T16:45:00.000Z' }],
      }),
    )
  })

  it('a reassigned account remembers who held it', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, {
      holders: { 'C3 A3': null, 'C2 A3': { customer_id: 'C2', account_id: 'A3', role: 'owner' } },
    })
    expect(await city.run(now)).toMatchObject({ updated: 1 })
    await compareCopyWithSource(city.store, city.community, now)
    expect(await city.rows('former_holder')).toMatchObject([
      { customer_id: 'C3', account_id: 'A3', account_number: 'BL-2024-017', department: 1 },
    ])
    expect((await city.rows('listing')).filter((row) => row['customer_id'] === 'C3')).toMatchObject([
      { account_id: '', departments: 0, belongs: 2 },
    ])
    await city.run(CEDAR)
    expect(await city.rows('former_holder')).toMatchObject([{ customer_id: 'C2', account_id: 'A3' }])
    await compareCopyWithSource(city.store, city.community, CEDAR)
  })

  it('a status word with another meaning is applied though no row has changed', async () => {
    const city = await openCity(await store(), { statusMap: { F: 'closed' } })
    const final = changed(CEDAR, { accounts: { A1: { status: 'f' } } })
    await city.run(final)
    expect(await city.rows('account')).toContainEqual(
      expect.objectContaining({ account_id: 'A1', status: 'closed' }),
    )
    await city.changeSettings({ statusMap: { F: 'active' } })
    expect(await city.run(final)).toMatchObject({ updated: 1, unchanged: 7 })
    expect(await city.rows('account')).toContainEqual(
      expect.objectContaining({ account_id: 'A1', status: 'active', source_status: 'f', withheld_by: [] }),
    )
    await expectDerived(city.store, city.community)
  })

  it('a tax id is nowhere in the database, only its keyed hash and last four digits', async () => {
    const city = await openCity(await store())
    await city.run(changed(CEDAR, { customers: { C3: { tax_id: '98-7654321', status: 'unheard of' } } }))
    const everything = JSON.stringify(await written(city.store, city.community))
    expect(everything).not.toMatch(/123-?45-?6789|98-?7654321/)
    expect(await city.rows('customer')).toContainEqual(
      expect.objectContaining({
        customer_id: 'C2',
        tax_id_last4: '6789',
        tax_id_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      }),
    )
  })
})
