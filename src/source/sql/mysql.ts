import type { CompiledQuery } from 'kysely'
import type { Connection, FieldPacket, RowDataPacket } from 'mysql2'
import type { Readable } from 'node:stream'
import {
  APPLICATION,
  CONNECT_MS,
  refuseToWrite,
  tlsOptions,
  type ConnectOptions,
  type SqlSession,
  type TextRow,
} from './session.ts'

type Rows = (RowDataPacket & TextRow)[]

/** A session of MySQL or MariaDB. Its transaction is read-only, and so is any other that it could begin. */
export async function connectMysql(options: ConnectOptions): Promise<SqlSession> {
  const { address, password, sees } = options
  const { createConnection } = await import('mysql2')
  const tls = tlsOptions(options)
  const connection = createConnection({
    host: address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    password,
    ...(tls === false ? {} : { ssl: { ...tls, verifyIdentity: tls.rejectUnauthorized } }),
    connectTimeout: CONNECT_MS,
    connectAttributes: { program_name: APPLICATION },
    charset: 'utf8mb4',
    enableKeepAlive: true,
    typeCast: (field) => (field.type === 'BIT' ? bitText(field.buffer()) : textOf(field.string())),
  })
  // The driver tells the connection alone that it was lost, and lets a stream wait for ever.
  let streaming: Readable | undefined
  connection.on('error', (error: Error) => streaming?.destroy(error))
  try {
    await connected(connection)
    const set = (statement: string) => answer(connection, statement, [])
    // Backslashes have to quote: the driver relies on it when it writes values into a statement.
    await set("set session sql_mode = 'STRICT_TRANS_TABLES'")
    await set('set session transaction isolation level repeatable read, read only')
    if (sees === 'snapshot') await set('start transaction with consistent snapshot, read only')
    else await set(await longestStatement(connection, sees.longestMs))
  } catch (error) {
    connection.destroy()
    throw error
  }
  const run = (query: CompiledQuery) => {
    refuseToWrite(query)
    return answer(connection, query.sql, query.parameters)
  }
  return {
    rows: async (query) => (await run(query)).rows,
    columns: async (query) => (await run(query)).fields.map(({ name }) => name),
    async *stream(query, batch) {
      refuseToWrite(query)
      // A stream that is cut short ends with an error here; Kysely's own takes it for the end of the rows.
      const stream = connection
        .query({ sql: query.sql, values: [...query.parameters] })
        .stream({ highWaterMark: batch })
      streaming = stream
      let rows: TextRow[] = []
      for await (const row of stream) {
        rows.push(row as TextRow)
        if (rows.length < batch) continue
        yield rows
        rows = []
      }
      if (rows.length > 0) yield rows
    },
    close: () => connection.destroy(),
  }
}

function connected(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())))
}

function answer(
  connection: Connection,
  sql: string,
  values: readonly unknown[],
): Promise<{ rows: Rows; fields: FieldPacket[] }> {
  return new Promise((resolve, reject) =>
    connection.query<Rows>({ sql, values: [...values] }, (error, rows, fields) =>
      error ? reject(error) : resolve({ rows, fields }),
    ),
  )
}

/** The two servers measure the longest time of a statement in different units, under different names. */
async function longestStatement(connection: Connection, ms: number): Promise<string> {
  const { rows } = await answer(connection, 'select version() as version', [])
  const version = (rows[0] as TextRow | undefined)?.['version']
  return /mariadb/i.test(version ?? '')
    ? `set session max_statement_time = ${ms / 1_000}`
    : `set session max_execution_time = ${ms}`
}

/** The day 0 is how these servers write that there is no day. */
function textOf(text: string | null): string | null {
  return text?.startsWith('0000-00-00') ? null : text
}

function bitText(bytes: Buffer | null): string | null {
  return bytes === null ? null : BigInt(`0x${bytes.toString('hex') || '0'}`).toString()
}
