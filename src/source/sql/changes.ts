import { failure } from '../../kernel/errors.ts'
import type { SourceBatch, SourceChanges, SourceKind, SweptBatch } from '../port.ts'
import type { SqlQueries } from './queries.ts'
import { inSession, withSession, type SqlSourceOptions } from './reading.ts'
import { readViews, valuesOf, type View } from './views.ts'

const BATCH = 2_000

/**
 * What changed since a cursor, which is a time of the database's clock in milliseconds. It asks from some time before it: a
 * transaction that took long shows rows with an older time than that of the read which missed them, and a clock on the
 * wall tells one hour of the year twice.
 * @throws failure `source_cursor_refused`
 */
export async function changesSince(
  options: SqlSourceOptions,
  queries: SqlQueries,
  cursor: string,
  signal: AbortSignal | undefined,
): Promise<SourceChanges> {
  const next = await inSession(options, 'snapshot', signal, async (session) => {
    const [row] = await session.rows(queries.now())
    return String(Number(row?.['now']))
  })
  const { settings, columns, timeZone } = options
  const from = Number(cursor) - settings.overlapMinutes * 60_000
  // The clock of the database was set back: what was changed since has times that lie before the cursor.
  if (!(from <= Number(next)))
    throw failure(
      'source_cursor_refused',
      'The clock of the database shows an earlier time than at the last read, so everything is read.',
    )
  const since = localTime(from, timeZone)
  const batches = withSession(options, 'snapshot', signal, async function* (session) {
    const views = await readViews(session, queries, settings.views, columns)
    const accounts = viewOf('accounts', views)
    for (const view of views)
      for await (const rows of session.stream(changesIn(view, accounts, since, queries), BATCH))
        yield {
          kind: view.kind,
          name: view.name,
          rows: rows.map((row) => ({ values: valuesOf(row) })),
        } satisfies SourceBatch
  })
  return { next, batches }
}

function changesIn(view: View, accounts: View, since: string, queries: SqlQueries) {
  switch (view.kind) {
    case 'customers':
    case 'accounts':
      return queries.changed(view, since)
    case 'holders':
    case 'charges':
      return queries.ofChangedAccounts(view, accounts, since)
    case 'merges':
      return queries.all(view)
  }
}

/** The ids and versions of all customers and accounts, of one and the same state. */
export function sweep(
  options: SqlSourceOptions,
  queries: SqlQueries,
  signal: AbortSignal | undefined,
): AsyncIterable<SweptBatch> {
  const { settings, columns } = options
  return withSession(options, 'snapshot', signal, async function* (session) {
    const views = await readViews(session, queries, settings.views, columns)
    for (const [kind, idColumn] of [
      ['customers', 'customer_id'],
      ['accounts', 'account_id'],
    ] as const)
      // prettier-ignore
      for await (const rows of session.stream(
        queries.idsAndVersions(viewOf(kind, views), idColumn),
        BATCH,
      ))
        yield {
          kind,
          records: rows.flatMap(({ id, version }) => {
            const text = id?.trim() ?? ''
            if (text === '') return []
            return version ? [{ id: text, version: version.trim() }] : [{ id: text }]
          }),
        } satisfies SweptBatch
  })
}

function viewOf(kind: SourceKind, views: readonly View[]): View {
  const view = views.find((each) => each.kind === kind)
  if (!view) throw new Error(`${kind} are always read`)
  return view
}

/** What a clock on the wall shows at a moment, as `2026-11-23T09:30:00`. */
function localTime(epochMs: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .round({ smallestUnit: 'second', roundingMode: 'floor' })
    .toString({ smallestUnit: 'second' })
}
