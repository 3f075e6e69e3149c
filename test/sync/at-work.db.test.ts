import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { ALL_DEPARTMENTS, maskOf } from '../../src/kernel/departments.ts'
import type { Source } from '../../src/source/port.ts'
import { cancelledBy, type RunAtWork } from '../../src/sync/index.ts'
import { until } from '../jobs/world.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, type City } from './city.ts'
import { compareCopyWithSource } from './compare.ts'
import { CEDAR, changed, writeExport, type Export } from './export.ts'

/** A source that goes on only when it is let go, after it has given the customers. */
function heldBack(city: City): { letGo: () => void } {
  const gate = Promise.withResolvers<void>()
  city.readFrom((source) => ({
    ...source,
    describe: () => source.describe(),
    async *read(options) {
      for await (const batch of source.read(options)) {
        yield batch
        await Promise.race([gate.promise, aborted(options)])
      }
    },
  }))
  return { letGo: () => gate.resolve() }
}

/** Sources throw what they like when they are told to stop. */
function aborted({ signal }: Parameters<Source['read']>[0]): Promise<void> {
  return new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
  )
}

const statusOf = (city: City, departments = ALL_DEPARTMENTS) => city.sync.status(city.community, departments)

const larger: Export = changed(CEDAR, {
  customers: Object.fromEntries(
    Array.from({ length: 1500 }, (_, i) => [`N${i}`, { customer_id: `N${i}`, name: `New, N${i}` }]),
  ),
})

describeOnEachDatabase('A run at work', (database) => {
  const store = sharedStore(database)

  it('says how far it is to whoever asks the database, and numbers only to those who may know of all records', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    expect(await statusOf(city)).toMatchObject({ atWork: null, failures: 0, retryAt: null })
    const { letGo } = heldBack(city)
    const running = city.run(larger, 'now')
    await until(async () => (await statusOf(city)).atWork?.progress !== undefined)
    const { atWork } = await statusOf(city)
    expect(atWork).toMatchObject({ trigger: 'now', cancelledBy: null, progress: { phase: 'reading' } })
    expect(atWork?.progress?.done).toBeGreaterThan(100)
    expect((await statusOf(city, maskOf(0))).atWork).not.toHaveProperty('progress')
    letGo()
    expect(await running).toMatchObject({ status: 'completed' })
    expect((await statusOf(city)).atWork).toBeNull()
  })

  it('ends when somebody cancels it, says who, and keeps what it had applied', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    heldBack(city)
    const running = city.run(larger, 'schedule')
    await until(async () => (await statusOf(city)).atWork !== null)
    const startedAt = new Date((await statusOf(city)).atWork?.startedAt ?? '')
    expect(await city.sync.cancel(city.community, new Date(startedAt.getTime() - 1), 'Ana Ruiz')).toBe(false)
    expect(await city.sync.cancel(city.community, startedAt, 'Priya Shah')).toBe(true)
    expect(await city.sync.cancel(city.community, startedAt, 'Ana Ruiz')).toBe(false)
    expect((await statusOf(city)).atWork).toMatchObject({ cancelledBy: 'Priya Shah' })
    expect(await running).toMatchObject({
      status: 'failed',
      message: 'This sync was cancelled by Priya Shah; what it had applied is kept.',
    })
    // Whoever cancels does not want it again a minute later.
    expect(await statusOf(city)).toMatchObject({ atWork: null, failures: 0, retryAt: null })
    expect(await city.sync.cancel(city.community, startedAt, 'Priya Shah')).toBe(false)
    city.readFrom((source) => source)
    expect(await city.run(larger)).toMatchObject({ status: 'completed' })
  })

  it('that is cancelled between two batches says how many records it had applied', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const cancelling = new AbortController()
    city.readFrom((source) => source)
    writeExport(city.directory, larger)
    const run = await city.sync.run(city.community, {
      trigger: 'command',
      signal: cancelling.signal,
      onProgress: ({ phase, done }) =>
        phase === 'applying' && done > 0 && cancelling.abort(cancelledBy('the operator')),
    })
    expect(run.message).toMatch(
      /^Stopped after [\d,]+ of 1,500 changed records were applied; they are kept, and the next run goes on from there\. This sync was cancelled by the operator; what it had applied is kept\.$/,
    )
    expect(run.added).toBeGreaterThan(0)
    expect((await city.rows('customer')).length).toBe(4 + run.added)
    expect(await city.run(larger)).toMatchObject({ status: 'completed' })
    await compareCopyWithSource(city.store, city.community, larger)
  })

  it('is told to many who watch with one look at the database, until they leave', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const { letGo } = heldBack(city)
    const running = city.run(larger)
    const told: (RunAtWork | undefined)[][] = [[], [], []]
    const leave = told.map((list) => city.sync.watch(city.community, (atWork) => list.push(atWork)))
    await until(() => told.every((list) => list.some((atWork) => atWork?.progress !== undefined)))
    leave[0]?.()
    const before = told[0]?.length
    letGo()
    await running
    await until(() => told.slice(1).every((list) => list.at(-1) === undefined))
    expect(told[0]).toHaveLength(before ?? -1)
    leave.forEach((each) => each())
    await sleep(1_500)
    const after = told.map((list) => list.length)
    await sleep(1_500)
    expect(told.map((list) => list.length)).toEqual(after)
  })
})

describeOnEachDatabase('A run that failed', (database) => {
  const store = sharedStore(database)
  const due = async ({ sync, community }: City) =>
    (await sync.listDueAgain()).filter(({ communityId }) => communityId === community.communityId)

  it('is due again after a minute, then after two, with the reason in the status, until one completes', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    // The next point of the schedule is fourteen minutes away.
    city.clock.set('2026-11-20T16:17:30Z')
    city.readFrom((source) => ({
      ...source,
      describe: () => Promise.reject(new Error('the disk is gone')),
    }))
    const failing = async (trigger: string) => {
      await city.sync.run(city.community, { trigger })
      const { failures, retryAt, runs } = await statusOf(city)
      const waits = retryAt === null ? null : Date.parse(retryAt) - city.clock.now().getTime()
      return { failures, waits, says: runs[0]?.message?.slice(0, 30) }
    }
    const says = 'The portal made a mistake while'
    expect(await failing('schedule')).toEqual({ failures: 1, waits: 60_000, says: says.slice(0, 30) })
    expect(await due(city)).toEqual([])
    city.clock.advance(60_000)
    expect(await due(city)).toMatchObject([{ communityId: city.community.communityId }])
    expect(await failing('retry')).toMatchObject({ failures: 2, waits: 120_000 })
    city.clock.advance(120_000)
    city.readFrom((source) => source)
    await city.run(CEDAR, 'retry')
    expect(await statusOf(city)).toMatchObject({ failures: 0, retryAt: null })
    expect(await due(city)).toEqual([])
  })

  it('and was started by hand is not tried again', async () => {
    const city = await openCity(await store())
    city.readFrom((source) => ({ ...source, describe: () => Promise.reject(new Error('broken')) }))
    await city.sync.run(city.community, { trigger: 'now' })
    expect(await statusOf(city)).toMatchObject({ failures: 1, retryAt: null })
  })

  it('and whose process died is due again when it has been silent', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const { letGo } = heldBack(city)
    const running = city.run(larger)
    await until(async () => (await statusOf(city)).atWork !== null)
    expect(await due(city)).toEqual([])
    letGo()
    await running
    await city.store.platform
      .updateTable('platform.sync_state')
      .set({ heard_at: new Date(Date.now() - 60_000) })
      .where('community_id', '=', city.community.communityId)
      .execute()
    expect(await due(city)).toHaveLength(1)
    expect((await statusOf(city)).atWork).toBeNull()
  })
})
