import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { silentLog } from '../../src/kernel/log.ts'
import { openFilesSource } from '../../src/source/index.ts'
import type { BatchSizes } from '../../src/sync/batch-sizes.ts'
import { createSync, type RunReport } from '../../src/sync/index.ts'
import { PortalProcess } from '../simulation/process.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, type City } from './city.ts'
import { compareCopyWithSource } from './compare.ts'
import { CEDAR, account, changed, writeExport, type Export } from './export.ts'

/** Who can be found, through which accounts, and which ids lead to others, as it stands after one unit of work. */
interface Moment {
  readonly found: readonly string[]
  readonly aliases: readonly string[]
}

const ONE_RECORD: BatchSizes = { applied: 1, inserted: 1, largestFamily: 3_000, removed: 1 }

/** Runs, one family or record a unit of work, and gives the different moments that a searcher may have seen, in order. */
async function momentsOf(
  city: City,
  export_: Export,
  batches: BatchSizes = ONE_RECORD,
): Promise<{ run: RunReport; moments: Moment[] }> {
  const moments: Moment[] = [await momentOf(city)]
  const process = new PortalProcess(city.store, async () => {
    const now = await momentOf(city)
    if (JSON.stringify(now) !== JSON.stringify(moments.at(-1))) moments.push(now)
  })
  const sync = createSync({
    store: process.store,
    clock: city.clock,
    log: silentLog,
    openSource: ({ settings: { columns } }) => openFilesSource({ directory: city.directory, columns }),
    taxIdKey: 'the key of the tests',
    batches,
  })
  city.clock.advance(15 * 60_000)
  writeExport(city.directory, export_, city.clock.now().toISOString())
  return { run: await sync.run(city.community, { trigger: 'command' }), moments }
}

async function momentOf({ store, community: { communityId } }: City): Promise<Moment> {
  const [found, aliases] = await store.as(communityId).read(
    () =>
      [
        sql<{ line: string }>`select customer_id || ' ' || account_id as line from listing
          where community_id = ${communityId} and departments <> 0 order by 1`,
        sql<{ line: string }>`select from_id || ' → ' || to_id as line from alias
          where community_id = ${communityId} order by 1`,
      ] as const,
  )
  return { found: found.map(({ line }) => line), aliases: aliases.map(({ line }) => line) }
}

/** Accounts with one former number whose holders are found by that number and by the new one. */
async function countFoundByBoth({ store, community: { communityId } }: City): Promise<number> {
  const isFoundBy = (number: ReturnType<typeof sql>) => sql`exists (select from search_key as k
    where k.community_id = ${communityId} and k.customer_id = h.customer_id
      and k.key = '1' || regexp_replace(${number}, '[^0-9]', '', 'g'))`
  const [rows] = await store.as(communityId).read(
    () =>
      [
        sql<{ count: number }>`select count(*)::int as count from account as a
          join holder as h on h.community_id = ${communityId} and h.account_id = a.account_id
          where a.community_id = ${communityId} and jsonb_array_length(a.former_numbers) = 1
            and ${isFoundBy(sql`a.account_number`)} and ${isFoundBy(sql`a.former_numbers -> 0 ->> 'number'`)}`,
      ] as const,
  )
  return rows[0]?.count ?? 0
}

const owner = (customerId: string, accountId: string) => ({
  customer_id: customerId,
  account_id: accountId,
  role: 'owner',
})

/** Ana holds A1 and, with Chidi, A2; Aspen Plumbing holds A3. */
const FOUND = ['C1 A1', 'C1 A2', 'C2 A2', 'C3 A3']

describeOnEachDatabase('At every moment of a run a searcher finds the old or the new', (database) => {
  const store = sharedStore(database)

  it('two customers who change places are found throughout', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, {
      holders: {
        'C1 A1': owner('C3', 'A1'),
        'C1 A2': null,
        'C3 A3': owner('C1', 'A3'),
      },
    })
    const { moments } = await momentsOf(city, now)
    expect(moments.map(({ found }) => found)).toEqual([FOUND, ['C1 A3', 'C2 A2', 'C3 A1']])
    await compareCopyWithSource(city.store, city.community, now)
  })

  it('a duplicate and its survivor are not found together, nor is an id ever both or neither', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, {
      customers: { C1: null },
      holders: { 'C1 A1': owner('C3', 'A1'), 'C1 A2': null },
      merges: { C1: { from_id: 'C1', to_id: 'C3' } },
    })
    const { run, moments } = await momentsOf(city, now)
    expect(run).toMatchObject({ status: 'completed', merged: 1, removed: 0 })
    expect(moments).toEqual([
      { found: FOUND, aliases: [] },
      { found: ['C2 A2', 'C3 A1', 'C3 A3'], aliases: ['C1 → C3'] },
    ])
    await compareCopyWithSource(city.store, city.community, now)
  })

  it('two holders of one account become one', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, {
      customers: { C2: null },
      holders: { 'C2 A2': null },
      merges: { C2: { from_id: 'C2', to_id: 'C1' } },
    })
    const { run, moments } = await momentsOf(city, now)
    expect(run).toMatchObject({ status: 'completed', updated: 1, merged: 1, removed: 0 })
    expect(moments).toEqual([
      { found: FOUND, aliases: [] },
      { found: ['C1 A1', 'C1 A2', 'C3 A3'], aliases: ['C2 → C1'] },
    ])
    await compareCopyWithSource(city.store, city.community, now)
  })

  it('an account goes from somebody who is deleted to the next holder', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, {
      customers: { C3: null, C5: { customer_id: 'C5', name: 'Ruiz, Ana' } },
      holders: { 'C3 A3': owner('C5', 'A3') },
    })
    const { moments } = await momentsOf(city, now)
    expect(moments.map(({ found }) => found)).toEqual([FOUND, ['C1 A1', 'C1 A2', 'C2 A2', 'C5 A3']])
    await compareCopyWithSource(city.store, city.community, now)
  })

  it('an account that is deleted is not found with whoever held it long ago, when its last holder leaves', async () => {
    const city = await openCity(await store())
    const before = changed(CEDAR, { holders: { 'C2 A3': { ...owner('C2', 'A3'), to_on: '2020-01-01' } } })
    await city.run(before)
    const now = changed(before, {
      customers: { C3: null },
      accounts: { A3: null },
      holders: { 'C2 A3': null, 'C3 A3': null },
      charges: { H3: null },
      merges: { C3: { from_id: 'C3', to_id: 'C2' } },
    })
    const { moments } = await momentsOf(city, now)
    expect(moments.map(({ found }) => found)).toEqual([FOUND, FOUND.slice(0, 3), FOUND.slice(0, 3)])
    await compareCopyWithSource(city.store, city.community, now)
  })

  it('a customer whose row is refused leaves with the account that goes to somebody else', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const now = changed(CEDAR, {
      customers: { C3: { status: 'asleep' } },
      holders: { 'C3 A3': owner('C2', 'A3') },
    })
    const { run, moments } = await momentsOf(city, now)
    expect(run).toMatchObject({ status: 'completed', rejected: 1 })
    expect(moments.map(({ found }) => found)).toEqual([FOUND, ['C1 A1', 'C1 A2', 'C2 A2', 'C2 A3']])
    expect(await city.rows('listing')).toContainEqual(
      expect.objectContaining({ customer_id: 'C3', account_id: '', departments: 0 }),
    )
  })

  it('a family that is too large for one unit of work loses nobody', async () => {
    const city = await openCity(await store())
    const tenants = Array.from({ length: 40 }, (_, i) => i)
    const large: Export = {
      ...CEDAR,
      customers: tenants.map((i) => ({ customer_id: `T${i}`, name: `Tenant${i}, Ana` })),
      accounts: tenants.map((i) => account(`U${i}`, `20.${100 + i}`)),
      holders: tenants.flatMap((i) => [
        owner(`T${i}`, `U${i}`),
        { customer_id: 'T0', account_id: `U${i}`, role: 'landlord' },
      ]),
      charges: [],
    }
    await city.run(large)
    const now = {
      ...large,
      customers: large.customers.slice(0, 39),
      // The landlord of all binds all that changes together.
      accounts: large.accounts.map((row) => ({ ...row, balance: '12.50' })),
      holders: large.holders.map((row) => (row['customer_id'] === 'T39' ? owner('T38', 'U39') : row)),
      merges: [{ from_id: 'T39', to_id: 'T38' }],
    }
    const { run, moments } = await momentsOf(city, now, {
      applied: 10,
      inserted: 10,
      largestFamily: 20,
      removed: 1,
    })
    expect(run).toMatchObject({ status: 'completed', merged: 1 })
    expect(moments.length).toBeGreaterThan(2)
    const staying = large.holders.map((row) => row['customer_id']).filter((id) => id !== 'T39')
    for (const { found } of moments)
      expect(found.map((pair) => pair.split(' ')[0])).toEqual(expect.arrayContaining(staying))
    await compareCopyWithSource(city.store, city.community, now)
  })
})

describeOnEachDatabase('Old ids and numbers lead on', (database) => {
  const store = sharedStore(database)

  it('a city that changes its mask renumbers 10,000 accounts in one run and keeps every customer, link and alias', async () => {
    const city = await openCity(await store())
    const many = Array.from({ length: 10_000 }, (_, i) => i)
    const before: Export = {
      customers: many.slice(0, 8_000).map((i) => ({ customer_id: `C${i}`, name: `Family${i}, Ana` })),
      accounts: many.map((i) => account(`A${i}`, `10.${10_000 + i}.1`)),
      holders: many.map((i) => owner(`C${i % 8_000}`, `A${i}`)),
      charges: [],
      merges: [{ from_id: 'C9999', to_id: 'C1' }],
    }
    expect(await city.run(before)).toMatchObject({ status: 'completed', added: 18_000 })
    const { found, aliases } = await momentOf(city)
    expect(found).toHaveLength(10_000)
    const after = {
      ...before,
      accounts: before.accounts.map((row, i) => ({ ...row, account_number: `${10_000 + i}-10` })),
    }
    expect(await city.run(after)).toMatchObject({
      status: 'completed',
      updated: 10_000,
      added: 0,
      removed: 0,
    })
    expect(await momentOf(city)).toEqual({ found, aliases })
    expect(await countFoundByBoth(city)).toBe(10_000)
    expect(await city.rows('former_holder')).toEqual([])
    expect(await city.rows('tombstone')).toEqual([])
  })

  it('a chain of merges, over several runs and within one', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const one = changed(CEDAR, {
      customers: { C4: null },
      holders: { 'C4 A4': owner('C3', 'A4') },
      merges: { C4: { from_id: 'C4', to_id: 'C3' } },
    })
    await city.run(one)
    const all = changed(one, {
      customers: { C3: null, C2: null },
      holders: { 'C3 A4': owner('C1', 'A4'), 'C3 A3': owner('C1', 'A3'), 'C2 A2': null },
      merges: { C3: { from_id: 'C3', to_id: 'C2' }, C2: { from_id: 'C2', to_id: 'C1' } },
    })
    const { moments } = await momentsOf(city, all)
    expect(moments.map(({ aliases }) => aliases)).toEqual([['C4 → C3'], ['C2 → C1', 'C3 → C2', 'C4 → C3']])
    await compareCopyWithSource(city.store, city.community, all)
  })

  it('a customer who comes back survives the one into whom it was merged, at once', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const merged = changed(CEDAR, {
      customers: { C4: null },
      holders: { 'C4 A4': owner('C3', 'A4') },
      merges: { C4: { from_id: 'C4', to_id: 'C3' } },
    })
    await city.run(merged)
    const back = changed(CEDAR, {
      customers: { C3: null },
      holders: { 'C3 A3': owner('C4', 'A3') },
      merges: { C3: { from_id: 'C3', to_id: 'C4' } },
    })
    expect(await city.run(back)).toMatchObject({ status: 'completed', rejected: 0, merged: 1 })
    expect((await momentOf(city)).aliases).toEqual(['C3 → C4'])
    await compareCopyWithSource(city.store, city.community, back)
  })

  it('a merge that closes a circle with one that is taken back in the same export is none', async () => {
    const city = await openCity(await store())
    await city.run(
      changed(CEDAR, { merges: { X: { from_id: 'X', to_id: 'Y' }, Y: { from_id: 'Y', to_id: 'C1' } } }),
    )
    const now = {
      ...CEDAR,
      merges: [
        { from_id: 'Y', to_id: 'X' },
        { from_id: 'X', to_id: 'C1' },
      ],
    }
    expect(await city.run(now)).toMatchObject({ rejected: 0, merged: 2 })
    expect((await momentOf(city)).aliases).toEqual(['X → C1', 'Y → X'])
  })

  it('no chain leads in a circle for a moment, when an old alias in it is to lead elsewhere', async () => {
    const city = await openCity(await store())
    await city.run(changed(CEDAR, { merges: { X: { from_id: 'X', to_id: 'C2' } } }))
    const now = changed(CEDAR, {
      customers: { C2: null },
      holders: { 'C2 A2': null },
      merges: { C2: { from_id: 'C2', to_id: 'X' }, X: { from_id: 'X', to_id: 'C1' } },
    })
    const { moments } = await momentsOf(city, now)
    expect(moments.map(({ aliases }) => aliases)).toEqual([['X → C2'], ['C2 → X', 'X → C1']])
  })

  it('who comes back after a deletion is the same customer, with the name and the number from before', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    await city.run(
      changed(CEDAR, {
        customers: { C3: null },
        accounts: { A3: null },
        holders: { 'C3 A3': null },
        charges: { H3: null },
      }),
    )
    const back = changed(CEDAR, {
      customers: { C3: { name: 'Cedar Plumbing LLC' } },
      accounts: { A3: { account_number: 'BL-2026-001' } },
    })
    await city.run(back)
    await compareCopyWithSource(city.store, city.community, back)
    expect(await city.rows('tombstone')).toEqual([])
    expect(await city.rows('customer')).toContainEqual(
      expect.objectContaining({
        customer_id: 'C3',
        former_names: [expect.objectContaining({ name: 'Aspen Plumbing LLC' })],
      }),
    )
    expect(await city.rows('account')).toContainEqual(
      expect.objectContaining({
        account_id: 'A3',
        former_numbers: [expect.objectContaining({ number: 'BL-2024-017' })],
      }),
    )
  })
})
