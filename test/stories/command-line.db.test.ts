import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Explanation } from '../../src/explain/explanation.ts'
import type { SearchResult } from '../../src/search/result.ts'
import type { RunReport } from '../../src/sync/report.ts'

/** The program as people run it: `bin/portal` in processes of its own, over the embedded database. */
const PORTAL = join(import.meta.dirname, '../../bin/portal')
const PASSWORD = 'a password of clerks'

let folder: string
let env: NodeJS.ProcessEnv
let server: ChildProcess | undefined

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-command-line-'))
  env = { ...process.env, PORTAL_DATA: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'error' }
  delete env.DATABASE_URL
  mkdirSync(join(folder, 'export'))
  writeExport({ 'C1,"Núñez, Ana",active': 'A1,12.3456.07,utility,Water,active,84.20' })
})
afterAll(async () => {
  if (server && server.exitCode === null && server.signalCode === null) {
    server.kill('SIGINT')
    await once(server, 'exit')
  }
  rmSync(folder, { recursive: true, force: true })
})

/** One customer and its account a line; the customer's id and the account's id end with the same digit. */
function writeExport(customers: Readonly<Record<string, string>>): void {
  const write = (name: string, header: string, rows: readonly string[]) =>
    writeFileSync(join(folder, 'export', name), `${[header, ...rows].join('\n')}\n`)
  const ids = Object.keys(customers).map((row) => row.slice(1, row.indexOf(',')))
  write('customers.csv', 'customer_id,name,status', Object.keys(customers))
  write(
    'accounts.csv',
    'account_id,account_number,module,department,status,balance',
    Object.values(customers),
  )
  write(
    'holders.csv',
    'customer_id,account_id,role',
    ids.map((id) => `C${id},A${id},owner`),
  )
  write('charges.csv', 'charge_id,account_id,kind,amount,balance', [])
}

async function portal(args: readonly string[], input = '', directory = folder) {
  const child = spawn(PORTAL, args, { cwd: directory, env, stdio: ['pipe', 'pipe', 'pipe'] })
  const written = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.err += text))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number]
  return { code, ...written }
}

const json = <T>({ out }: { out: string }) => JSON.parse(out) as T
const linesOf = <T>({ out }: { out: string }) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T)

describe('the command line', () => {
  it('goes from an empty directory to an answer', async () => {
    const added = await portal([
      'community',
      'add',
      'cedar',
      '--name',
      'Cedar',
      '--source',
      'files:export',
      '--json',
    ])
    expect(added).toMatchObject({ code: 0, err: '' })
    const synced = await portal(['sync', 'cedar', '--json'])
    expect(synced.code).toBe(0)
    expect(json<RunReport>(synced)).toMatchObject({
      runId: 1,
      community: 'cedar',
      status: 'completed',
      added: 2,
    })
    const user = ['user', 'add', 'Clerk@Cedar.example', '--community', 'cedar', '--role', 'staff']
    expect(
      await portal([...user, '--department', 'water', '--password-stdin'], `${PASSWORD}\n`),
    ).toMatchObject({
      code: 0,
    })
    const found = json<SearchResult>(
      await portal(['search', 'nunez 12.34', '--as', 'clerk@cedar.example', '--json']),
    )
    expect(found).toMatchObject({
      total: 1,
      capped: false,
      hits: [
        {
          customerId: 'C1',
          name: 'Núñez, Ana',
          accounts: [{ accountNumber: '12.3456.07', department: 'Water', balanceCents: 8420 }],
          matched: [
            { term: 'nunez', field: 'name', how: 'exact' },
            { term: '1234', field: 'account_number', how: 'prefix' },
          ],
        },
      ],
    })
    const explained = json<Explanation>(
      await portal(['explain', '--customer', 'C1', '--as', 'clerk@cedar.example', '--json']),
    )
    expect(explained).toMatchObject({ outcome: 'shown', subject: { customerId: 'C1' } })
  })

  it('prints a failed run, and exits 1', async () => {
    rmSync(join(folder, 'export', 'holders.csv'))
    const failed = await portal(['sync', 'cedar', '--json'])
    expect(failed.code).toBe(1)
    expect(json<RunReport>(failed)).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/holders\.csv/) as unknown,
    })
  })

  it('answers a line for each line, in order', async () => {
    writeExport({
      'C1,"Núñez, Ana",active': 'A1,12.3456.07,utility,Water,active,84.20',
      'C2,"Okafor, Chidi",active': 'A2,31.0044.02,utility,Water,closed,0',
    })
    await portal(['sync', 'cedar'])
    const searched = await portal(['search', '-', '--as', 'clerk@cedar.example'], 'nunez\nokafor\n\nzz')
    expect(linesOf<SearchResult>(searched).map(({ query, total }) => [query, total])).toEqual([
      ['nunez', 1],
      ['okafor', 0],
      ['', 0],
      ['zz', 0],
    ])
    const questions = [
      { customer: 'C2' },
      { text: 'okafor' },
      { account: '31.0044.02', text: 'chidi' },
      { customer: 'C9' },
    ]
    const asked = questions.map((question) => JSON.stringify(question)).join('\n')
    const explained = await portal(['explain', '--stdin', '--as', 'clerk@cedar.example'], asked)
    expect(linesOf<Explanation>(explained).map(({ outcome }) => outcome)).toEqual([
      'not_shown',
      'not_shown',
      'not_shown',
      'not_found',
    ])
  })
})

describe('beside a server that holds the embedded database', () => {
  it('commands are executed by the server, from any directory', async () => {
    server = spawn(PORTAL, ['serve'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
    const [greeting] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
    expect(greeting.toString()).toMatch(/^The portal is at http:\/\/127\.0\.0\.1:\d+/)
    const found = await portal(['search', 'ana', '--as', 'clerk@cedar.example', '--json'], '', tmpdir())
    expect(json<SearchResult>(found)).toMatchObject({ total: 1 })
    const user = [
      'user',
      'add',
      'boss@cedar.example',
      '--community',
      'cedar',
      '--role',
      'admin',
      '--password-stdin',
    ]
    expect(await portal(user, `${PASSWORD}\n`)).toMatchObject({ code: 0 })
    expect(await portal(['sync', 'cedar', '--json'])).toMatchObject({ code: 0 })
    expect(await portal(['serve'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/running on this data directory already/) as unknown,
    })
  })

  it.each([
    [['bogus'], 2, /unknown command 'bogus'/],
    [['search', 'x'], 2, /--as/],
    [['search', 'x', '--as', 'nobody@cedar.example'], 2, /nobody@cedar\.example/],
    [['search', 'x', '--as', 'clerk@cedar.example', '--limit', '0'], 2, /whole number from 1 to 100/],
    [['sync', 'elsewhere'], 2, /"elsewhere".*cedar/],
    [['community', 'add', 'cedar', '--name', 'X', '--source', 'files:export'], 2, /cedar/],
    [['community', 'add', 'other', '--name', 'X', '--source', 'ftp:export'], 2, /files:/],
    [['community', 'set', 'cedar', '--settings', 'none.json'], 2, /none\.json cannot be read/],
    [
      ['user', 'add', 'x@y.example', '--community', 'cedar', '--role', 'king', '--password-stdin'],
      2,
      /"king" is not a role/,
    ],
    [
      ['user', 'add', 'x@y.example', '--community', 'cedar', '--role', 'staff', '--password-stdin'],
      2,
      /--department/,
    ],
    [['explain', '--as', 'clerk@cedar.example'], 2, /--customer ID or --account NUMBER/],
  ] as const)('%j is refused with exit %i and one sentence', async (args, code, sentence) => {
    const refused = await portal(args, `${PASSWORD}\n`)
    expect(refused).toMatchObject({ code, out: '' })
    expect(refused.err).toMatch(sentence)
    expect(refused.err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('a server that was killed leaves nothing in the way', async () => {
    server?.kill('SIGKILL')
    if (server) await once(server, 'exit')
    const found = await portal(['search', 'ana', '--as', 'boss@cedar.example', '--json'])
    expect(json<SearchResult>(found)).toMatchObject({ total: 1 })
  })
})
