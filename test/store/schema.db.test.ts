import { sql } from 'kysely'
import pg from 'pg'
import { expect, it } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { checkIsolation } from '../../src/store/security.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { cityWith, customerOf } from '../search/copy.ts'
import { describeOnEachDatabase } from '../world/databases.ts'

async function query<R>(store: Store, sql: string): Promise<R[]> {
  return await store.engine.transaction('set transaction read only', async (session) => {
    const { rows } = await session.query<R>(sql, [])
    return rows
  })
}

describeOnEachDatabase('The schema', (database) => {
  it('begins every primary key, unique key and foreign key of a community table with community_id', async () => {
    const store = await database.open()
    const keys = await query<{ name: string; first: string }>(
      store,
      `select c.conname as name, a.attname as first from pg_constraint c
       join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
       join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1]
       where n.nspname = 'public' and c.contype in ('p', 'u', 'f') and t.relname <> 'platform_migration'`,
    )
    expect(keys.length).toBeGreaterThan(10)
    expect(keys.filter((key) => key.first !== 'community_id')).toEqual([])
  })

  it.runIf(database.kind === 'postgres')(
    'is brought up to date by an owner who is no superuser',
    async () => {
      const url = new URL(await database.createUrl())
      const admin = new pg.Client(url.href)
      await admin.connect()
      await admin.query('create role a_city login createrole')
      await admin.query('create database of_a_city owner a_city')
      await admin.end()
      Object.assign(url, { username: 'a_city', pathname: '/of_a_city' })
      let store = await openStore({ url: url.href })
      const smith = { lastName: 'Smith', firstName: 'J', mailingAddress: '12 Smith St', accounts: [{}] }
      const { communityId } = await cityWith(store, [
        customerOf('C1', smith),
        customerOf('C2', { lastName: '𠮷' }),
      ])
      const read = async () =>
        await store.as(communityId).read((db) => [
          db
            .selectFrom('search_key')
            .select(sql<string>`starts::text`.as('starts'))
            .distinct(),
          db.selectFrom('lexicon_word').select('word').orderBy('word'),
        ])
      const [, words] = await read()
      // Those that change the rows of each community.
      await store.engine.execute('delete from platform_migration where number in (11, 12)')
      await store.close()
      store = await openStore({ url: url.href })
      const [keys, wordsMade] = await read()
      await store.close()
      expect(wordsMade).toEqual(words)
      expect(words.map(({ word }) => word)).toEqual(expect.arrayContaining(['2smith', '6smith', '2𠮷']))
      expect(keys).toEqual([{ starts: '-1' }])
    },
  )

  it('begins every index of a community table with community_id', async () => {
    const store = await database.open()
    const indexes = await query<{ name: string; first: string | null }>(
      store,
      `select i.indexrelid::regclass::text as name, a.attname as first from pg_index i
       join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
       left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
       where n.nspname = 'public' and t.relname <> 'platform_migration'`,
    )
    expect(indexes.filter((index) => index.first !== 'community_id')).toEqual([])
  })

  it('has nothing that Citus refuses: no trigger, no sub-select in a policy, no foreign key to a platform table', async () => {
    const store = await database.open()
    const triggers = await query(
      store,
      `select tgname from pg_trigger g join pg_class t on t.oid = g.tgrelid
       join pg_namespace n on n.oid = t.relnamespace where n.nspname = 'public' and not g.tgisinternal`,
    )
    const policies = await query<{ qual: string }>(
      store,
      `select qual from pg_policies where schemaname = 'public'`,
    )
    const foreign = await query(
      store,
      `select c.conname from pg_constraint c join pg_class t on t.oid = c.conrelid
       join pg_class r on r.oid = c.confrelid where c.contype = 'f'
       and t.relnamespace = 'public'::regnamespace and r.relnamespace <> 'public'::regnamespace`,
    )
    expect(triggers).toEqual([])
    expect(policies.filter(({ qual }) => /select/i.test(qual))).toEqual([])
    expect(foreign).toEqual([])
  })

  it('secures a table that a later migration adds, without its author thinking of it', async () => {
    const store = await database.open()
    await store.engine.execute(
      'create table later (community_id int not null, n int, primary key (community_id, n))',
    )
    await expect(store.engine.transaction('select 1', checkIsolation)).rejects.toThrow(
      'row-level security is not enabled and forced on table "later"',
    )
    await migrate(store.engine)
    await store.engine.transaction('select 1', checkIsolation)
  })

  it('refuses to start when a table is not isolated, naming the table and what it lacks', async () => {
    const store = await database.open()
    await store.engine.execute('drop policy one on customer')
    await expect(store.engine.transaction('select 1', checkIsolation)).rejects.toThrow(
      /table "customer" lacks the policy "one:app"/,
    )
  })

  it('refuses to start with a table whose primary key does not begin with the community', async () => {
    const store = await database.open()
    await store.engine.execute('create table loose (n int primary key)')
    await expect(store.engine.transaction('select 1', checkIsolation)).rejects.toThrow(
      /primary key of table "loose" does not begin with community_id/,
    )
  })

  it('is refused when a newer version of the portal made it, in a sentence that says what to do', async () => {
    const store = await database.open()
    await store.engine.execute(
      `insert into platform_migration (number, name) values (9999, 'from_the_future')`,
    )
    await expect(migrate(store.engine)).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringMatching(/newer version of the portal.*start that version/) as unknown,
    })
  })

  it('is the same after migrating twice', async () => {
    const store = await database.open()
    const shape = `select table_schema, table_name, column_name, data_type, is_nullable from information_schema.columns
      where table_schema in ('public', 'platform', 'auth') order by 1, 2, 3`
    const before = await query(store, shape)
    await migrate(store.engine)
    expect(await query(store, shape)).toEqual(before)
  })
})
