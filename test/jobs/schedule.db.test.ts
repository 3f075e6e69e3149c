import { afterEach, expect, it } from 'vitest'
import type { Jobs } from '../../src/jobs/index.ts'
import { parseSettings } from '../../src/kernel/settings.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { JobsWorld, aWhile, until } from './world.ts'

const started: Jobs[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()))
})

async function start(world: JobsWorld): Promise<Jobs> {
  const jobs = await world.start()
  started.push(jobs)
  return jobs
}

describeOnEachDatabase('The schedule', (database) => {
  it('syncs each community at the points of its own grid, and not between them', async () => {
    const world = new JobsWorld(await database.open())
    const cedar = await world.addCity('cedar', '15m')
    const alder = await world.addCity('alder', '10s')
    await start(world)
    await aWhile()
    expect(world.runs).toEqual([])
    world.toNextSyncOf(alder)
    await until(() => world.runs.length === 1)
    world.toNextSyncOf(cedar)
    await until(() => world.runs.length === 3)
    await aWhile()
    expect(world.runs[0]).toBe('alder schedule')
    expect(world.runs.slice(1).sort()).toEqual(['alder schedule', 'cedar schedule'])
  })

  it('notices communities that are added, and intervals that change, while it runs', async () => {
    const world = new JobsWorld(await database.open())
    await start(world)
    const cedar = await world.addCity('cedar', '1h')
    await aWhile()
    world.cities[0] = { ...cedar, settings: parseSettings({ sync: { every: '10s' } }) }
    world.toNextSyncOf(world.cities[0])
    await until(() => world.runs.length === 1)
  })

  it('makes up for a point that passed while nothing was running, once', async () => {
    const world = new JobsWorld(await database.open())
    await world.addRun(await world.addCity('missed', '1d'), '2026-11-22T23:00:00Z')
    await world.addRun(await world.addCity('done', '1d'), '2026-11-23T00:20:00Z')
    await world.addCity('new', '1d')
    await start(world)
    await until(() => world.runs.length === 1)
    await aWhile()
    expect(world.runs).toEqual(['missed schedule'])
  })

  it('two servers on one database sync a point once', async () => {
    const world = new JobsWorld(await database.open())
    const cedar = await world.addCity('cedar', '15m')
    await start(world)
    await start(world)
    await aWhile()
    world.toNextSyncOf(cedar)
    await until(() => world.runs.length === 1)
    await aWhile()
    expect(world.runs).toEqual(['cedar schedule'])
    world.toNextSyncOf(cedar)
    await until(() => world.runs.length === 2)
  })

  it('has no run while it is paused, and makes up for what was missed when it is resumed', async () => {
    const world = new JobsWorld(await database.open())
    const cedar = await world.addCity('cedar', '10s')
    await start(world)
    await aWhile()
    world.cities[0] = { ...cedar, pause: { since: world.clock.now(), by: 'Priya Shah', reason: null } }
    world.clock.advance(60_000)
    await aWhile()
    expect(world.runs).toEqual([])
    world.cities[0] = cedar
    await until(() => world.runs.length === 1)
    await aWhile()
    expect(world.runs).toEqual(['cedar schedule'])
  })

  it('goes on after a run that fails', async () => {
    const world = new JobsWorld(await database.open())
    await world.addCity('cedar', '10s')
    world.during = () => Promise.reject(new Error('the source is not there'))
    await start(world)
    await aWhile()
    world.clock.advance(10_000)
    await until(() => world.runs.length === 1)
    await until(() => !world.atWork.has('cedar'))
    world.clock.advance(10_000)
    await until(() => world.runs.length === 2)
  })

  it('refreshes the verdicts of every community at the start and once a minute, also when one of them fails', async () => {
    const world = new JobsWorld(await database.open())
    await world.addCity('cedar', '7d')
    await world.addCity('alder', '7d')
    world.onRefresh = (community) =>
      community.slug === 'cedar' ? Promise.reject(new Error('broken')) : Promise.resolve()
    await start(world)
    await until(() => world.refreshed.length === 2)
    world.clock.advance(30_000)
    await aWhile()
    expect(world.refreshed).toEqual(['cedar', 'alder'])
    world.clock.advance(30_000)
    await until(() => world.refreshed.length === 4)
    expect(world.runs).toEqual([])
  })
})
