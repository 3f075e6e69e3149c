import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'

describeOnEachDatabase('Reading in one round trip', (database) => {
  let store: Store
  let id: number
  beforeAll(async () => {
    store = await database.open()
    const row = await store.platform
      .insertInto('platform.community')
      .values({ slug: 'a', name: 'A', source: 'files:nowhere', settings: '{}' })
      .returning('community_id')
      .executeTakeFirstOrThrow()
    id = row.community_id
    await store.as(id).write((tx) =>
      tx
        .insertInto('department')
        .values([1, 2].map((bit) => ({ community_id: id, bit, name: `D${bit}`, name_key: `d${bit}` })))
        .execute(),
    )
  })

  it('gives the rows of each statement, in order, as often as it is asked', async () => {
    for (let time = 0; time < 8; time++) {
      const answers = await store
        .as(id)
        .read((db) => [
          db.selectFrom('department').select('name').where('community_id', '=', id).orderBy('bit'),
          sql`select 1 as one where false`,
          db.selectFrom('department').select('bit').where('bit', '=', 2),
        ])
      expect(answers).toEqual([[{ name: 'D1' }, { name: 'D2' }], [], [{ bit: 2 }]])
    }
    expect(await store.as(id).read(() => [])).toEqual([])
  })

  it('goes on reading all columns of a table that was changed meanwhile, as a newer version does', async () => {
    const secret = () =>
      store.platform.selectFrom('platform.secret').selectAll().where('name', '=', 'before').execute()
    const value = await store.secret('before')
    expect(await secret()).toMatchObject([{ value }])
    await store.engine.execute('alter table platform.secret add column note text')
    for (let time = 0; time < 3; time++) expect(await secret()).toMatchObject([{ value, note: null }])
    await store.engine.execute('alter table platform.secret drop column note')
    expect(await secret()).toMatchObject([{ value }])
  })

  it('takes and gives values of every type', async () => {
    const at = new Date('2026-11-20T16:30:00.123Z')
    const [[row]] = await store.as(id).read(() => [
      sql`select ${'ü𠮷 "x" \\ \' '}::text as t, ${42}::int as i, ${9007199254740991}::bigint as b, ${true}::boolean as f,
        ${null}::text as n, ${at}::timestamptz as at, ${'2026-11-20'}::date as d, ${['a,b', '{"x"}', '']}::text[] as l,
        ${[]}::text[] as e, ${'{"a":[1]}'}::jsonb as j, ''::text as empty`,
    ])
    expect(row).toEqual({
      t: 'ü𠮷 "x" \\ \' ',
      i: 42,
      b: 9007199254740991,
      f: true,
      n: null,
      at,
      d: '2026-11-20',
      l: ['a,b', '{"x"}', ''],
      e: [],
      j: { a: [1] },
      empty: '',
    })
  })

  it('fails with the code of the database, and the next reading works', async () => {
    for (const broken of [sql`select 1 / ${0}::int`, sql`selekt 1`, sql`select * from nowhere`]) {
      await expect(
        store.as(id).read(() => [sql`select 1 as one`, broken, sql`select 2`]),
      ).rejects.toMatchObject({
        code: expect.stringMatching(/^(22012|42601|42P01)$/) as string,
      })
      expect(await store.as(id).read(() => [sql`select 1 as one`])).toEqual([[{ one: 1 }]])
    }
  })

  it('cannot write', async () => {
    await expect(store.as(id).read(() => [sql`delete from department`])).rejects.toMatchObject({
      code: '25006',
    })
  })

  it('sees one community whichever asked the same before', async () => {
    const names = async (community: number) =>
      (await store.as(community).read((db) => [db.selectFrom('department').select('name')]))[0].length
    for (let time = 0; time < 8; time++) {
      expect(await names(id)).toBe(2)
      expect(await names(id + 1)).toBe(0)
    }
  })

  it('does not mind how many different statements there are', async () => {
    for (let n = 0; n < 450; n++)
      expect(await store.as(id).read(() => [sql`select ${sql.lit(n % 250)}::int as n`])).toEqual([
        [{ n: n % 250 }],
      ])
  })

  it('waits for a transaction that is open, and sees what it wrote', async () => {
    let release = () => {}
    const held = new Promise<void>((done) => (release = done))
    const writing = store.as(id).write(async (tx) => {
      await tx
        .insertInto('department')
        .values({ community_id: id, bit: 9, name: 'New', name_key: 'new' })
        .execute()
      await held
    })
    const reading = writing.then(() =>
      store.as(id).read((db) => [db.selectFrom('department').select('name').where('bit', '=', 9)]),
    )
    const meanwhile = store
      .as(id)
      .read((db) => [db.selectFrom('department').select('name').where('bit', '=', 9)])
    release()
    await writing
    // On PGlite the reading stood in line behind the transaction; on PostgreSQL it ran beside it, and saw it or not.
    expect((await meanwhile)[0].length).toBeLessThanOrEqual(1)
    expect(await reading).toEqual([[{ name: 'New' }]])
  })
})
