import { expect, test } from 'vitest'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, PRIYA, smallDemo, wordsOf } from './small-demo.ts'

const ALARM = 'Look at the status'
const PAGES = ['/search?q=nunez', '/why', '/status', '/users'].map((page) => `/c/cedar-hollow${page}`)

describeOnEachDatabase('What an administrator should look at', (database) => {
  test('is not said while all is well', async () => {
    const { signIn } = await smallDemo(await database.open())
    expect(await (await signIn(PRIYA)).read('/c/cedar-hollow/search')).not.toContain(ALARM)
  })

  test('stands on every page of the administrators of the city, and on none of its clerks', async () => {
    const clock = new TestClock('2026-11-23T16:32:00Z')
    const { signIn, communities, sync, addPortMarlow } = await smallDemo(await database.open(), { clock })
    // Priya is an administrator of Cedar Hollow, and in Port Marlow a clerk.
    await addPortMarlow(PRIYA)
    await communities.pause('cedar-hollow', { by: 'João Pires' })
    const [priya, ana] = [await signIn(PRIYA), await signIn(ANA)]
    for (const page of PAGES)
      expect(wordsOf(await priya.read(page))).toContain(
        `Syncing is paused, by João Pires, since 9:32 AM. ${ALARM}`,
      )
    expect(await priya.read('/c/port-marlow/search')).not.toContain(ALARM)
    expect(await ana.read('/c/cedar-hollow/search')).not.toContain(ALARM)
    expect(await ana.read('/c/cedar-hollow/status')).not.toContain(ALARM)
    expect((await sync.status(await communities.get('cedar-hollow'), 0n)).alarms).toMatchObject([
      { code: 'paused', by: 'João Pires' },
    ])
  })

  test('is said of a sync that is overdue, that failed twice, and that is held', async () => {
    const store = await database.open()
    const clock = new TestClock('2026-11-23T16:32:00Z')
    const demo = await smallDemo(store, { clock })
    await demo.jobs.stop()
    const priya = await demo.signIn(PRIYA)
    const said = async () => wordsOf(await priya.read('/c/cedar-hollow/search'))
    clock.advance(60 * 60_000)
    expect(await said()).toContain('The sync is overdue: Caselle was last read 9:32 AM.')
    const { communityId: community_id } = demo.community
    const fails = (failures: number) =>
      store.platform
        .updateTable('platform.sync_state')
        .set({ failures })
        .where('community_id', '=', community_id)
        .execute()
    await fails(1)
    expect(await said()).not.toContain('failed')
    await fails(2)
    expect(await said()).toContain('The last 2 syncs failed.')
    await store.as(community_id).write((tx) =>
      tx
        .insertInto('run')
        .values({
          ...{ community_id, run_id: 3, trigger: 'schedule', status: 'held', started_at: clock.now() },
          held: JSON.stringify({
            removals: { goneCustomers: [], refusedCustomers: [], goneAccounts: [], refusedAccounts: [] },
            merges: [],
          }),
        })
        .execute(),
    )
    expect(await said()).toContain('The sync of 10:32 AM is held, and waits for a decision.')
    expect((await demo.sync.status(demo.community, 0n)).alarms.map(({ code }) => code)).toEqual([
      'held',
      'failing',
      'overdue',
    ])
  })
})
