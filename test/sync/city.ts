import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll } from 'vitest'
import type { Community } from '../../src/kernel/community.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { openFilesSource } from '../../src/source/index.ts'
import type { Source } from '../../src/source/port.ts'
import type { CommunityTables, Store } from '../../src/store/index.ts'
import { BATCH_SIZES } from '../../src/sync/batch-sizes.ts'
import {
  createCommunities,
  createSync,
  type Communities,
  type RunReport,
  type Sync,
} from '../../src/sync/index.ts'
import { TestClock } from '../world/clock.ts'
import type { TestDatabase } from '../world/databases.ts'
import { writeExport, type Export } from './export.ts'

/** A city of a test: a directory with its exports, and the sync that reads them. */
export interface City {
  readonly store: Store
  readonly clock: TestClock
  readonly communities: Communities
  readonly sync: Sync
  readonly community: Community
  readonly directory: string
  /** Replaces what the source of the next runs is. */
  readFrom(wrap: (source: Source) => Source): void
  /** Writes the export and runs; a quarter of an hour later than the last one. */
  run(export_: Export, trigger?: string): Promise<RunReport>
  /** Writes the export, and does not run. */
  writeExport(export_: Export): void
  changeSettings(settings: object): Promise<void>
  /** All rows of a table, without what counts runs, in the order of its columns. */
  rows<T extends keyof CommunityTables>(table: T): Promise<Record<string, unknown>[]>
}

/** One database for all tests of a file: each test has a community of its own, and sees no other. */
export function sharedStore(database: TestDatabase): () => Promise<Store> {
  let opened: Promise<Store> | undefined
  return () => (opened ??= database.open())
}

const KEY = 'the key of the tests'
let made = 0

export async function openCity(
  store: Store,
  settings: object = {},
  now = '2026-11-20T16:00:00Z',
): Promise<City> {
  const directory = mkdtempSync(join(tmpdir(), 'portal-city-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  const clock = new TestClock(now)
  const communities = createCommunities({ store, clock })
  let community = await communities.add({
    slug: `city-${++made}`,
    name: 'Cedar Hollow',
    source: `files:${directory}`,
    settings,
    isDemo: false,
  })
  let wrap = (source: Source) => source
  const openSource = ({ settings: { columns } }: Community) => wrap(openFilesSource({ directory, columns }))
  // On a server, too, the few records of a test take several units of work.
  const batches = BATCH_SIZES.pglite
  const sync = createSync({ store, clock, log: silentLog, openSource, taxIdKey: KEY, batches })
  return {
    store,
    clock,
    communities,
    sync,
    get community() {
      return community
    },
    directory,
    readFrom: (wanted) => void (wrap = wanted),
    async run(export_, trigger = 'command') {
      clock.advance(15 * 60_000)
      writeExport(directory, export_, clock.now().toISOString())
      return await sync.run(community, { trigger })
    },
    writeExport: (export_) => writeExport(directory, export_, clock.now().toISOString()),
    async changeSettings(changes) {
      community = await communities.changeSettings(community.slug, changes)
      await sync.reevaluate(community)
    },
    rows: (table) => rowsOf(store, community, table),
  }
}

export async function rowsOf(
  store: Store,
  { communityId }: Community,
  table: keyof CommunityTables,
): Promise<Record<string, unknown>[]> {
  const [rows] = await store.as(communityId).read(
    () =>
      [
        sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(table)} as t
            where community_id = ${communityId} order by to_jsonb(t)::text collate "C"`,
      ] as const,
  )
  // A mask of 64 bits does not fit a number: it stays text.
  return rows.map(({ row }) => JSON.parse(row.replace(/: (-?\d{16,})/g, ': "$1"')) as Record<string, unknown>)
}

/** Every table but the runs, with the transaction that wrote each row: equal means that nothing was written. */
export async function written(store: Store, { communityId }: Community): Promise<Record<string, unknown>> {
  const tables: (keyof CommunityTables)[] = [
    'department',
    'source_record',
    'rejected_row',
    'customer',
    'account',
    'holder',
    'former_holder',
    'charge',
    'tombstone',
    'alias',
    'listing',
    'search_key',
    'version',
    'past_rejection',
  ]
  const answers = await store.as(communityId).read(() =>
    tables.map(
      (table) => sql<{
        row: string
      }>`select t.xmin::text || ' ' || t::text as row from ${sql.table(table)} as t
          where community_id = ${communityId} order by 1`,
    ),
  )
  return Object.fromEntries(tables.map((table, i) => [table, answers[i]]))
}
