import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCities } from './cities/cities-server.ts'
import { startPostgresServer } from '../test/world/postgres-server.ts'
import { writeGeneratedExport } from '../src/source/index.ts'
import { figuresTable, heading } from './figures.ts'
import { CITY_PARTS, EXPORT_PARTS, type Figure, type MeasuredPart } from './job.ts'
import { whatIsMissing } from './recall/febrl-data.ts'
import { measure } from './measure.ts'
import { readOptions } from './options.ts'
import { progress } from './progress.ts'

/** `npm run bench -- --help` says what it measures. */
const options = readOptions()
const { cities, parts, queries, seconds, febrl } = options
const folder = options.data ?? mkdtempSync(join(tmpdir(), 'portal-bench-'))
const exportDirectory = join(folder, `export-${cities.customers}`)
const embedded = join(folder, `pglite-${cities.customers}`)
const figures: Figure[] = []

mkdirSync(folder, { recursive: true })
// PostgreSQL runs as a user of its own, who has to come in; the data is made up.
if (options.data === undefined) chmodSync(folder, 0o755)
try {
  await benchExport()
  if (parts.has('febrl')) await benchFebrl()
  if (parts.has('freshness')) await onPostgres('freshness')
  if (parts.has('schedule')) await benchSchedule()
  await benchCities()
  console.log(heading(`npm run bench -- ${process.argv.slice(2).join(' ')}`.trim()))
  console.log(`\n${figuresTable(figures)}`)
} finally {
  if (options.data === undefined) rmSync(folder, { recursive: true, force: true })
}

/** Search and explanation need the copy, whether or not the sync is asked about. */
async function benchExport(): Promise<void> {
  if (!EXPORT_PARTS.some((part) => parts.has(part))) return
  if (!existsSync(exportDirectory)) {
    progress(`writing an export of ${cities.customers} customers`)
    await writeGeneratedExport(exportDirectory, { customers: cities.customers, seed: 'bench' })
  }
  const onEmbedded = (['verify', 'search', 'embedded-mixed', 'explain', 'embedded-peers'] as const).filter(
    (part) => parts.has(part),
  )
  if (parts.has('sync') || (onEmbedded.length > 0 && !existsSync(embedded))) {
    rmSync(embedded, { recursive: true, force: true })
    await run('sync', embedded)
    if (!parts.has('sync')) figures.length = 0
  }
  for (const part of onEmbedded) await run(part, embedded)
  if (parts.has('history')) await run('history', join(folder, `history-${cities.customers}`))
  if (parts.has('postgres')) await onPostgres('postgres')
}

async function onPostgres(part: 'postgres' | 'freshness'): Promise<void> {
  const server = options.postgres === undefined ? await startPostgresServer() : undefined
  const url = options.postgres ?? (server && `${server.url}/postgres`)
  if (url === undefined) progress('PostgreSQL is not installed: no figures for it')
  else await run(part, url)
  server?.stop()
}

async function benchFebrl(): Promise<void> {
  const missing = whatIsMissing(febrl)
  if (missing === undefined) await run('febrl', '')
  else progress(missing)
}

async function benchSchedule(): Promise<void> {
  const directory = join(folder, 'pglite-schedule')
  rmSync(directory, { recursive: true, force: true })
  await run('schedule', directory)
  const server = await startPostgresServer()
  if (server === undefined) progress('PostgreSQL is not installed: no figures for it')
  else await run('schedule', `${server.url}/postgres`)
  server?.stop()
}

async function benchCities(): Promise<void> {
  const wanted = CITY_PARTS.filter((part) => parts.has(part))
  if (wanted.length === 0 && !parts.has('load')) return
  const opened = await openCities({ ...options, folder, anew: parts.has('load') })
  if (!opened) return progress('PostgreSQL is not installed: no figures for the cities')
  try {
    if (parts.has('load')) figures.push(...opened.loading)
    for (const part of wanted) await run(part, opened.url)
  } finally {
    opened.close()
  }
}

async function run(part: MeasuredPart, database: string): Promise<void> {
  progress(part)
  figures.push(...(await measure({ part, database, exportDirectory, queries, seconds, cities, febrl })))
}
