import { openAsBlob } from 'node:fs'
import { afterAll, describe, inject } from 'vitest'
import { openStore, type Store } from '../../src/store/index.ts'
import pg from 'pg'

export interface TestDatabase {
  readonly kind: 'pglite' | 'postgres'
  /** A migrated, empty database of its own; closed when the test file ends. */
  open(): Promise<Store>
  /** For another process on a PostgreSQL: the URL of a migrated, empty database. Only where `kind` is `postgres`. */
  createUrl(): Promise<string>
}

/** Runs the same tests on the embedded database and, where one can be started, on a PostgreSQL server. */
export function describeOnEachDatabase(name: string, tests: (database: TestDatabase) => void): void {
  describe.for(listDatabases())(`${name} (on $kind)`, (database) => {
    const opened: Store[] = []
    tests({
      ...database,
      async open() {
        const store = await database.open()
        opened.push(store)
        return store
      },
    })
    afterAll(async () => {
      await Promise.all(opened.map((store) => store.close()))
    })
  })
}

/** The databases that tests run on here. */
export function listDatabases(): TestDatabase[] {
  const databases: TestDatabase[] = [
    {
      kind: 'pglite',
      open: async () => await openStore({ dump: await openAsBlob(inject('pgliteDump')) }),
      createUrl: () => Promise.reject(new Error('The embedded database has no URL')),
    },
  ]
  const server = inject('postgresUrl')
  if (server !== '')
    databases.push({
      kind: 'postgres',
      open: async () => await openStore({ url: await createFromTemplate(server) }),
      createUrl: () => createFromTemplate(server),
    })
  return databases
}

let made = 0

async function createFromTemplate(server: string): Promise<string> {
  const name = `test_${process.pid}_${++made}`
  const client = new pg.Client(`${server}/postgres`)
  await client.connect()
  try {
    // One at a time: PostgreSQL refuses to copy a template that another copy is being made of.
    await client.query('select pg_advisory_lock(1)')
    await client.query(`create database ${name} template portal_template`)
  } finally {
    await client.end()
  }
  return `${server}/${name}`
}
