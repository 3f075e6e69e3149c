import type { Engine } from '../../src/store/engine.ts'

interface IndexDefinition {
  readonly drop: string
  readonly make: string
}

/**
 * Does some writing while the tables of communities, but for the search keys, are without primary keys and indexes: made
 * at once from all rows, an index takes less time and is smaller than one that grew row by row. Until it is done, the
 * database is one that no portal would open.
 * @param onMaking is told of each statement that brings an index back, before it runs
 */
export async function withoutIndexes(
  engine: Engine,
  work: () => Promise<void>,
  onMaking: (statement: string) => void,
): Promise<void> {
  const indexes = await listIndexes(engine)
  for (const { drop } of indexes) await engine.execute(drop)
  await work()
  for (const { make } of indexes) {
    onMaking(make)
    await engine.execute(make)
  }
}

/** Tables that keep theirs: search keys come in the order of their index (`gathered-keys.ts`). */
const KEPT = `array['platform_migration', 'search_key']::regclass[]`

/** Keys that are constraints first, then other indexes, each as the statements that take it away and bring it back. */
async function listIndexes(engine: Engine): Promise<IndexDefinition[]> {
  const { rows } = await engine.transaction('set transaction read only', (session) =>
    session.query<IndexDefinition>(
      `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
         format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
       from pg_constraint
       where connamespace = 'public'::regnamespace and contype in ('p', 'u') and conrelid <> all(${KEPT})
       union all
       select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
       from pg_index join pg_class on pg_class.oid = indexrelid
       where relnamespace = 'public'::regnamespace and indrelid <> all(${KEPT})
         and not exists (select from pg_constraint where conindid = indexrelid)`,
      [],
    ),
  )
  return rows
}
