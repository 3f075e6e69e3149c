import { fork } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { writeGeneratedExport } from '../src/source/index.ts'
import { startPostgresServer } from '../test/world/postgres-server.ts'
import { figuresTable, heading } from './figures.ts'
import { PARTS, type Figure, type Job, type Part } from './job.ts'

/**
 * `npm run bench -- [--customers 100000] [--only sync,search] [--data DIR] [--postgres URL]`
 *
 * Makes an export, syncs it into a new PGlite (and a PostgreSQL, where one can be started), searches and explains there,
 * and prints the figures as Markdown. Each part runs in a process of its own, so that its memory is its own. With
 * `--data`, the export and the database are kept in DIR, and the next bench begins with them.
 */
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '100000' },
    only: { type: 'string', default: PARTS.join(',') },
    data: { type: 'string' },
    postgres: { type: 'string' },
    queries: { type: 'string', default: '300' },
  },
})
const customers = Number(values.customers)
const parts = values.only.split(',') as Part[]
const unknown = parts.find((part) => !PARTS.includes(part))
if (unknown !== undefined || !Number.isSafeInteger(customers) || customers < 1) {
  console.error(
    unknown === undefined
      ? `--customers needs a number: "${values.customers}" is none.`
      : `There is no part "${unknown}": choose from ${PARTS.join(', ')}.`,
  )
  process.exit(2)
}

const folder = values.data === undefined ? mkdtempSync(join(tmpdir(), 'portal-bench-')) : resolve(values.data)
const exportDirectory = join(folder, `export-${customers}`)
const database = join(folder, `pglite-${customers}`)
mkdirSync(folder, { recursive: true })
try {
  if (!existsSync(exportDirectory)) {
    progress(`writing an export of ${customers} customers`)
    await writeGeneratedExport(exportDirectory, { customers, seed: 'bench' })
  }
  const figures: Figure[] = []
  const run = async (part: Part, job: Omit<Job, 'part' | 'exportDirectory' | 'queries'>) => {
    progress(part)
    figures.push(...(await measure({ ...job, part, exportDirectory, queries: Number(values.queries) })))
  }
  // Search and explanation need the copy, whether or not the sync is asked about.
  if (parts.includes('sync') || !existsSync(database)) {
    rmSync(database, { recursive: true, force: true })
    await run('sync', { database })
    if (!parts.includes('sync')) figures.length = 0
  }
  for (const part of ['search', 'explain', 'trigram'] as const)
    if (parts.includes(part)) await run(part, { database })
  if (parts.includes('postgres')) {
    const server = values.postgres === undefined ? await startPostgresServer() : undefined
    const url = values.postgres ?? (server && `${server.url}/postgres`)
    if (url === undefined) progress('PostgreSQL is not installed: no figures for it')
    else await run('postgres', { database: url })
    server?.stop()
  }
  console.log(
    [heading(`npm run bench -- ${process.argv.slice(2).join(' ')}`.trim()), figuresTable(figures)].join(
      '\n\n',
    ),
  )
} finally {
  if (values.data === undefined) rmSync(folder, { recursive: true, force: true })
}

/** Runs a part in a process of its own. */
async function measure(job: Job): Promise<Figure[]> {
  return await new Promise((done, failed) => {
    const child = fork(new URL('./part.ts', import.meta.url), { execArgv: ['--no-warnings'] })
    let figures: Figure[] | undefined
    child.on('message', (message) => (figures = message as Figure[]))
    child.on('exit', (code) =>
      code === 0 && figures ? done(figures) : failed(new Error(`The part ${job.part} ended with ${code}`)),
    )
    child.send(job)
  })
}

function progress(text: string): void {
  console.error(`bench: ${text}`)
}
