import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { scopeIn } from '../../src/access/scope.ts'
import { startJobs, type Jobs } from '../../src/jobs/index.ts'
import type { Community } from '../../src/kernel/community.ts'
import { ALL_DEPARTMENTS } from '../../src/kernel/departments.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { nextSyncPoint } from '../../src/kernel/schedule.ts'
import type { Store } from '../../src/store/index.ts'
import { exportWith } from '../source/export-fixture.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { makePortal, type TestPortal } from '../world/portal.ts'
import { until } from './world.ts'

const started: Jobs[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()))
})

async function start(portal: TestPortal, store: Store): Promise<void> {
  started.push(await startJobs({ ...portal, store, log: silentLog, tickMs: 100 }))
}

async function addCity(portal: TestPortal, directory: string, settings: object): Promise<Community> {
  return await portal.communities.add({
    slug: 'cedar',
    name: 'Cedar Hollow',
    source: `files:${directory}`,
    settings: { statusMap: { A: 'active' }, timeZone: 'America/Denver', ...settings },
    isDemo: false,
  })
}

async function namesFound(portal: TestPortal, community: Community, text: string): Promise<string[]> {
  const clerk = portal.userWith('ana@example.gov', [{ community, departments: ALL_DEPARTMENTS }])
  const { hits } = await portal.search.search(community, scopeIn(clerk, community.communityId), { text })
  return hits.map((hit) => hit.name)
}

const RENAMED = 'customer_id,name,status\nC1,"Okafor, Chidi",active\n'

describeOnEachDatabase('A portal that runs by itself', (database) => {
  /** A city that was read once, and the file in which its customers are. */
  async function openSynced(every: string) {
    const store = await database.open()
    const portal = makePortal(store, '2026-11-23T09:40:20Z')
    const directory = await exportWith()
    const city = await addCity(portal, directory, { sync: { every } })
    await portal.sync.run(city, { trigger: 'command' })
    return { store, portal, city, customers: join(directory, 'customers.csv') }
  }

  it('finds what changed in the export after the next point of the schedule', async () => {
    const { store, portal, city, customers } = await openSynced('10s')
    expect(await namesFound(portal, city, 'nunez')).toHaveLength(1)
    await start(portal, store)
    await writeFile(customers, RENAMED)
    portal.clock.advance(10_000)
    await until(async () => (await namesFound(portal, city, 'okafor')).length === 1)
    // Whoever knows the earlier name finds the customer under the new one.
    expect(await namesFound(portal, city, 'nunez')).toEqual(['Okafor, Chidi'])
  })

  it('tries a run that failed again before the next point of the schedule, and then has what is new', async () => {
    const { store, portal, city, customers } = await openSynced('1h')
    await start(portal, store)
    await writeFile(customers, 'nothing\n')
    portal.clock.set(nextSyncPoint(city, portal.clock.now()))
    const status = () => portal.sync.status(city, ALL_DEPARTMENTS)
    await until(async () => (await status()).failures === 1)
    expect((await status()).runs[0]).toMatchObject({ trigger: 'schedule', status: 'failed' })
    await writeFile(customers, RENAMED)
    portal.clock.advance(60_000)
    await until(async () => (await namesFound(portal, city, 'okafor')).length === 1)
    await until(async () => (await status()).failures === 0)
    expect((await status()).runs[0]).toMatchObject({ trigger: 'retry', status: 'completed' })
    expect((await status()).runs).toHaveLength(3)
  })

  it('takes up a run at once whose process died in the middle of it', async () => {
    const store = await database.open()
    const portal = makePortal(store, '2026-11-23T09:40:20Z')
    const city = await addCity(portal, await exportWith(), { sync: { every: '1d' } })
    // What a process leaves behind that is killed during its first run.
    const { communityId: community_id } = city
    const started_at = portal.clock.now()
    await store
      .as(community_id)
      .write((tx) =>
        tx
          .insertInto('run')
          .values({ community_id, run_id: 1, trigger: 'schedule', status: 'running', started_at })
          .execute(),
      )
    await store.platform
      .insertInto('platform.sync_state')
      .values({ community_id, trigger: 'schedule', started_at, heard_at: new Date(Date.now() - 60_000) })
      .execute()
    await start(portal, store)
    await until(async () => (await namesFound(portal, city, 'nunez')).length === 1)
    await until(async () => (await portal.sync.status(city, ALL_DEPARTMENTS)).atWork === null)
    const { runs } = await portal.sync.status(city, ALL_DEPARTMENTS)
    expect(runs.map(({ trigger, status }) => `${trigger} ${status}`)).toEqual([
      'retry completed',
      'schedule failed',
    ])
  })

  it('withholds an account when its grace period ends tonight, without a sync', async () => {
    const store = await database.open()
    // Noon in Denver; the grace period ends with the next day there, at 07:00 UTC.
    const portal = makePortal(store, '2026-11-23T19:00:00Z')
    const directory = await exportWith({
      'accounts.csv':
        'account_id,account_number,module,status,closed_on\nA1,12.3456.7,utility,closed,2026-11-13\n',
    })
    const city = await addCity(portal, directory, {
      sync: { every: '7d' },
      eligibility: { closedGraceDays: 11 },
    })
    await portal.sync.run(city, { trigger: 'command' })
    await start(portal, store)
    expect(await namesFound(portal, city, 'nunez')).toHaveLength(1)
    portal.clock.set('2026-11-24T07:00:00Z')
    await until(async () => (await namesFound(portal, city, 'nunez')).length === 0)
    expect((await portal.sync.status(city, ALL_DEPARTMENTS)).runs).toHaveLength(1)
  })
})
