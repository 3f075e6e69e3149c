import type { Engine } from './engine.ts'

/**
 * What autovacuum does on a server, for the embedded database, which has none: vacuums and analyses the tables of which
 * much was written. Without it, an index-only scan looks every row up (a search takes five times as long after a first
 * sync), and plans are made without statistics. A small change of a large table is left for later: while a table is
 * vacuumed, about 2 s for the search keys of 100,000 customers, everybody waits.
 */
export async function keepUp(engine: Engine): Promise<void> {
  if (engine.kind !== 'pglite') return
  // Counts of rows are written down at most once a second, and otherwise when they are asked for.
  await engine.execute('select pg_stat_force_next_flush()')
  const due = await engine.transaction('set transaction read only', (session) =>
    session.query<{ name: string }>(
      `select quote_ident(relname) as name from pg_stat_user_tables
       where schemaname = 'public'
         and greatest(n_dead_tup + n_ins_since_vacuum, n_mod_since_analyze) > 1000 + 0.05 * n_live_tup
       order by relname`,
      [],
    ),
  )
  for (const { name } of due.rows) await engine.execute(`vacuum (analyze) public.${name}`)
}
