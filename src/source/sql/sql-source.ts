import { createHash, randomUUID } from 'node:crypto'
import type { Clock } from '../../kernel/clock.ts'
import { LOOKUP_MS, type Source, type SourceBatch, type SourceDescription } from '../port.ts'
import { lookUp } from '../look-up.ts'
import { expiryRemark } from '../secret.ts'
import { changesSince, sweep } from './changes.ts'
import { fetchRecords } from './fetch.ts'
import { finderIn } from './find-rows.ts'
import { queriesFor, type SqlQueries } from './queries.ts'
import { inSession, withSession, type SqlSourceOptions } from './reading.ts'
import type { SqlSession } from './session.ts'
import { readState } from './state.ts'
import { readViews, valuesOf, type View } from './views.ts'

const BATCH = 2_000

/** The system of record behind views in the city's own database; `docs/guides/source-sql.md` describes them. */
export function openSqlSource(options: SqlSourceOptions, clock: Clock): Source {
  const queries = queriesFor(options.address.system)
  const { settings, columns } = options
  return {
    describe: () =>
      inSession(options, 'snapshot', undefined, (session) => describe(session, queries, options, clock)),

    read: ({ signal }) =>
      withSession(options, 'snapshot', signal, async function* (session) {
        for (const view of await readViews(session, queries, settings.views, columns))
          yield* readAll(session, queries, view)
      }),

    changesSince: (cursor, { signal }) => changesSince(options, queries, cursor, signal),
    sweep: ({ signal }) => sweep(options, queries, signal),
    async *fetch(ids, { signal }) {
      yield* await fetchRecords(options, queries, ids, signal)
    },

    lookup(subject, signal) {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(LOOKUP_MS)])
      return inSession(options, { longestMs: LOOKUP_MS }, patience, (session) =>
        lookUp(finderIn(session, queries, options), subject, patience),
      )
    },
  }
}

async function describe(
  session: SqlSession,
  queries: SqlQueries,
  options: SqlSourceOptions,
  clock: Clock,
): Promise<SourceDescription> {
  const { settings, columns, timeZone } = options
  const [row] = await session.rows(queries.now())
  const now = new Date(Number(row?.['now']))
  const views = await readViews(session, queries, settings.views, columns)
  const state =
    settings.views.state === null ? {} : await readState(session, queries, settings.views.state, timeZone)
  const remarks = views
    .filter(({ ignored }) => ignored.length > 0)
    .map(({ name, ignored }) => `${name} has columns that are not read: ${quoted(ignored)}.`)
  const expiry = expiryRemark(
    'The password of the database (source.sql.password)',
    settings.passwordExpiresOn,
    clock.now(),
  )
  return {
    readAt: state.readAt ?? now,
    version: versionOf(state.version, options),
    remarks: expiry === undefined ? remarks : [expiry, ...remarks],
    ...(tellsChanges(views) ? { cursor: String(now.getTime()) } : {}),
  }
}

/** A database does not tell by itself whether something changed: without a word of the city, each read counts as a new state. */
function versionOf(version: string | undefined, { address, settings }: SqlSourceOptions): string {
  if (version === undefined) return randomUUID()
  return createHash('sha256')
    .update(JSON.stringify([version, address, settings.views]))
    .digest('hex')
}

async function* readAll(session: SqlSession, queries: SqlQueries, view: View): AsyncGenerator<SourceBatch> {
  for await (const rows of session.stream(queries.all(view), BATCH))
    yield { kind: view.kind, name: view.name, rows: rows.map((row) => ({ values: valuesOf(row) })) }
}

function tellsChanges(views: readonly View[]): boolean {
  return views
    .filter(({ kind }) => kind === 'customers' || kind === 'accounts')
    .every(({ columns }) => columns.some(({ column }) => column === 'updated_at'))
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}
