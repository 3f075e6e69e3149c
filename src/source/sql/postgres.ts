import type { CompiledQuery } from 'kysely'
import type pg from 'pg'
import {
  APPLICATION,
  CONNECT_MS,
  refuseToWrite,
  tlsOptions,
  type ConnectOptions,
  type SqlSession,
  type TextRow,
} from './session.ts'

/** Everything as PostgreSQL prints it: a day as 2026-11-02, an amount with all its digits. */
const asText = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig

/**
 * A server that nobody waits for any more gives up after some seconds, instead of working to the end of a long query. PostgreSQL 13
 * and older do not know the setting.
 */
const NOTICES_THAT_WE_LEFT = 'set client_connection_check_interval = 2000'

/** A session of PostgreSQL. Its transaction is read-only, and so is any other that it could begin. */
export async function connectPostgres(options: ConnectOptions): Promise<SqlSession> {
  const { address, password, timeZone, sees } = options
  const [{ default: driver }, { default: Cursor }] = await Promise.all([import('pg'), import('pg-cursor')])
  const client = new driver.Client({
    host: address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    password,
    ssl: tlsOptions(options),
    connectionTimeoutMillis: CONNECT_MS,
    application_name: APPLICATION,
    keepAlive: true,
    types: asText,
    ...(sees === 'snapshot' ? {} : { statement_timeout: sees.longestMs }),
  })
  // What breaks between two queries shows at the next one; without a listener it would end the process.
  client.on('error', () => {})
  const close = () => void client.end().catch(() => {})
  try {
    await client.connect()
    await client.query(
      "set session characteristics as transaction read only; set datestyle = 'ISO, YMD'; set client_min_messages = error",
    )
    await client.query("select set_config('timezone', $1, false)", [timeZone])
    await client.query(NOTICES_THAT_WE_LEFT).catch(() => {})
    if (sees === 'snapshot')
      await client.query('start transaction isolation level repeatable read, read only')
  } catch (error) {
    close()
    throw error
  }
  const run = (query: CompiledQuery) => {
    refuseToWrite(query)
    return client.query<TextRow>(query.sql, [...query.parameters])
  }
  return {
    rows: async (query) => (await run(query)).rows,
    columns: async (query) => (await run(query)).fields.map(({ name }) => name),
    async *stream(query, batch) {
      refuseToWrite(query)
      const cursor = client.query(new Cursor<TextRow>(query.sql, [...query.parameters], { types: asText }))
      for (let rows = await cursor.read(batch); rows.length > 0; rows = await cursor.read(batch)) yield rows
    },
    close,
  }
}
