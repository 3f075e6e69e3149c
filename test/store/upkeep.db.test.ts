import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'

describeOnEachDatabase('The upkeep of the database', (database) => {
  it('analyses a table of which much was written, and vacuums it where no server does that by itself', async () => {
    const store = await database.open()
    const embedded = store.kind === 'pglite'
    const write = (from: number, to: number) =>
      store
        .as(1)
        .write((tx) =>
          sql`insert into search_key select 1, 'k' || i, 'C' || i, 1, 1, 0, 0 from generate_series(${from}::int, ${to}::int) i`.execute(
            tx,
          ),
        )
    const vacuums = async () => {
      const [[row]] = await store.as(1).read(() => [
        sql<{ times: number; analysed: number; rows: number }>`select vacuum_count::int as times,
              analyze_count::int as analysed, c.reltuples::int as rows
            from pg_stat_user_tables s join pg_class c on c.oid = s.relid where s.relname = 'search_key'`,
      ])
      return row
    }
    await write(1, 3000)
    await store.keepUp()
    expect(await vacuums()).toEqual({ times: embedded ? 1 : 0, analysed: 1, rows: 3000 })
    // It is over with that, although nobody has vacuumed the table yet.
    await store.keepUp()
    expect(await vacuums()).toMatchObject({ analysed: 1 })
    // Ten rows among thousands are not worth making everybody wait.
    await write(3001, 3010)
    await store.keepUp()
    expect(await vacuums()).toMatchObject({ times: embedded ? 1 : 0, analysed: 1 })
  })
})
