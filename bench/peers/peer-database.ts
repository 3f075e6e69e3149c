import { PGlite } from '@electric-sql/pglite'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import pg from 'pg'

/** A database of the portal as a peer uses it: as its owner, with extensions, and without the portal's code. */
export interface PeerDatabase extends AsyncDisposable {
  readonly kind: 'pglite' | 'postgres'
  query<R>(sql: string, parameters?: readonly unknown[]): Promise<R[]>
}

/** What the portal sets for itself, so that the peers have it, too. */
const SETTINGS = 'set random_page_cost = 1.1; set jit = off; set pg_trgm.word_similarity_threshold = 0.4'

/** @param directory of an embedded database that nobody else has open */
export async function openPeerPGlite(directory: string): Promise<PeerDatabase> {
  const db = await PGlite.create({ dataDir: directory, extensions: { pg_trgm, btree_gin } })
  await db.exec('create extension if not exists pg_trgm; create extension if not exists btree_gin')
  await db.exec(SETTINGS)
  return {
    kind: 'pglite',
    query: async <R>(sql: string, parameters: readonly unknown[] = []) =>
      (await db.query<R>(sql, [...parameters])).rows,
    async [Symbol.asyncDispose]() {
      await db.exec('drop schema if exists peer cascade')
      await db.close()
    },
  }
}

/** @throws Error when the server has no pg_trgm: Debian's `postgresql` brings it. */
export async function openPeerPostgres(url: string): Promise<PeerDatabase> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query('create extension if not exists pg_trgm; create extension if not exists btree_gin')
  await client.query(`${SETTINGS}; set maintenance_work_mem = '1GB'; set work_mem = '256MB'`)
  return {
    kind: 'postgres',
    query: async <R>(sql: string, parameters: readonly unknown[] = []) =>
      (await client.query(sql, [...parameters])).rows as R[],
    async [Symbol.asyncDispose]() {
      await client.query('drop schema if exists peer cascade')
      await client.end()
    },
  }
}
