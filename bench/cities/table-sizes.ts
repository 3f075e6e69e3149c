import type { Engine } from '../../src/store/engine.ts'
import type { Figure } from '../job.ts'

/** What the tables and indexes of the communities take up, the largest first, and what that is for one customer. */
export async function sizesOf(engine: Engine, customers: number): Promise<Figure[]> {
  const { rows } = await engine.transaction('set transaction read only', (session) =>
    session.query<{ name: string; rows: number; heap: number; indexes: number }>(
      `select relname as name, reltuples::bigint as rows, pg_table_size(oid) as heap, pg_indexes_size(oid) as indexes
       from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_total_relation_size(oid) > 1e6
       order by pg_total_relation_size(oid) desc`,
      [],
    ),
  )
  const all = {
    name: 'all',
    rows: rows.reduce((sum, each) => sum + each.rows, 0),
    heap: rows.reduce((sum, each) => sum + each.heap, 0),
    indexes: rows.reduce((sum, each) => sum + each.indexes, 0),
  }
  return [...rows, all].map((table) => ({
    group: 'Size of the cities',
    what: table.name,
    values: {
      'rows a customer': (table.rows / customers).toFixed(1),
      'table MB': megabytes(table.heap),
      'indexes MB': megabytes(table.indexes),
      'bytes a customer': String(Math.round((table.heap + table.indexes) / customers)),
    },
  }))
}

function megabytes(bytes: number): string {
  return Math.round(bytes / 1024 ** 2).toLocaleString('en-US')
}
