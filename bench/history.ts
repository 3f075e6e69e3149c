import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Store } from '../src/store/index.ts'
import { timed } from './figures.ts'
import type { Figure, Job } from './job.ts'
import { addCommunity, openWorld } from './world.ts'

const CUSTOMERS = 1_000

type Row = Record<string, string>

/** What somebody changes in a system of record: 1,000 rows of one file. */
const EDITS: readonly { readonly what: string; readonly file: string; readonly edit: (row: Row) => void }[] =
  [
    { what: 'a phone number', file: 'customers', edit: (row) => (row['phone'] = '(970) 555-0188') },
    { what: 'another last name', file: 'customers', edit: rename },
    { what: 'a balance', file: 'accounts', edit: (row) => (row['balance'] = '17.35') },
    {
      what: 'another account number',
      file: 'accounts',
      edit: (row) => (row['account_number'] = `9${row['account_number']}`),
    },
  ]

/** What history costs: the first sync, which writes none, and runs with 1,000 changed records, with the bytes of a version. */
export async function benchHistory(job: Job): Promise<Figure[]> {
  const exportDirectory = mkdtempSync(join(tmpdir(), 'portal-history-'))
  cpSync(job.exportDirectory, exportDirectory, { recursive: true })
  const { store, portal } = await openWorld(job)
  const community = await addCommunity(portal, { ...job, exportDirectory })
  const figures: Figure[] = []
  const run = async (what: string) => {
    portal.clock.advance(60_000)
    const before = await sizeOf(store)
    const idle = process.cpuUsage()
    const { result, ms } = await timed(() => portal.sync.run(community, { trigger: 'bench' }))
    if (result.status !== 'completed') throw new Error(`The run is ${result.status}: ${result.message ?? ''}`)
    const { user, system } = process.cpuUsage(idle)
    const after = await sizeOf(store)
    const versions = after.versions - before.versions
    figures.push({
      group: `History on ${store.kind}`,
      what,
      values: {
        seconds: (ms / 1000).toFixed(2),
        'processor seconds': ((user + system) / 1e6).toFixed(2),
        added: String(result.added),
        updated: String(result.updated),
        versions: String(versions),
        'bytes of a row': versions === 0 ? '' : ((after.bytes - before.bytes) / versions).toFixed(0),
        'with indexes': versions === 0 ? '' : ((after.onDisk - before.onDisk) / versions).toFixed(0),
      },
    })
  }
  try {
    await run('first sync')
    for (const { what, file, edit } of EDITS) {
      editRows(join(exportDirectory, `${file}.csv`), edit)
      await run(`${CUSTOMERS.toLocaleString('en-US')} times ${what}`)
    }
  } finally {
    await store.close()
    rmSync(exportDirectory, { recursive: true, force: true })
  }
  return figures
}

function rename(row: Row): void {
  if (row['last_name']) row['last_name'] = `${row['last_name']}-Ortiz`
  else row['name'] = `New ${row['name'] ?? ''}`
}

/** Spread over the file, so that they share few pages. */
function editRows(path: string, edit: (row: Row) => void): void {
  const rows = parse<Row>(readFileSync(path), { columns: true, bom: true })
  const step = Math.max(1, Math.floor(rows.length / CUSTOMERS))
  rows
    .filter((_, i) => i % step === 0)
    .slice(0, CUSTOMERS)
    .forEach(edit)
  const columns = Object.keys(rows[0] ?? {})
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
  writeFileSync(path, lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join(''))
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`
}

interface Size {
  readonly versions: number
  /** Of the rows alone. */
  readonly bytes: number
  readonly onDisk: number
}

async function sizeOf({ engine }: Store): Promise<Size> {
  const { rows } = await engine.transaction('set transaction read only', (session) =>
    session.query<Size>(
      `select count(*)::int as versions, coalesce(sum(pg_column_size(v.*)), 0)::int as bytes,
         pg_total_relation_size('version')::int as "onDisk" from version v`,
      [],
    ),
  )
  return rows[0] as Size
}
