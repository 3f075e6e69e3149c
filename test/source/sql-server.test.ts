import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseSettings } from '../../src/kernel/settings.ts'
import { queriesFor } from '../../src/source/sql/queries.ts'
import { connectionOptions } from '../../src/source/sql/sql-server.ts'
import { sqlServerText } from '../../src/source/sql/sql-server-text.ts'
import { refuseToWrite } from '../../src/source/sql/session.ts'
import type { View } from '../../src/source/sql/views.ts'
import { PASSWORD, openCity } from './city-database.ts'

const customers: View = {
  kind: 'customers',
  name: 'erp.dbo.portal customers',
  columns: [
    { column: 'customer_id', theirs: 'CUST NO' },
    { column: 'name', theirs: 'na"me.' },
    { column: 'updated_at', theirs: 'CHANGED' },
  ],
  ignored: [],
}
const accounts: View = {
  kind: 'accounts',
  name: 'portal_accounts',
  columns: [
    { column: 'account_id', theirs: 'ACCT' },
    { column: 'account_number', theirs: 'NO' },
    { column: 'updated_at', theirs: 'updated_at' },
  ],
  ignored: [],
}
const address = {
  system: 'sqlserver',
  host: '127.0.0.1',
  port: 1433,
  user: 'portal',
  database: 'erp',
} as const

/** There is no SQL Server to test with: this is the SQL that it would be sent. */
describe('the SQL for SQL Server', () => {
  const queries = queriesFor('sqlserver')
  const select =
    'select "CUST NO" as "customer_id", "na""me." as "name", "CHANGED" as "updated_at" from "erp"."dbo"."portal customers" as "v"'

  test('selects the columns of a view under the names of the contract', () => {
    expect(queries.all(customers).sql).toBe(select)
    expect(queries.columnsOf('dbo.v_cust').sql).toBe('select * from "dbo"."v_cust" as "v" where 1 = 0')
  })

  test('hands values over as parameters, never in the text', () => {
    expect(queries.where(customers, 'customer_id', ['1', "x' or 1=1"])).toMatchObject({
      sql: `${select} where "CUST NO" in (@1, @2)`,
      parameters: ['1', "x' or 1=1"],
    })
    const loosely = queries.whereLoosely(accounts, 'account_number', '1234567')
    expect(loosely.sql).toContain(`replace(replace(lower(cast("NO" as nvarchar(400))), '.', ''), '-', '')`)
    expect(loosely.parameters).toEqual(['1234567'])
  })

  test('asks for changes, ids and versions, the time, and whether the login may write', () => {
    expect(queries.changed(customers, '2026-11-23T09:30:00')).toMatchObject({
      sql: `${select} where "CHANGED" >= @1`,
      parameters: ['2026-11-23T09:30:00'],
    })
    expect(queries.ofChangedAccounts({ ...accounts, kind: 'charges' }, accounts, 'T').sql).toContain(
      'where "ACCT" in (select "ACCT" as "id" from "portal_accounts" as "a" where "updated_at" >= @1)',
    )
    expect(queries.idsAndVersions(customers, 'customer_id').sql).toBe(
      'select "CUST NO" as "id", "CHANGED" as "version" from "erp"."dbo"."portal customers" as "v"',
    )
    expect(queries.now().sql).toBe(`select datediff_big(millisecond, '19700101', sysutcdatetime()) as "now"`)
    expect(queries.mayWrite().sql).toContain("from fn_my_permissions(null, 'DATABASE')")
  })

  test('is nothing but selects: anything else is refused before it is sent', () => {
    const { query } = queries.all(customers)
    expect(() =>
      refuseToWrite({ ...queries.all(customers), query: { ...query, kind: 'DeleteQueryNode' } as never }),
    ).toThrow('A source is only read, and this is a DeleteQueryNode')
    for (const each of [queries.now(), queries.mayWrite(), queries.stateOf('s')])
      expect(() => refuseToWrite(each)).not.toThrow()
  })
})

test.each([
  ['Date', new Date('2026-11-02T00:00:00Z'), '2026-11-02'],
  ['DateTime2', new Date('2026-11-02T08:30:00.500Z'), '2026-11-02T08:30:00.500'],
  ['SmallDateTime', new Date('2026-11-02T08:30:00Z'), '2026-11-02T08:30:00.000'],
  ['DateTimeOffset', new Date('2026-11-02T08:30:00Z'), '2026-11-02T08:30:00.000Z'],
  ['BitN', true, '1'],
  ['MoneyN', 84.2, '84.2'],
  ['NumericN', -0.01, '-0.01'],
  ['Float', 1e-7, '0.000000'],
  ['BigInt', '9007199254740993', '9007199254740993'],
  ['NVarChar', 'Núñez', 'Núñez'],
  ['Int', null, null],
])('a value of the type %s is read as text', (type, value, text) => {
  expect(sqlServerText(type, value)).toBe(text)
})

test('a connection is encrypted and checked unless the settings say otherwise, and says that it only reads', () => {
  const optionsWith = (sql: unknown) => {
    const settings = parseSettings({ source: { sql } }).source.sql
    const connection = { address, settings, password: 'x', ca: undefined, timeZone: 'UTC' }
    return connectionOptions({ ...connection, sees: { longestMs: 3_000 } }).options
  }
  expect(optionsWith({})).toMatchObject({
    encrypt: true,
    trustServerCertificate: false,
    readOnlyIntent: true,
    requestTimeout: 3_000,
  })
  expect(optionsWith({ tls: 'trust' })).toMatchObject({ encrypt: true, trustServerCertificate: true })
  expect(optionsWith({ tls: 'off' })).toMatchObject({ encrypt: false })
})

describe('a SQL Server that does not answer', () => {
  test('because nobody listens is told with what to check', async () => {
    await expect(openCity({ address: { ...address, port: 1 } }).describe()).rejects.toMatchObject({
      code: 'source_unreachable',
      message: expect.stringMatching(
        /^There is no connection to the database server 127\.0\.0\.1:1 /,
      ) as string,
    })
  })

  test('is not waited for longer than a live look may take', async () => {
    const server = createServer((socket) => socket.on('error', () => {}))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const started = Date.now()
    const look = openCity({ address: { ...address, port } }).lookup(
      { customerId: '1' },
      AbortSignal.timeout(10_000),
    )
    const error = await look.then(
      () => undefined,
      (reason: unknown) => reason as Error,
    )
    expect(error?.name).toBe('TimeoutError')
    expect(error?.message).not.toContain(PASSWORD)
    expect(Date.now() - started).toBeLessThan(4_000)
  })
})
