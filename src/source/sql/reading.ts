import { readFile } from 'node:fs/promises'
import type { ColumnNames } from '../../kernel/settings.ts'
import type { SqlSettings } from '../../kernel/source-settings.ts'
import { failure } from '../../kernel/errors.ts'
import { readSecret } from '../secret.ts'
import type { SqlAddress } from '../source-spec.ts'
import { sqlFailure } from './failures.ts'
import { connectMysql } from './mysql.ts'
import { connectPostgres } from './postgres.ts'
import type { ConnectOptions, SqlSession } from './session.ts'
import { connectSqlServer } from './sql-server.ts'

/** Where and how a city's database is read. */
export interface SqlSourceOptions {
  readonly address: SqlAddress
  readonly settings: SqlSettings
  /** The city's own column names. */
  readonly columns: ColumnNames
  /** Of the community. */
  readonly timeZone: string
}

const CONNECT = { postgresql: connectPostgres, mysql: connectMysql, sqlserver: connectSqlServer }

/**
 * Gives a session to `work` and ends it afterwards. A connection is made for each use: it costs some milliseconds, takes none of the
 * city's connections in between, and needs no mending after a night in which the database was away.
 */
export async function* withSession<T>(
  options: SqlSourceOptions,
  sees: ConnectOptions['sees'],
  signal: AbortSignal | undefined,
  work: (session: SqlSession) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const session = await openSession(options, sees, signal)
  try {
    yield* work(session)
  } finally {
    session.close()
  }
}

/** As `withSession`, for what gives one result. */
export async function inSession<T>(
  options: SqlSourceOptions,
  sees: ConnectOptions['sees'],
  signal: AbortSignal | undefined,
  work: (session: SqlSession) => Promise<T>,
): Promise<T> {
  const session = await openSession(options, sees, signal)
  try {
    return await work(session)
  } finally {
    session.close()
  }
}

/**
 * A session whose errors are sentences. It ends when the signal does, and when the database is silent for too long.
 * @throws failure `source_secret_missing`, `source_unreachable`, `source_refused`, `source_unreadable`, `source_unlike_value`
 */
async function openSession(
  options: SqlSourceOptions,
  sees: ConnectOptions['sees'],
  signal: AbortSignal | undefined,
): Promise<SqlSession> {
  const { address, settings, timeZone } = options
  const password =
    settings.password === null ? '' : await readSecret('source.sql.password', settings.password)
  const ca = settings.caFile === null ? undefined : await readCa(settings.caFile)
  const inWords = (error: unknown) => sqlFailure(error, address, [password]) as Error
  const state: { open?: SqlSession; ended?: Error } = {}
  const wait = async <T>(answer: Promise<T>): Promise<T> => {
    const { promise, reject } = Promise.withResolvers<never>()
    const end = (reason: Error) => {
      state.ended = reason
      state.open?.close()
      reject(reason)
    }
    const abort = () => end(signal?.reason as Error)
    const timer = setTimeout(
      () => end(silent(address, settings.silenceSeconds)),
      settings.silenceSeconds * 1_000,
    )
    signal?.addEventListener('abort', abort, { once: true })
    try {
      if (signal?.aborted) abort()
      return await Promise.race([answer, promise])
    } catch (error) {
      throw inWords(state.ended ?? error)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  }
  const connecting = CONNECT[address.system]({ address, settings, password, ca, timeZone, sees })
  // A connection that comes when nobody waits any more is ended; that it failed was told already.
  connecting.then(
    (late) => state.ended && late.close(),
    () => {},
  )
  const open = (state.open = await wait(connecting))
  return {
    rows: (query) => wait(open.rows(query)),
    columns: (query) => wait(open.columns(query)),
    async *stream(query, batch) {
      const batches = open.stream(query, batch)[Symbol.asyncIterator]()
      for (let next = await wait(batches.next()); !next.done; next = await wait(batches.next()))
        yield next.value
    },
    close: () => open.close(),
  }
}

async function readCa(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw failure(
      'source_unreadable',
      `The file ${path}, which the setting "source.sql.caFile" names, cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}). Put the certificate there, and give the portal the right to read it.`,
    )
  }
}

function silent({ host, port }: SqlAddress, seconds: number) {
  return failure(
    'source_unreachable',
    `The database server ${host}:${port} was silent for ${seconds} seconds. Nothing is concluded from what was read; if its views need longer, set "source.sql.silenceSeconds".`,
  )
}
