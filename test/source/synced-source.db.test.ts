import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { cityOver } from './synced-city.ts'
import { openService, startWebService } from './web-service.ts'

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

  test('warns of a token that expires also when nothing changed since the last run', async () => {
    const service = await startWebService()
    let now = new Date('2026-11-23T17:00:00Z')
    const source = openService(service, { secretExpiresOn: '2027-01-01' }, {}, () => now)
    const city = await cityOver(await database.open(), source)
    expect((await city.run()).message).toBeUndefined()
    now = new Date('2026-12-20T17:00:00Z')
    const run = await city.run()
    expect(run).toMatchObject({ status: 'completed', unchanged: 3 })
    expect(run.message).toMatch(/expires on 2027-01-01, in 12 days/)
    service.version = 'v2'
    now = new Date('2026-11-24T17:00:00Z')
    expect((await city.run()).message).toBeUndefined()
  })
})
