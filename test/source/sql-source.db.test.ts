import { createServer, type AddressInfo, type Socket } from 'node:net'
import { openAsBlob } from 'node:fs'
import { beforeEach, expect, inject, onTestFinished, test } from 'vitest'
import type { SourceBatch, SourceKind, SourceValues } from '../../src/source/port.ts'
import { openStore } from '../../src/store/index.ts'
import { cityOver } from './synced-city.ts'
import { PASSWORD, cityTables, describeOnEachServer, openCity } from './city-database.ts'

const patience = () => AbortSignal.timeout(10_000)

async function take(batches: AsyncIterable<SourceBatch>): Promise<Record<SourceKind, SourceValues[]>> {
  const all: Record<SourceKind, SourceValues[]> = {
    customers: [],
    accounts: [],
    holders: [],
    charges: [],
    merges: [],
  }
  for await (const { kind, rows } of batches) all[kind].push(...rows.map(({ values }) => values))
  return all
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason as Error & { code?: string },
  )
  return `${error?.code}: ${error?.message}`
}

describeOnEachServer('views of a city', (database) => {
  beforeEach(() => database.run(...cityTables(database.system)))
  const isPostgres = database.system === 'postgresql'

  test('are read whole, as text under the names of the contract', async () => {
    const all = await take(openCity(database).read({}))
    expect(all.customers).toMatchObject([
      { customer_id: '1', name: 'Núñez, Ana', online_access: isPostgres ? 't' : '1' },
      { customer_id: '2', name: 'Okafor, Chidi', online_access: isPostgres ? 'f' : '0' },
    ])
    expect(all.customers[0]).not.toHaveProperty('remark')
    expect(all.accounts[0]).toMatchObject({
      account_id: '10',
      account_number: '12.3456.7',
      opened_on: '2024-02-29',
      balance: '84.20',
    })
    expect(all.accounts[0]?.status?.trim()).toBe('A')
    expect(all.holders).toHaveLength(2)
    expect(all.charges).toEqual([
      { charge_id: '100', account_id: '10', kind: 'charge', amount: '84.20', balance: '84.20', due_on: '2026-12-01' },
      { charge_id: '101', account_id: '10', kind: 'credit', amount: '-5.00', balance: '0.00' },
    ]) // prettier-ignore
  })

  test('say when they were true, what of them is not read, and that they may be another state each time', async () => {
    const source = openCity(database)
    const [one, other] = [await source.describe(), await source.describe()]
    expect(Math.abs(one.readAt.getTime() - Date.now())).toBeLessThan(60_000)
    expect(one.remarks).toEqual(['portal_customers has columns that are not read: "remark".'])
    expect(one.version).not.toBe(other.version)
  })

  test('may tell their state themselves, so that what has not changed is not read again', async () => {
    await database.run(
      'drop table if exists progress',
      'create table progress (version int, read_at timestamp)',
      "insert into progress values (7, '2026-11-23 09:30:00')",
    )
    const source = openCity(database, { views: { state: 'progress' } })
    const one = await source.describe()
    expect(one.readAt.toISOString()).toBe('2026-11-23T16:30:00.000Z')
    expect((await source.describe()).version).toBe(one.version)
    await database.run('update progress set version = 8')
    expect((await source.describe()).version).not.toBe(one.version)
    await database.run('delete from progress')
    expect(await failureOf(source.describe())).toBe(
      'source_bad_state: The view progress has 0 rows, and must have one: it says in which state the data is.',
    )
  })

  test('may have names of their own, and so may their columns', async () => {
    await database.run(
      'drop view portal_holders',
      isPostgres
        ? 'create view "Held By" as select person as "CUST NO", account as account_id, role from holding'
        : 'create view `Held By` as select person as `CUST NO`, account as account_id, role from holding',
    )
    const views = { holders: isPostgres ? 'public.Held By' : 'city.Held By', merges: 'merged' }
    await database.run('drop table if exists merged', 'create table merged (from_id int, to_id int)')
    const source = openCity(database, { views }, { holders: { customer_id: 'CUST NO' } })
    const batches: string[] = []
    for await (const { kind, name, rows } of source.read({})) batches.push(`${kind} ${name} ${rows.length}`)
    expect(batches).toContain(`holders ${views.holders} 2`)
  })

  test('of many rows are read in batches, all of one and the same state', async () => {
    const values = Array.from({ length: 4_500 }, (_, i) => `(${1_000 + i}, 'Somebody')`).join(', ')
    await database.run(`insert into person (id, full_name) values ${values}`)
    const sizes: number[] = []
    const ids = new Set<string | undefined>()
    for await (const { kind, rows } of openCity(database).read({})) {
      if (kind === 'customers') sizes.push(rows.length)
      if (kind === 'customers') for (const { values } of rows) ids.add(values.customer_id)
      // What a clerk does meanwhile belongs to the next read.
      if (sizes.length === 1 && kind === 'customers')
        await database.run('delete from holding', 'delete from person')
      if (kind === 'holders') sizes.push(-rows.length)
    }
    expect([sizes, ids.size]).toEqual([[2_000, 2_000, 502, -2], 4_502])
  })

  test('are what the copy equals after a run', async () => {
    const store = await openStore({ dump: await openAsBlob(inject('pgliteDump')) })
    onTestFinished(() => store.close())
    const city = await cityOver(store, openCity(database))
    expect(await city.run()).toMatchObject({ status: 'completed', added: 3, rejected: 0 })
    expect(await city.run()).toMatchObject({ status: 'completed', unchanged: 3 })
    await database.run('delete from holding where person = 2', 'delete from person where id = 2')
    expect(await city.run()).toMatchObject({ status: 'completed', updated: 1, unchanged: 1, removed: 1 })
    await database.run('drop view portal_holders')
    expect(await city.run()).toMatchObject({ status: 'failed', removed: 0 })
  })

  test('cannot be used to write, even by a login that owns everything', async () => {
    await database.run(
      ...(isPostgres
        ? [
            `create or replace function noted(id int) returns int language sql as $$ insert into person (id) values (id + 500) returning person.id $$`,
          ]
        : [
            'drop function if exists noted',
            'create function noted(id int) returns int begin insert into person (id) values (id + 500); return id; end',
          ]),
      'drop view portal_customers',
      'create view portal_customers as select noted(1) as customer_id',
    )
    const source = openCity(database)
    expect(await failureOf(take(source.read({})))).toMatch(
      /^source_refused: Reading a view would write to the database .* The portal only reads: /,
    )
    expect(await failureOf(source.lookup({ customerId: '1' }, patience()))).toMatch(/^source_refused: /)
    await database.run(
      'drop view portal_customers',
      'create view portal_customers as select id as customer_id from person',
    )
    expect((await take(source.read({}))).customers).toHaveLength(2)
  })

  test('are refused as a whole when a view or a column is missing', async () => {
    await database.run('drop view portal_charges')
    expect(await failureOf(take(openCity(database).read({})))).toMatch(
      /^source_refused: A view is missing in the database .*portal_charges.* name the city's own in the settings under "source.sql.views"\.$/,
    )
    await database.run('create view portal_charges as select id as charge_id from posting')
    expect(await failureOf(openCity(database).describe())).toContain(
      'source_bad_header: The view portal_charges has no column "account_id". Its columns are: charge_id.',
    )
  })

  test('that nobody lets us read fail with a sentence, which holds no password', async () => {
    const sentences = [
      await failureOf(openCity({ address: { ...database.address, user: 'nobody' } }).describe()),
      await failureOf(openCity({ address: { ...database.address, database: 'nowhere' } }).describe()),
      await failureOf(openCity({ address: { ...database.address, port: 1 } }).describe()),
      await failureOf(openCity(database, { password: 'env:NOT_SET' }).describe()),
      await failureOf(openCity(database, { password: 'file:/nowhere/password' }).describe()),
      await failureOf(openCity(database, { tls: 'verify' }).describe()),
    ]
    expect(sentences).toEqual([
      expect.stringMatching(/^source_refused: The database server .* refuses nobody /),
      expect.stringMatching(/^source_refused: .* cannot open the database "nowhere" /),
      expect.stringMatching(
        /^source_unreachable: There is no connection to the database server 127\.0\.0\.1:1 /,
      ),
      'source_secret_missing: The environment variable NOT_SET, which the setting "source.sql.password" names, is not set. Set it where the portal is started, and start the portal again.',
      'source_secret_missing: The file /nowhere/password, which the setting "source.sql.password" names, cannot be read (ENOENT). Put the secret there, and give the portal the right to read it.',
      expect.stringMatching(/^source_refused: The database server .* does not speak TLS /),
    ])
    expect(sentences.join()).not.toContain(PASSWORD)
  })

  test('are looked up one customer at a time, by id or by account number', async () => {
    const source = openCity(database)
    const [record, ...others] = await source.lookup({ customerId: '1' }, patience())
    expect(others).toEqual([])
    expect(record?.customer.name).toBe('Núñez, Ana')
    expect(record?.accounts.map((account) => account.account_number)).toEqual(['12.3456.7'])
    expect(record?.holders.map((holder) => holder.role).sort()).toEqual(['landlord', 'tenant'])
    expect(record?.charges).toHaveLength(2)
    for (const accountNumber of ['12.3456.7', '1234567', '12-3456 7']) {
      const names = (await source.lookup({ accountNumber }, patience())).map(({ customer }) => customer.name)
      expect(names.sort()).toEqual(['Núñez, Ana', 'Okafor, Chidi'])
    }
    expect(await source.lookup({ customerId: '3' }, patience())).toEqual([])
    expect(await source.lookup({ customerId: 'C1' }, patience())).toEqual([])
    expect(await source.lookup({ customerId: "1' or '1' = '1" }, patience())).toEqual([])
    expect(await source.lookup({ accountNumber: '\\' }, patience())).toEqual([])
  })

  test('that answer too slowly are not waited for longer than three seconds', async () => {
    const slow = isPostgres ? 'pg_sleep(30)::text' : 'sleep(30)'
    await database.run(
      'drop view portal_customers',
      `create view portal_customers as select id as customer_id, ${slow} as name from person`,
    )
    const started = Date.now()
    await expect(openCity(database).lookup({ customerId: '1' }, patience())).rejects.toThrow()
    expect(Date.now() - started).toBeLessThan(4_000)
    expect(await failureOf(take(openCity(database, { silenceSeconds: 1 }).read({})))).toBe(
      `source_unreachable: The database server 127.0.0.1:${database.address.port} was silent for 1 seconds. Nothing is concluded from what was read; if its views need longer, set "source.sql.silenceSeconds".`,
    )
    await expect(take(openCity(database).read({ signal: AbortSignal.timeout(300) }))).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })

  test('whose connection breaks in the middle fail, and are never taken for all there is', async () => {
    const values = Array.from({ length: 50_000 }, (_, i) => `(${1_000 + i}, '${'Somebody '.repeat(10)}')`)
    await database.run(`insert into person (id, full_name) values ${values.join(', ')}`)
    const wire = await cuttableWire(database.address.port)
    const source = openCity({ address: { ...database.address, port: wire.port } })
    const read = async () => {
      for await (const _batch of source.read({})) wire.cut()
    }
    expect(await failureOf(read())).toMatch(/^source_unreachable: The connection to .* broke /)
  })

  test('tell what changed since a cursor in whole accounts, and the versions of all', async () => {
    const source = openCity(database, { overlapMinutes: 0 })
    const { cursor = '' } = await source.describe()
    const nothing = await source.changesSince?.(cursor, {})
    if (!nothing || !source.sweep) throw new Error('changes are told')
    const empty = await take(nothing.batches)
    expect([empty.customers, empty.accounts, empty.holders, empty.charges]).toEqual([[], [], [], []])
    const changed = isPostgres ? "now() + interval '1 second'" : `'${inDenver(Date.now() + 1_000)}'`
    await database.run(`update account set owing = 1, changed = ${changed}`)
    const some = await source.changesSince?.(nothing.next, {})
    if (!some) throw new Error('changes are told')
    const { customers, accounts, holders, charges } = await take(some.batches)
    expect(customers).toEqual([])
    expect(accounts.map(({ balance }) => balance)).toEqual(['1.00'])
    expect([holders.length, charges.length]).toEqual([2, 2])
    expect(Number(some.next)).toBeGreaterThanOrEqual(Number(nothing.next))
    const swept: string[] = []
    for await (const { kind, records } of source.sweep({}))
      for (const { id, version } of records) swept.push(`${kind} ${id} ${version?.slice(0, 10)}`)
    expect(swept.slice(0, 2)).toEqual(['customers 1 2026-11-20', 'customers 2 2026-11-20'])
    expect(swept[2]).toMatch(/^accounts 10 /)
  })

  test('refuse a cursor from a time that the clock of the database has not reached', async () => {
    const source = openCity(database, { overlapMinutes: 1 })
    const from = (ms: number) => source.changesSince?.(String(Date.now() + ms), {})
    expect((await from(30_000))?.next).toMatch(/^\d+$/)
    await expect(from(300_000)).rejects.toMatchObject({ code: 'source_cursor_refused' })
    await expect(source.changesSince?.('another source gave it', {})).rejects.toMatchObject({
      code: 'source_cursor_refused',
    })
  })

  test('give whole records by id, also where somebody is named who cannot be', async () => {
    const source = openCity(database)
    const fetched = async (customers: string[], accounts: string[]) => {
      if (!source.fetch) throw new Error('records are fetched')
      const all = await take(source.fetch({ customers, accounts }, {}))
      return [all.customers, all.accounts, all.holders, all.charges].map((rows) => rows.length)
    }
    expect(await fetched(['1', '3'], [])).toEqual([1, 0, 0, 0])
    expect(await fetched([], ['10'])).toEqual([2, 1, 2, 2])
    expect(await fetched(['1', 'C1'], ['10', 'A1'])).toEqual([2, 1, 2, 2])
    await database.run(
      'drop view portal_holders',
      "create view portal_holders as select 'Mr Smith' as customer_id, account as account_id, role from holding",
    )
    expect(await fetched(['2'], ['10'])).toEqual([1, 1, 2, 2])
  })

  test('without times of change give no cursor', async () => {
    await database.run(
      'drop view portal_customers',
      'create view portal_customers as select id as customer_id, full_name as name from person',
    )
    expect((await openCity(database).describe()).cursor).toBeUndefined()
  })

  test('warn a month before the password expires', async () => {
    const remarks = async (day: string) =>
      (await openCity(database, { passwordExpiresOn: day }).describe()).remarks[0]
    expect(await remarks('2027-01-31')).not.toContain('expires')
    expect(await remarks('2026-12-01')).toBe(
      'The password of the database (source.sql.password) expires on 2026-12-01, in 8 days: replace it before, and its day in the settings.',
    )
  })
})

function inDenver(epochMs: number): string {
  const there = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO('America/Denver')
  return there.toPlainDateTime().toString({ smallestUnit: 'millisecond' })
}

/** A loopback port that leads to another one until it is cut. */
async function cuttableWire(to: number): Promise<{ port: number; cut: () => void }> {
  const { connect } = await import('node:net')
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}
