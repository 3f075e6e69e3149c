import type { Engine } from '../../src/store/engine.ts'
import type { Cities } from './cities.ts'

/** Notes in the database itself that all cities are in it: a load that was interrupted leaves no such note. */
export async function markLoaded(engine: Engine, { customers, communities }: Cities): Promise<void> {
  await engine.execute(
    `create table bench.loaded as select ${customers} as customers, ${communities} as communities`,
  )
}

/** The cities that a database is filled with; nothing for any other database. */
export async function findLoaded(engine: Engine): Promise<Cities | undefined> {
  return await engine.transaction('set transaction read only', async (session) => {
    const there = await session.query<{ there: boolean }>(
      `select to_regclass('bench.loaded') is not null as there`,
      [],
    )
    if (!there.rows[0]?.there) return undefined
    const { rows } = await session.query<Cities>('select customers, communities from bench.loaded', [])
    return rows[0]
  })
}
