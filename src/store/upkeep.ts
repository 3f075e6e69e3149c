import type { Engine } from './engine.ts'

/**
 * Brings up to date what plans and index-only scans rely on, for the tables of which much was written. On a server,
 * autovacuum does the rest in its own time; but until a table is analysed, a first run is planned as if the community were
 * empty (counting its ledger took minutes). The embedded database has no autovacuum: there tables are vacuumed, too, or an
 * index-only scan looks every row up (a search takes five times as long). A small change of a large table is left for
 * later: while a table is vacuumed, about 2 s for the search keys of 100,000 customers, everybody waits.
 */
export async function keepUp(engine: Engine): Promise<void> {
  // Counts of rows are written down at most once a second, and otherwise when they are asked for.
  await engine.execute('select pg_stat_force_next_flush()')
  // What was written since a vacuum stays as it is when a table is analysed alone: it would be analysed with every run.
  const written =
    engine.kind === 'pglite'
      ? 'greatest(n_dead_tup + n_ins_since_vacuum, n_mod_since_analyze)'
      : 'n_mod_since_analyze'
  const due = await engine.transaction('set transaction read only', (session) =>
    session.query<{ name: string }>(
      `select quote_ident(relname) as name from pg_stat_user_tables
       where schemaname = 'public'
         and ${written} > 1000 + 0.05 * n_live_tup
       order by relname`,
      [],
    ),
  )
  const command = engine.kind === 'pglite' ? 'vacuum (analyze)' : 'analyze'
  for (const { name } of due.rows) await engine.execute(`${command} public.${name}`)
}
