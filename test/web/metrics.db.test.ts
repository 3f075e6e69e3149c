import { expect, test } from 'vitest'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ORIGIN, smallDemo, type SmallDemo } from './small-demo.ts'

const TOKEN = 'a-token-of-a-monitor'

async function ask({ web }: SmallDemo, authorization?: string): Promise<Response> {
  const headers = authorization === undefined ? {} : { Authorization: authorization }
  return await web.request(`${ORIGIN}/metrics`, { headers })
}

/** The values by their names, as far as a community is named. */
async function measured(demo: SmallDemo): Promise<Record<string, number>> {
  const answer = await ask(demo, `Bearer ${TOKEN}`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/)
  const text = await answer.text()
  expect(text).toMatch(/^portal_process_resident_memory_bytes \d+/m)
  return Object.fromEntries(
    [...text.matchAll(/^portal_(\w+)\{community="cedar-hollow"(?:,alarm="(\w+)")?\} ([\d.e+]+)$/gm)].map(
      ([, name = '', alarm, value]) => [alarm ?? name, Number(value)],
    ),
  )
}

describeOnEachDatabase('The metrics', (database) => {
  test('tell a monitor how the sync of each city goes', async () => {
    const clock = new TestClock('2026-11-23T16:32:00Z')
    const demo = await smallDemo(await database.open(), { clock, change: { metricsToken: TOKEN } })
    await demo.jobs.stop()
    await demo.sync.run(demo.community, { trigger: 'now' })
    const readAt = clock.now().getTime() / 1000
    const well = await measured(demo)
    expect(well).toMatchObject({ paused: 0, held: 0, failing: 0, overdue: 0, unequal: 0, sync_failures: 0 })
    expect(well).toMatchObject({ sync_running: 0, verified_differences: 0, verified_at_seconds: readAt })
    expect(well['data_as_of_seconds']).toBeGreaterThan(readAt - 3600)
    expect(well['verified_customers']).toBeGreaterThan(40)
    expect(well['verified_equal_customers']).toBe(well['verified_customers'])

    await demo.store.engine.execute("update customer set phone = '303 555 0100'")
    await demo.sync.verify(demo.community, {})
    clock.advance(60 * 60_000)
    await demo.communities.pause('cedar-hollow', { by: 'João Pires' })
    const ill = await measured(demo)
    expect(ill).toMatchObject({ paused: 1, unequal: 1, failing: 0 })
    expect(ill['verified_differences']).toBeGreaterThan(40)
  })

  test('are for those alone who bring the token, and only where there is one', async () => {
    const demo = await smallDemo(await database.open(), { change: { metricsToken: TOKEN } })
    for (const wrong of [undefined, '', TOKEN, `Bearer ${TOKEN}x`, 'Bearer ', `bearer ${TOKEN}`]) {
      const refused = await ask(demo, wrong)
      expect(refused.status).toBe(401)
      expect(await refused.text()).not.toContain('cedar-hollow')
    }
    const without = await smallDemo(await database.open())
    expect((await ask(without, `Bearer ${TOKEN}`)).status).toBe(303)
  })
})
