import { expect, it } from 'vitest'
import { silentLog } from '../../src/kernel/log.ts'
import { createSync } from '../../src/sync/index.ts'
import { PortalProcess } from '../simulation/process.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, written, type City } from './city.ts'
import { expectDerived } from './compare.ts'
import { CEDAR, changed } from './export.ts'

async function sharedThrough(city: City, customerId: string): Promise<unknown[]> {
  const listings = await city.rows('listing')
  return listings
    .filter((row) => row['customer_id'] === customerId && row['departments'] !== 0)
    .map((row) => row['account_id'])
}

describeOnEachDatabase('What a date or a setting changes, without a sync', (database) => {
  const store = sharedStore(database)
  it('a grace period that ends tonight withholds the account tonight', async () => {
    const settings = { eligibility: { closedGraceDays: 30, onlineAccess: 'ignore' } }
    // Closed on 2 November, so shared until the midnight before 2 December in Denver: 7:00 UTC.
    const city = await openCity(await store(), settings, '2026-12-01T20:00:00Z')
    await city.run(CEDAR)
    expect(await sharedThrough(city, 'C4')).toEqual(['A4'])
    expect((await city.rows('account')).find((row) => row['account_id'] === 'A4')).toMatchObject({
      withheld_by: [],
      verdict_valid_until: '2026-12-02T07:00:00+00:00',
    })
    city.clock.set('2026-12-02T06:59:59Z')
    expect(await city.sync.refreshDueVerdicts(city.community)).toBe(0)
    expect(await sharedThrough(city, 'C4')).toEqual(['A4'])
    city.clock.set('2026-12-02T07:00:00Z')
    expect(await city.sync.refreshDueVerdicts(city.community)).toBe(1)
    expect(await sharedThrough(city, 'C4')).toEqual([])
    expect((await city.rows('account')).find((row) => row['account_id'] === 'A4')).toMatchObject({
      withheld_by: [
        { code: 'account_closed', evidence: { closedOn: '2026-11-02', graceEnded: '2026-12-02' } },
      ],
      verdict_valid_until: null,
    })
    await expectDerived(city.store, city.community)
    expect(await city.sync.refreshDueVerdicts(city.community)).toBe(0)
  })

  it('a clock that was ahead and is put right takes back what it made of days to come', async () => {
    const settings = { eligibility: { closedGraceDays: 30, onlineAccess: 'ignore' } }
    const city = await openCity(await store(), settings, '2026-11-20T20:00:00Z')
    const leaving = changed(CEDAR, { holders: { 'C1 A2': { to_on: '2026-12-01' } } })
    await city.run(leaving)
    city.clock.set('2026-12-05T20:00:00Z')
    expect(await city.sync.refreshDueVerdicts(city.community)).toBe(2)
    expect(await sharedThrough(city, 'C4')).toEqual([])
    expect(await sharedThrough(city, 'C1')).toEqual(['A1'])
    city.clock.set('2026-11-20T21:00:00Z')
    await city.run(leaving)
    expect(await sharedThrough(city, 'C4')).toEqual(['A4'])
    expect(await sharedThrough(city, 'C1')).toEqual(['A1', 'A2'])
    await expectDerived(city.store, city.community)
  })

  it('a run after midnight decides about what is due before it applies anything', async () => {
    const settings = { eligibility: { closedGraceDays: 30, onlineAccess: 'ignore' } }
    const city = await openCity(await store(), settings, '2026-12-01T20:00:00Z')
    await city.run(CEDAR)
    city.clock.set('2026-12-02T07:30:00Z')
    await city.run(changed(CEDAR, { customers: { C4: { name: 'Brien, Bob' } } }))
    expect(await sharedThrough(city, 'C4')).toEqual([])
    await expectDerived(city.store, city.community)
  })

  it('a holder whose time is over stops holding at midnight, when somebody else holds on', async () => {
    const city = await openCity(await store(), {}, '2026-11-30T20:00:00Z')
    await city.run(changed(CEDAR, { holders: { 'C1 A2': { to_on: '2026-12-01' } } }))
    expect(await sharedThrough(city, 'C1')).toEqual(['A1', 'A2'])
    city.clock.set('2026-12-01T07:00:00Z')
    expect(await city.sync.refreshDueVerdicts(city.community)).toBe(1)
    expect(await sharedThrough(city, 'C1')).toEqual(['A1'])
    expect(await sharedThrough(city, 'C2')).toEqual(['A2'])
    await expectDerived(city.store, city.community)
  })

  it('the last holder goes on holding until somebody takes over', async () => {
    const city = await openCity(await store())
    const ended = changed(CEDAR, { holders: { 'C3 A3': { to_on: '2026-01-01' } } })
    await city.run(ended)
    expect(await sharedThrough(city, 'C3')).toEqual(['A3'])
    const taken = { 'C2 A3': { customer_id: 'C2', account_id: 'A3', role: 'owner', from_on: '2026-11-01' } }
    await city.run(changed(ended, { holders: taken }))
    expect(await sharedThrough(city, 'C3')).toEqual([])
    expect((await city.sync.status(city.community, -1n)).ledger.customers).toMatchObject({ notCurrent: 1 })
  })

  it('changed settings are in force at once, and only what they change is written', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    expect(await sharedThrough(city, 'C4')).toEqual([])
    await city.changeSettings({ eligibility: { requireActive: false, onlineAccess: 'ignore' } })
    expect(await sharedThrough(city, 'C4')).toEqual(['A4'])
    await expectDerived(city.store, city.community)
    await city.changeSettings({ eligibility: { modules: ['business_license'] } })
    expect(await sharedThrough(city, 'C1')).toEqual([])
    expect(await sharedThrough(city, 'C3')).toEqual(['A3'])
    await expectDerived(city.store, city.community)
    const before = await written(city.store, city.community)
    await city.changeSettings({ support: { phone: '303 555 0100' } })
    expect(await written(city.store, city.community)).toEqual(before)
  })

  it('the days of a new time zone decide, and what is found is what they say', async () => {
    const settings = {
      timeZone: 'America/Denver',
      eligibility: { closedGraceDays: 30, onlineAccess: 'ignore' },
    }
    // 23:30 on the first in Denver; 1:30 on the second in New York.
    const city = await openCity(await store(), settings, '2026-12-02T06:15:00Z')
    await city.run(changed(CEDAR, { holders: { 'C1 A2': { to_on: '2026-12-02' } } }))
    expect(await sharedThrough(city, 'C4')).toEqual(['A4'])
    expect(await sharedThrough(city, 'C1')).toEqual(['A1', 'A2'])
    await city.changeSettings({ timeZone: 'America/New_York' })
    expect(await sharedThrough(city, 'C4')).toEqual([])
    expect(await sharedThrough(city, 'C1')).toEqual(['A1'])
    await expectDerived(city.store, city.community)
    await city.changeSettings({ timeZone: 'America/Denver' })
    expect(await sharedThrough(city, 'C1')).toEqual(['A1', 'A2'])
    await expectDerived(city.store, city.community)
  })

  it('a policy that withholds the customer and shares its account shows nobody in between', async () => {
    const settings = { eligibility: { onlineAccess: 'ignore', shareConfidential: true } }
    const city = await openCity(await store(), settings)
    await city.run(changed(CEDAR, { customers: { C4: { confidential: 'Y' } } }))
    expect(await sharedThrough(city, 'C4')).toEqual([])
    const seen: unknown[] = []
    const process = new PortalProcess(
      city.store,
      async () => void seen.push(...(await sharedThrough(city, 'C4'))),
    )
    const sync = createSync({
      store: process.store,
      clock: city.clock,
      log: silentLog,
      openSource: () => expect.fail('No source is asked'),
      taxIdKey: '',
    })
    const eligibility = { requireActive: false, shareConfidential: false }
    await sync.reevaluate(await city.communities.changeSettings(city.community.slug, { eligibility }))
    expect(seen).toEqual([])
    expect((await city.rows('account')).map((row) => row['withheld_by'])).toEqual([[], [], [], []])
  })

  it('keys that another version of the portal made are made anew before the next run', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const { communityId } = city.community
    await city.store.as(communityId).write(async (tx) => {
      await tx
        .deleteFrom('search_key')
        .where('community_id', '=', communityId)
        .where('customer_id', '=', 'C1')
        .execute()
      await tx
        .updateTable('search_key')
        .set({ key: '2of another time' })
        .where('customer_id', '=', 'C3')
        .where('key', '=', '6c3')
        .execute()
    })
    await city.store.platform
      .updateTable('platform.community')
      .set({ derived_as: 'keys 0/x' })
      .where('community_id', '=', communityId)
      .execute()
    await city.run(CEDAR)
    await expectDerived(city.store, city.community)
  })
})
