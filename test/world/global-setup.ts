import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openStore } from '../../src/store/index.ts'
import { startPostgresServer } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A file with a migrated, empty PGlite: opening it takes a sixth of the time of making one. */
    pgliteDump: string
    /** A PostgreSQL server with the migrated database `portal_template`; '' where none can be started. */
    postgresUrl: string
  }
}

/** Prepares one migrated database of each kind, from which every test file makes its own. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'portal-tests-'))
  const dump = join(folder, 'pglite.tar')
  const embedded = await openStore({})
  if (embedded.engine.kind === 'pglite')
    writeFileSync(dump, Buffer.from(await (await embedded.engine.pglite.dumpDataDir('none')).arrayBuffer()))
  await embedded.close()

  const server = await startPostgresServer()
  if (server) {
    const admin = await openStore({ url: `${server.url}/postgres` })
    await admin.engine.execute('create database portal_template')
    await admin.close()
    await (await openStore({ url: `${server.url}/portal_template` })).close()
  } else if (process.env.CI !== undefined) {
    throw new Error('PostgreSQL could not be started: install it (Debian: apt-get install postgresql)')
  } else {
    console.warn('PostgreSQL is not installed: tests run on the embedded database alone.')
  }

  project.provide('pgliteDump', dump)
  project.provide('postgresUrl', server?.url ?? '')
  return () => {
    server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
