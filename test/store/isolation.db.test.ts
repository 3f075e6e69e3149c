import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'

async function addCommunity(store: Store, slug: string): Promise<number> {
  const row = await store.platform
    .insertInto('platform.community')
    .values({ slug, name: slug, source: 'files:nowhere', settings: '{}' })
    .returning('community_id')
    .executeTakeFirstOrThrow()
  return row.community_id
}

function department(community_id: number) {
  return { community_id, bit: 0, name: 'Water', name_key: 'water' }
}

describeOnEachDatabase('Communities are kept apart', (database) => {
  it('a community sees its own rows, even through a query that forgets to say which', async () => {
    const store = await database.open()
    const [first, second] = [await addCommunity(store, 'first'), await addCommunity(store, 'second')]
    for (const id of [first, second])
      await store.as(id).write((tx) => tx.insertInto('department').values(department(id)).execute())
    const [rows] = await store
      .as(first)
      .read((db) => [db.selectFrom('department').select('community_id')] as const)
    expect(rows).toEqual([{ community_id: first }])
  })

  it('several communities see their own rows together, however many they are, and no others', async () => {
    const store = await database.open()
    const ids: number[] = []
    for (let i = 0; i < 50; i++) ids.push(await addCommunity(store, `community-${i}`))
    for (const id of ids)
      await store.as(id).write((tx) => tx.insertInto('department').values(department(id)).execute())
    const named = ids.slice(0, 45)
    const all = (db: string) => sql<{ community_id: number }>`select community_id from ${sql.table(db)}`
    const rows = await store.asSeveral(named).read(() => all('department'))
    expect(rows.map(({ community_id }) => community_id).toSorted((a, b) => a - b)).toEqual(named)
    expect(await store.asSeveral([]).read(() => all('department'))).toEqual([])
    await expect(store.asSeveral(named).read(() => sql`delete from department`)).rejects.toThrow(
      /permission denied|read-only/,
    )
    expect(() => store.asSeveral([0])).toThrow('0 is not the id of a community')
  })

  it('a community cannot write into another, and the transaction leaves nothing behind', async () => {
    const store = await database.open()
    const [first, second] = [await addCommunity(store, 'first'), await addCommunity(store, 'second')]
    const write = store.as(first).write(async (tx) => {
      await tx.insertInto('department').values(department(first)).execute()
      await tx.insertInto('department').values(department(second)).execute()
    })
    await expect(write).rejects.toMatchObject({ code: '42501' })
    const [rows] = await store.as(first).read((db) => [db.selectFrom('department').selectAll()] as const)
    expect(rows).toEqual([])
  })

  it('reading cannot write', async () => {
    const store = await database.open()
    const id = await addCommunity(store, 'first')
    const read = store.as(id).read((db) => [db.insertInto('department').values(department(id))] as const)
    await expect(read).rejects.toMatchObject({ code: '25006' })
  })

  it('one failed statement fails the whole unit, and the next unit works', async () => {
    const store = await database.open()
    const id = await addCommunity(store, 'first')
    await expect(store.as(id).read(() => [sql`select 1 / 0`, sql`select 1`] as const)).rejects.toThrow(/zero/)
    const [rows] = await store.as(id).read(() => [sql<{ n: number }>`select 1 as n`] as const)
    expect(rows).toEqual([{ n: 1 }])
  })

  it('a unit of work inside another is refused instead of waiting for ever', async () => {
    const store = await database.open()
    const id = await addCommunity(store, 'first')
    const nested = store.as(id).write(() => store.as(id).read(() => [sql`select 1`] as const))
    await expect(nested).rejects.toThrow(/inside another/)
  })

  it('the reader of several communities sees exactly those that were named', async () => {
    const store = await database.open()
    const ids = [
      await addCommunity(store, 'a'),
      await addCommunity(store, 'b'),
      await addCommunity(store, 'c'),
    ]
    for (const id of ids)
      await store.as(id).write((tx) => tx.insertInto('department').values(department(id)).execute())
    const named = ids.slice(0, 2)
    const prologue = `set local role app_search; set local app.communities = '{${named.join(',')}}'`
    const rows = await store.engine.transaction(prologue, async (session) => {
      const result = await session.query<{ community_id: number }>(
        'select community_id from department order by community_id',
        [],
      )
      return result.rows.map((row) => row.community_id)
    })
    expect(rows).toEqual(named)
  })
})
