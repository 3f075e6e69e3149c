import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '../../src/store/postgres.ts'
import { startPostgresServer, type PostgresServer } from '../../test/world/postgres-server.ts'
import type { Figure } from '../job.ts'
import { progress } from '../progress.ts'
import type { Cities } from './cities.ts'
import { loadCities } from './load.ts'
import { findLoaded } from './loaded.ts'

export interface CitiesRequest {
  readonly cities: Cities
  readonly folder: string
  /** Whether its data stays in the folder afterwards. */
  readonly keep: boolean
  /** A database to use instead of a server of our own. */
  readonly postgres: string | undefined
  /** Fill it, although it may be filled. */
  readonly anew: boolean
}

export interface OpenCities {
  readonly url: string
  /** What filling it took; nothing where it was filled already. */
  readonly loading: readonly Figure[]
  close(): void
}

/** At most a quarter of the memory, as PostgreSQL's own documentation advises. */
const SHARED_BUFFERS = `${Math.min(4096, Math.floor(totalmem() / 1024 ** 2 / 4))}MB`

/** What an installation would have: what is committed is on the disk. */
const HONEST = { fsync: 'on', shared_buffers: SHARED_BUFFERS, work_mem: '16MB', max_wal_size: '4GB' }

/** While it is filled nothing has to survive the machine: whatever goes wrong, it is filled anew. */
const HASTY = {
  shared_buffers: SHARED_BUFFERS,
  max_wal_size: '4GB',
  checkpoint_timeout: '1h',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  full_page_writes: 'off',
  maintenance_work_mem: '1GB',
}

/**
 * A PostgreSQL that is filled with the cities: the one that is named, one that an earlier bench kept, or a new one.
 * Nothing where PostgreSQL is not installed.
 */
export async function openCities(request: CitiesRequest): Promise<OpenCities | undefined> {
  const { cities, folder, keep, postgres, anew } = request
  if (postgres !== undefined) return { url: postgres, loading: await fillNamed(postgres, cities), close() {} }
  const directory = join(folder, `postgres-${cities.customers}-${cities.communities}`)
  let loading: Figure[] = []
  if (anew || !(await isFilled(directory, cities))) {
    rmSync(directory, { recursive: true, force: true })
    progress(`filling ${directory}`)
    const server = await startPostgresServer({ directory, settings: HASTY })
    if (!server) return undefined
    loading = await using(server, (url) => loadCities(url, cities))
    // Written without waiting for the disk: now it has to be there, before it is served as if it had been.
    execFileSync('sync')
  }
  const server = await startPostgresServer({ directory, settings: HONEST })
  return (
    server && {
      url: urlOf(server),
      loading,
      close() {
        server.stop()
        if (!keep) rmSync(directory, { recursive: true, force: true })
      },
    }
  )
}

async function isFilled(directory: string, cities: Cities): Promise<boolean> {
  if (!existsSync(directory)) return false
  const server = await startPostgresServer({ directory, settings: HONEST })
  if (!server) return false
  return await using(server, async (url) => {
    const found = await findIn(url)
    return found?.customers === cities.customers && found.communities === cities.communities
  })
}

/** @throws Error where the database is filled with other cities: what it holds is not ours to remove */
async function fillNamed(url: string, cities: Cities): Promise<Figure[]> {
  const found = await findIn(url)
  if (!found) return await loadCities(url, cities)
  if (found.customers !== cities.customers || found.communities !== cities.communities)
    throw new Error(
      `The database holds ${found.customers} customers in ${found.communities} communities: give it an empty one.`,
    )
  return []
}

async function findIn(url: string): Promise<Cities | undefined> {
  const engine = await openPostgres(url)
  try {
    return await findLoaded(engine)
  } finally {
    await engine.close()
  }
}

async function using<T>(server: PostgresServer, work: (url: string) => Promise<T>): Promise<T> {
  try {
    return await work(urlOf(server))
  } finally {
    server.stop()
  }
}

function urlOf(server: PostgresServer): string {
  return `${server.url}/postgres`
}
