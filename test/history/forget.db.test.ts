import { expect, it } from 'vitest'
import { createHistory } from '../../src/explain/index.ts'
import { forgetHistory } from '../../src/history/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, type City } from '../sync/city.ts'
import { CEDAR, changed } from '../sync/export.ts'

const DAY = 86_400_000

function scopeOf({ community: { communityId } }: City) {
  return { communityId, rights: new Set(['explain'] as const), departments: -1n }
}

async function outcomeAt(city: City, at: Date) {
  const history = createHistory({ store: city.store, clock: city.clock })
  return await history.customerAt(city.community, scopeOf(city), 'C1', at)
}

async function forget(city: City): Promise<number> {
  return await forgetHistory(city.store, city.community, city.clock.now())
}

describeOnEachDatabase('Forgetting', (database) => {
  const store = sharedStore(database)

  it('keeps versions as many days as the settings say, and says what is not known any more', async () => {
    const city = await openCity(await store(), { history: { keepDays: 100 } })
    await city.run(CEDAR)
    const first = city.clock.now()
    city.clock.advance(DAY)
    await city.run(changed(CEDAR, { customers: { C1: { phone: '1' } } }))
    const second = city.clock.now()
    city.clock.advance(60 * DAY)
    await city.run(changed(CEDAR, { customers: { C1: { phone: '2' } } }))
    expect(await forget(city)).toBe(0)
    expect(await outcomeAt(city, first)).toMatchObject({
      outcome: 'shown',
      customer: { phone: '(303) 555-0142' },
    })

    city.clock.advance(41 * DAY)
    await city.run(changed(CEDAR, { customers: { C1: { phone: '3' } } }))
    expect(await forget(city)).toBe(0)
    expect(await outcomeAt(city, first)).toMatchObject({ outcome: 'not_known', customer: null })
    expect(await outcomeAt(city, second)).toMatchObject({ outcome: 'shown', customer: { phone: '1' } })

    city.clock.advance(59 * DAY)
    await city.run(changed(CEDAR, { customers: { C1: { phone: '4' } } }))
    expect(await forget(city)).toBe(1)
    expect(await city.rows('version')).toHaveLength(3)
    expect(await outcomeAt(city, second)).toMatchObject({ outcome: 'not_known' })
  })

  it('does not know again what a longer time would have kept', async () => {
    const city = await openCity(await store(), { history: { keepDays: 10 } })
    await city.run(CEDAR)
    city.clock.advance(DAY)
    await city.run(changed(CEDAR, { customers: { C1: { phone: '1' } } }))
    const then = city.clock.now()
    city.clock.advance(20 * DAY)
    await city.run(changed(CEDAR, { customers: { C1: { phone: '2' } } }))
    city.clock.advance(20 * DAY)
    await forget(city)
    await city.changeSettings({ history: { keepDays: 400 } })
    await forget(city)
    expect(await outcomeAt(city, then)).toMatchObject({ outcome: 'not_known' })
    expect(await city.communities.get(city.community.slug)).toMatchObject({
      settings: { history: { keepDays: 400 } },
    })
  })

  it('keeps rejected rows 90 days after the run in which they ended, and what is still rejected for ever', async () => {
    const city = await openCity(await store())
    const asleep = { status: 'asleep' }
    await city.run(changed(CEDAR, { customers: { C4: asleep, C3: asleep } }))
    await city.run(changed(CEDAR, { customers: { C4: asleep } }))
    city.clock.advance(91 * DAY)
    expect(await forget(city)).toBe(0)
    await city.run(changed(CEDAR, { customers: { C4: asleep, C1: { phone: '1' } } }))
    city.clock.advance(91 * DAY)
    expect(await forget(city)).toBeGreaterThan(0)
    expect(await city.rows('past_rejection')).toEqual([])
    expect(await city.rows('rejected_row')).toHaveLength(2)
    const details = await city.sync.findRunDetails(city.community, -1n, 1)
    expect(details?.rejectedRows).toMatchObject({ kept: false, total: 0 })
  })

  it('goes in small steps, and can be stopped between them', async () => {
    const city = await openCity(await store(), { history: { keepDays: 1 } })
    const many = Array.from({ length: 1_200 }, (_, i) => ({ customer_id: `M${i}`, name: 'Lee, Ana' }))
    await city.run({ ...CEDAR, customers: many })
    await city.run({ ...CEDAR, customers: many.map((row) => ({ ...row, phone: '1' })) })
    city.clock.advance(2 * DAY)
    await city.run({ ...CEDAR, customers: many.map((row) => ({ ...row, phone: '2' })) })
    city.clock.advance(2 * DAY)
    const stopped = AbortSignal.abort()
    expect(await forgetHistory(city.store, city.community, city.clock.now(), stopped)).toBe(1_000)
    expect(await forget(city)).toBe(200)
  })
})
