import { afterEach, expect, it } from 'vitest'
import type { Jobs } from '../../src/jobs/index.ts'
import { failure } from '../../src/kernel/errors.ts'
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

/** Runs that go on until they are let go. */
function holdRuns(world: JobsWorld): { letGo: () => void } {
  let letGo = () => {}
  world.during = () => new Promise((resolve) => (letGo = resolve))
  return { letGo: () => letGo() }
}

describeOnEachDatabase('Sync now', (database) => {
  it('asked for during a run, runs once more after it: one at a time, and at most one waits', async () => {
    const world = new JobsWorld(await database.open())
    const cedar = await world.addCity('cedar', '15m')
    const jobs = await start(world)
    const { letGo } = holdRuns(world)
    await jobs.syncNow(cedar)
    await until(() => world.runs.length === 1)
    for (let n = 0; n < 3; n++) await jobs.syncNow(cedar)
    await aWhile()
    expect(world.runs).toEqual(['cedar now'])
    letGo()
    await until(() => world.runs.length === 2)
    letGo()
    await until(() => !world.atWork.has('cedar'))
    await aWhile()
    expect(world.runs).toEqual(['cedar now', 'cedar now'])
  })

  it('a point of the schedule that comes during a run is left out', async () => {
    const world = new JobsWorld(await database.open())
    const cedar = await world.addCity('cedar', '10s')
    const jobs = await start(world)
    const { letGo } = holdRuns(world)
    await jobs.syncNow(cedar)
    await until(() => world.runs.length === 1)
    world.clock.advance(10_000)
    await aWhile()
    letGo()
    await until(() => !world.atWork.has('cedar'))
    await aWhile()
    expect(world.runs).toEqual(['cedar now'])
    world.clock.advance(10_000)
    await until(() => world.runs.length === 2)
  })

  it('waits for a run that was started elsewhere, which the schedule does not', async () => {
    const world = new JobsWorld(await database.open())
    const cedar = await world.addCity('cedar', '15m')
    const jobs = await start(world)
    world.during = () =>
      Promise.reject(failure('sync_running', 'A sync of this community is running already.'))
    world.toNextSyncOf(cedar)
    await until(() => world.runs.length === 1)
    await aWhile()
    expect(world.runs).toEqual(['cedar schedule'])
    await jobs.syncNow(cedar)
    await until(() => world.runs.length === 3)
    world.during = async () => {}
    await until(() => !world.atWork.has('cedar'))
    expect(new Set(world.runs.slice(1))).toEqual(new Set(['cedar now']))
  })

  it('long runs of three communities do not keep a fourth waiting', async () => {
    const world = new JobsWorld(await database.open())
    const large = []
    for (const slug of ['ash', 'birch', 'cedar']) large.push(await world.addCity(slug, '15m'))
    const elm = await world.addCity('elm', '15m')
    const jobs = await start(world)
    const ended = Promise.withResolvers<void>()
    world.during = (city) => (city === elm ? Promise.resolve() : ended.promise)
    for (const city of large) await jobs.syncNow(city)
    await until(() => world.runs.length === 3)
    await jobs.syncNow(elm)
    await until(() => world.runs.length === 4)
    expect(world.atWork.size).toBeGreaterThanOrEqual(3)
    ended.resolve()
  })
})

describeOnEachDatabase('Stopping', (database) => {
  it('aborts a run under way, and takes up again after a new start', async () => {
    const world = new JobsWorld(await database.open())
    const cedar = await world.addCity('cedar', '15m')
    const jobs = await world.start()
    let aborted = false
    world.during = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true
          reject(signal.reason as Error)
        })
      })
    await jobs.syncNow(cedar)
    await until(() => world.runs.length === 1)
    const before = performance.now()
    await jobs.stop()
    expect(aborted).toBe(true)
    expect(performance.now() - before).toBeLessThan(10_000)
    world.during = async () => {}
    const again = await start(world)
    await again.syncNow(cedar)
    await until(() => world.runs.length === 2)
  })

  it('does not wait for ever for a run that does not listen', async () => {
    const world = new JobsWorld(await database.open())
    const cedar = await world.addCity('cedar', '15m')
    const jobs = await world.start()
    const { letGo } = holdRuns(world)
    await jobs.syncNow(cedar)
    await until(() => world.runs.length === 1)
    const before = performance.now()
    await jobs.stop()
    expect(performance.now() - before).toBeLessThan(10_000)
    letGo()
  })

  it('a job of a process that died blocks nobody after the next start', async () => {
    const store = await database.open()
    const world = new JobsWorld(store)
    const cedar = await world.addCity('cedar', '15m')
    const jobs = await world.start()
    const { letGo } = holdRuns(world)
    await jobs.syncNow(cedar)
    await until(() => world.runs.length === 1)
    await jobs.stop()
    letGo()
    await store.engine.execute(
      `update pgboss.job set state = 'active', completed_on = null where name = 'sync-community'`,
    )
    const again = await start(world)
    world.during = async () => {}
    await again.syncNow(cedar)
    await until(() => world.runs.length === 2)
  })
})
