import { expect, test } from 'vitest'
import type { Source } from '../../src/source/port.ts'
import { silentLog } from '../../src/kernel/log.ts'
import type { Store } from '../../src/store/index.ts'
import { createCommunities, createSync } from '../../src/sync/index.ts'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openService, startWebService } from './web-service.ts'

/** A city whose records come from this source. */
async function cityOver(store: Store, source: Source) {
  const clock = new TestClock('2026-11-23T17:00:00Z')
  const communities = createCommunities({ store, clock })
  const sync = createSync({ store, clock, log: silentLog, openSource: () => source, taxIdKey: 'a key' })
  const settings = { sync: { removalGuard: { percent: 100, atLeast: 0 } } }
  const name = 'Cedar Hollow'
  const community = await communities.add({ slug: 'cedar', name, source: 'http:…', settings, isDemo: false })
  return {
    run() {
      clock.advance(60_000)
      return sync.run(community, { trigger: 'test' })
    },
  }
}

describeOnEachDatabase('a city whose records come from a web service', (database) => {
  test('equals it after a run, and reads nothing while its state is the same', async () => {
    const service = await startWebService()
    const city = await cityOver(await database.open(), openService(service))
    expect(await city.run()).toMatchObject({ status: 'completed', added: 3, rejected: 0 })
    const asked = service.asked.length
    expect(await city.run()).toMatchObject({ status: 'completed', unchanged: 3 })
    expect(service.asked.slice(asked)).toEqual(['state'])
    service.version = 'v2'
    service.rows['customers']?.pop()
    service.rows['holders']?.pop()
    expect(await city.run()).toMatchObject({ status: 'completed', updated: 1, removed: 1 })
  })

  test('loses nobody when a page is cut short, and says why in the run', async () => {
    const service = await startWebService()
    const city = await cityOver(await database.open(), openService(service))
    await city.run()
    service.version = 'v2'
    service.instead = (path, _url, response) => {
      if (path === 'customers') response.end('{"version":"v2","total":2,"rows":[{"customer_id":"C1"')
      return path === 'customers'
    }
    expect(await city.run()).toMatchObject({
      status: 'failed',
      removed: 0,
      message: `${service.url}/customers answers with something that is no JSON, or that was cut short. Nothing is concluded from it; if the next run says the same, tell whoever runs the service.`,
    })
    service.instead = () => false
    expect(await city.run()).toMatchObject({ status: 'completed', added: 0, removed: 0, unchanged: 3 })
  })
})
