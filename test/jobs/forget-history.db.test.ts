import { afterEach, expect, it } from 'vitest'
import type { Jobs } from '../../src/jobs/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { JobsWorld, until } from './world.ts'

const started: Jobs[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()))
})

describeOnEachDatabase('Old history', (database) => {
  it('is forgotten by a task of its own, at the start and every hour', async () => {
    const world = new JobsWorld(await database.open())
    const city = await world.addCity('cedar', '15m')
    const store = world.store.as(city.communityId)
    const run = { community_id: city.communityId, trigger: 'now', status: 'completed' } as const
    const version = {
      community_id: city.communityId,
      kind: 'customer',
      cause: 'run',
      was: '{"name":"Lee"}',
    } as const
    await store.write(async (tx) => {
      await tx
        .insertInto('run')
        .values([
          { ...run, run_id: 1, started_at: '2025-01-01T00:00:00Z' },
          { ...run, run_id: 2, started_at: '2025-01-02T00:00:00Z' },
        ])
        .execute()
      await tx
        .insertInto('version')
        .values([
          { ...version, source_id: 'C1', run_id: 1, at: '2025-01-01T00:00:00Z' },
          { ...version, source_id: 'C2', run_id: 2, at: '2025-01-02T00:00:00Z' },
        ])
        .execute()
    })
    const left = async () => {
      const [rows] = await store.read(
        (db) =>
          [
            db.selectFrom('version').select('source_id').where('community_id', '=', city.communityId),
          ] as const,
      )
      return rows.map(({ source_id }) => source_id)
    }
    started.push(await world.start())
    await until(async () => (await left()).length === 1)
    expect(await left()).toEqual(['C2'])
    await store.write((tx) =>
      tx
        .insertInto('run')
        .values({ ...run, run_id: 3, started_at: '2025-01-03T00:00:00Z' })
        .execute(),
    )
    world.clock.advance(3_600_000)
    await until(async () => (await left()).length === 0)
  })
})
