import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { generateCity } from '../../bench/cities/city-batches.ts'
import { listCities, type City } from '../../bench/cities/cities.ts'
import { prepareToGather } from '../../bench/cities/gathered-keys.ts'
import { loadCity } from '../../bench/cities/load-city.ts'
import { ALL_KINDS, writeExport } from '../../src/source/sample/write-export.ts'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { makePortal } from '../world/portal.ts'

describeOnEachDatabase('A city of the benchmark', (database) => {
  test('has the rows that a sync of the same customers writes', async () => {
    const store = await database.open()
    const portal = makePortal(store, '2026-11-20T17:00:00Z')
    const [city] = listCities({ customers: 200, communities: 1 })
    if (!city) throw new Error('There is no city')
    const common = { name: city.plan.name, settings: city.settings, isDemo: false }
    const source = `files:${await exported(city)}`
    const synced = await portal.communities.add({ ...common, slug: 'synced', source })
    const run = await portal.sync.run(synced, { trigger: 'test' })
    expect(run).toMatchObject({ status: 'completed', rejected: 0 })

    const loaded = await portal.communities.add({ ...common, slug: 'loaded', source })
    await prepareToGather(store.engine)
    await loadCity(store.engine, city, loaded, () => undefined)

    for (const table of ['department', 'customer', 'account', 'holder', 'listing', 'search_key'])
      expect(await rowsOf(store, table, loaded.communityId), table).toEqual(
        await rowsOf(store, table, synced.communityId),
      )
  })
})

/** The city as an export of files. Tax ids stay out of it, and charges: they are not among what is loaded. */
async function exported(city: City): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-city-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  await writeExport(directory, new Date('2026-11-20T16:30:00Z'), ALL_KINDS, (writer) => {
    for (const { customer, accounts, holders } of generateCity(city)) {
      const { tax_id: _, ...others } = customer
      writer.add('customers', others)
      for (const account of accounts) writer.add('accounts', account)
      for (const holder of holders) writer.add('holders', holder)
    }
  })
  return directory
}

/** Without the numbers of the community, which differ. */
async function rowsOf(store: Store, table: string, communityId: number): Promise<string[]> {
  const [rows] = await store.as(communityId).read(() => [
    sql<{ row: string }>`select (to_jsonb(t) - 'community_id')::text as row from ${sql.table(table)} t
      where community_id = ${communityId} order by 1`,
  ])
  return rows.map(({ row }) => row)
}
