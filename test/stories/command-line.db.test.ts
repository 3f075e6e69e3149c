import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Explanation } from '../../src/explain/explanation.ts'
import type { CustomerAt, CustomerHistory } from '../../src/explain/index.ts'
import type { ManyResult } from '../../src/search/index.ts'
import type { SearchResult } from '../../src/search/result.ts'
import { openStore } from '../../src/store/index.ts'
import type { Difference, VerificationReport } from '../../src/sync/index.ts'
import type { RunReport } from '../../src/sync/report.ts'
import { stopProcess } from '../world/stop-process.ts'

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
  writeExport({ 'C1,"Núñez, Ana",active,000-12-3456': 'A1,12.3456.07,utility,Water,active,84.20' })
})
afterAll(async () => {
  await stopServer('SIGINT')
  rmSync(folder, { recursive: true, force: true })
})

/** Starts the server that holds the embedded database, and gives what it says first. */
async function startServer(): Promise<string> {
  server = spawn(PORTAL, ['serve'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [greeting] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  return greeting.toString()
}

async function stopServer(signal: NodeJS.Signals): Promise<void> {
  if (server) await stopProcess(server, signal)
}

/** One customer and its account a line; the customer's id and the account's id end with the same digit. */
function writeExport(customers: Readonly<Record<string, string>>): void {
  const write = (name: string, header: string, rows: readonly string[]) =>
    writeFileSync(join(folder, 'export', name), `${[header, ...rows].join('\n')}\n`)
  const ids = Object.keys(customers).map((row) => row.slice(1, row.indexOf(',')))
  write('customers.csv', 'customer_id,name,status,tax_id', Object.keys(customers))
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

  it('pauses a schedule, says so, and syncs by hand all the same', async () => {
    const paused = await portal(['community', 'pause', 'cedar', '--reason', 'a new server', '--json'])
    expect(json<object>(paused)).toMatchObject({ pause: { by: 'the operator', reason: 'a new server' } })
    const status = json<object>(await portal(['status', 'cedar', '--json']))
    expect(status).toMatchObject({ nextSyncAt: null, overdue: false, paused: { reason: 'a new server' } })
    expect((await portal(['status', 'cedar'])).out).toMatch(
      /PAUSED since .* by the operator \(a new server\)/,
    )
    expect((await portal(['sync', 'cedar', '--json'])).code).toBe(0)
    expect((await portal(['community', 'pause', 'cedar'])).code).toBe(2)
    expect((await portal(['community', 'resume', 'cedar'])).out).toContain('Cedar syncs by itself again')
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
      'C1,"Núñez, Ana",active,000-12-3456': 'A1,12.3456.07,utility,Water,active,84.20',
      'C2,"Okafor, Chidi",active,': 'A2,31.0044.02,utility,Water,closed,0',
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

describe('questions beside a server', () => {
  const clerk = ['--as', 'clerk@cedar.example']
  beforeAll(startServer)
  afterAll(() => stopServer('SIGINT'))

  it('tells what was known of a customer when, and what a run did', async () => {
    const of = ['history', 'cedar', '--customer', 'C2']
    expect(json<CustomerHistory>(await portal([...of, '--json']))).toMatchObject({
      name: 'Okafor, Chidi',
      inPortal: true,
      entries: [{ runId: 4, cause: 'run', shared: { before: false, after: false } }],
    })
    const now = new Date().toISOString()
    expect(json<CustomerAt>(await portal([...of, '--at', now, '--json']))).toMatchObject({
      outcome: 'not_shown',
      accounts: [{ accountNumber: '31.0044.02', withheldBy: ['account_closed'] }],
    })
    expect((await portal([...of, '--at', now])).out).toMatch(/was not shown\n.*31\.0044\.02.*account_closed/)
    const report = await portal(['run', 'cedar', '4'])
    expect(report.out).toMatch(/Run 4: completed.*by command.*Rejected rows: 0.*Okafor, Chidi \(C2\)/s)
    for (const [args, says] of [
      [['run', 'cedar', '99'], 'There is no run "99"'],
      [[...of, '--at', 'yesterday'], '"yesterday" is not a moment'],
      [['history', 'cedar', '--customer', 'C9'], 'Nothing is known of a customer "C9"'],
      [[...of, '--at', '2099-01-01 12:00'], 'has not come yet'],
    ] as const)
      expect(await portal(args)).toMatchObject({ code: 2, err: expect.stringContaining(says) as unknown })
  })

  it('a search is limited to accounts of a kind, and an explanation names the limit', async () => {
    const owing = ['--department', 'water', '--status', 'active', '--balance', 'owing', '--sort', 'name']
    const found = await portal(['search', 'last:nunez', ...owing, ...clerk, '--json'])
    expect(json<SearchResult>(found)).toMatchObject({ total: 1, hits: [{ customerId: 'C1' }] })
    const credit = await portal(['search', 'last:nunez', '--balance', 'credit', ...clerk, '--json'])
    expect(json<SearchResult>(credit)).toMatchObject({ total: 0 })
    const why = await portal(['explain', 'last:nunez', '--balance', 'credit', ...clerk, '--json'])
    expect(json<Explanation>(why).gates.find(({ gate }) => gate === 'matched')?.failures).toMatchObject([
      { code: 'filter_excludes', evidence: { filter: 'balance', value: 'credit', has: ['owing'] } },
    ])
    const questions = [{ status: 'active' }, { status: 'closed' }].map((filters) =>
      JSON.stringify({ text: 'nunez', filters }),
    )
    const asked = await portal(['explain', '--stdin', ...clerk], questions.join('\n'))
    expect(linesOf<Explanation>(asked).map(({ outcome }) => outcome)).toEqual(['shown', 'not_shown'])
  })

  it('a search is printed as CSV, a row an account', async () => {
    const { code, out } = await portal(['search', 'nunez', '--csv', ...clerk])
    expect(code).toBe(0)
    expect(out).toBe(
      '\uFEFFCustomer number,Name,Account number,Module,Department,Status,Service address,Balance,Phone,E-mail,Mailing address\r\n' +
        'C1,"Núñez, Ana",12.3456.07,utility,Water,active,,84.2,,,\r\n',
    )
  })

  it('a tax id is looked up by whoever was given the right to, and is never printed', async () => {
    const refused = await portal(['search', '-', ...clerk], 'tax:000-12-3456')
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toMatch(/^You may not search by tax id.*\n$/)
    const add = ['user', 'add', 'taxes@cedar.example', '--community', 'cedar', '--role', 'staff']
    const given = ['--all-departments', '--right', 'search_tax_id', '--password-stdin']
    expect(await portal([...add, ...given], PASSWORD)).toMatchObject({ code: 0 })
    const found = await portal(['search', '-', '--as', 'taxes@cedar.example'], 'tax:000-12-3456')
    expect(linesOf<SearchResult>(found)).toMatchObject([
      { query: 'tax:•••', hits: [{ customerId: 'C1', matched: [{ term: 'tax id', field: 'tax_id' }] }] },
    ])
    expect(found.out).not.toContain('000-12')
  })

  it('several communities are searched at once, each within the grants there', async () => {
    await portal(['community', 'add', 'marlow', '--name', 'Port Marlow', '--source', 'files:export'])
    await portal(['sync', 'marlow'])
    const both = ['--community', 'cedar', '--community', 'marlow']
    await portal(
      ['user', 'add', 'help@cedar.example', ...both, '--role', 'support', '--password-stdin'],
      PASSWORD,
    )
    const all = ['search', 'ana', '--all-communities', '--json']
    const found = json<ManyResult>(await portal([...all, '--as', 'help@cedar.example']))
    expect(found).toMatchObject({
      total: 2,
      communities: [
        { slug: 'cedar', total: 1 },
        { slug: 'marlow', total: 1 },
      ],
    })
    expect(found.hits.map(({ community, customerId }) => [community, customerId])).toEqual([
      ['cedar', 'C1'],
      ['marlow', 'C1'],
    ])
    for (const where of [['--all-communities'], both]) {
      const own = json<ManyResult>(await portal(['search', 'ana', ...where, ...clerk, '--json']))
      expect(own.communities.map(({ slug }) => slug)).toEqual(['cedar'])
    }
  })
})

describe('a verification', () => {
  const verify = async (...options: string[]) => await portal(['verify', 'cedar', '--json', ...options])

  it('lists each difference, and a repair with the next run mends it', async () => {
    const equal = await verify()
    expect(equal.code).toBe(0)
    const [all] = linesOf<VerificationReport>(equal)
    expect(all).toMatchObject({ community: 'cedar', differences: 0, thorough: true, behind: false })
    expect(all?.equal).toBe(all?.customers)

    const store = await openStore({ directory: join(folder, 'data/database') })
    await store.engine.execute("update customer set phone = '303 555 0100' where customer_id = 'C1'")
    await store.close()

    const different = await verify('--repair')
    expect(different.code).toBe(1)
    const lines = linesOf<Difference & VerificationReport>(different)
    expect(lines).toContainEqual(
      expect.objectContaining({ in: 'customer', customers: ['C1'], field: 'phone', portal: '303 555 0100' }),
    )
    expect(lines.at(-1)).toMatchObject({ community: 'cedar', repair: { marked: 1 } })
    const status = await portal(['status', 'cedar'])
    expect(status.out).toMatch(/THE COPY IS NOT EQUAL .* portal verify cedar --repair/)
    const synced = await portal(['sync', 'cedar'])
    expect(synced).toMatchObject({ code: 0 })
    expect(synced.out).toMatch(/Verified at \S+: \d+ of \d+ customers equal\./)
    expect((await verify()).code).toBe(0)
  })
})

describe('beside a server that holds the embedded database', () => {
  it('commands are executed by the server, from any directory', async () => {
    expect(await startServer()).toMatch(/^The portal is at http:\/\/127\.0\.0\.1:\d+/)
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
    expect(await portal(['verify', 'cedar', '--json'])).toMatchObject({ code: 0 })
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
    [['search', 'x', '--as', 'clerk@cedar.example', '--status', 'gone'], 2, /active, inactive, closed/],
    [['search', '-', '--as', 'clerk@cedar.example', '--csv'], 2, /give its text/],
    [['search', 'x', '--as', 'help@cedar.example'], 2, /several communities.*cedar, marlow/],
    [['search', 'x', '--as', 'help@cedar.example', '--all-communities', '--page', '2'], 2, /--community/],
    [['sync', 'elsewhere'], 2, /"elsewhere".*cedar/],
    [['verify', 'elsewhere'], 2, /"elsewhere".*cedar/],
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
    await stopServer('SIGKILL')
    const found = await portal(['search', 'ana', '--as', 'boss@cedar.example', '--json'])
    expect(json<SearchResult>(found)).toMatchObject({ total: 1 })
  })
})
