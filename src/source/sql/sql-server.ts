import type { CompiledQuery } from 'kysely'
import type * as Tedious from 'tedious'
import type { Connection, Request } from 'tedious'
import { failure } from '../../kernel/errors.ts'
import { queriesFor } from './queries.ts'
import {
  APPLICATION,
  CONNECT_MS,
  refuseToWrite,
  type ConnectOptions,
  type SqlSession,
  type TextRow,
} from './session.ts'
import { sqlServerText } from './sql-server-text.ts'

type Driver = typeof Tedious

interface Cell {
  readonly metadata: { readonly colName: string; readonly type: { readonly name: string } }
  readonly value: unknown
}

/**
 * A session of Microsoft SQL Server. It knows no read-only transactions, so that a login which may write is refused; views and their
 * functions cannot write there.
 */
export async function connectSqlServer(options: ConnectOptions): Promise<SqlSession> {
  const tedious = await import('tedious')
  const connection = new tedious.Connection(connectionOptions(options))
  connection.on('error', () => {})
  try {
    await new Promise<void>((resolve, reject) =>
      connection.connect((error) => (error ? reject(error) : resolve())),
    )
    const session = sessionOf(connection, tedious)
    const [row] = await session.rows(queriesFor('sqlserver').mayWrite())
    if (row?.['may'] !== '0') throw mayWrite(options.address.user)
    if (options.sees === 'snapshot') await beginSnapshot(connection, tedious)
    return session
  } catch (error) {
    connection.close()
    throw error
  }
}

/** What the driver is told; times come as the clock showed them, and long statements are cancelled on the server. */
export function connectionOptions({ address, settings, password, ca, sees }: ConnectOptions) {
  return {
    server: address.host,
    authentication: { type: 'default' as const, options: { userName: address.user, password } },
    options: {
      port: address.port,
      database: address.database,
      appName: APPLICATION,
      encrypt: settings.tls !== 'off',
      trustServerCertificate: settings.tls === 'trust',
      ...(ca === undefined ? {} : { cryptoCredentialsDetails: { ca } }),
      readOnlyIntent: true,
      useUTC: true,
      connectTimeout: CONNECT_MS,
      requestTimeout: sees === 'snapshot' ? 0 : sees.longestMs,
    },
  }
}

function sessionOf(connection: Connection, tedious: Driver): SqlSession {
  const collect = async (query: CompiledQuery) => {
    const columns: string[] = []
    const rows: TextRow[] = []
    await execute(connection, tedious, query, {
      onColumns: (names) => columns.push(...names),
      onRow: (row) => rows.push(row),
    }).done
    return { columns, rows }
  }
  return {
    rows: async (query) => (await collect(query)).rows,
    columns: async (query) => (await collect(query)).columns,
    async *stream(query, batch) {
      let waiting: TextRow[] = []
      let wake = () => {}
      const { request, done } = execute(connection, tedious, query, {
        onRow: (row) => {
          waiting.push(row)
          if (waiting.length < batch) return
          request.pause()
          wake()
        },
      })
      let ended = false
      const end = done.finally(() => (ended = true))
      while (!ended) {
        const filled = new Promise<void>((resolve) => (wake = resolve))
        request.resume()
        await Promise.race([filled, end])
        const rows = waiting
        waiting = []
        if (rows.length > 0) yield rows
      }
    },
    close: () => connection.close(),
  }
}

interface Listener {
  readonly onRow: (row: TextRow) => void
  readonly onColumns?: (names: readonly string[]) => void
}

/** Sends one query. `done` resolves after the server said that it was all. */
function execute(
  connection: Connection,
  tedious: Driver,
  query: CompiledQuery,
  { onRow, onColumns }: Listener,
): { request: Request; done: Promise<void> } {
  refuseToWrite(query)
  const { promise: done, resolve, reject } = Promise.withResolvers<void>()
  const request = new tedious.Request(query.sql, (error) => (error ? reject(error) : resolve()))
  query.parameters.forEach((value, place) =>
    request.addParameter(String(place + 1), tedious.TYPES.NVarChar, value),
  )
  request.on('columnMetadata', (columns: unknown) =>
    onColumns?.((columns as { colName: string }[]).map(({ colName }) => colName)),
  )
  request.on('row', (cells: unknown) => onRow(rowOf(cells as Cell[])))
  connection.execSql(request)
  return { request, done }
}

function rowOf(cells: readonly Cell[]): TextRow {
  return Object.fromEntries(
    cells.map(({ metadata, value }) => [metadata.colName, sqlServerText(metadata.type.name, value)]),
  )
}

function beginSnapshot(connection: Connection, tedious: Driver): Promise<void> {
  return new Promise((resolve, reject) =>
    connection.beginTransaction(
      (error) => (error ? reject(error) : resolve()),
      '',
      tedious.ISOLATION_LEVEL.SNAPSHOT,
    ),
  )
}

function mayWrite(user: string) {
  return failure(
    'source_may_write',
    `${user} may write to the database, and the portal must not be able to. Give it a login of its own that may only select from the views.`,
  )
}
