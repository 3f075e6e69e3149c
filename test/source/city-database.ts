import pg from 'pg'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { parseSettings } from '../../src/kernel/settings.ts'
import { openSqlSource } from '../../src/source/index.ts'
import type { Source } from '../../src/source/port.ts'
import type { SqlAddress } from '../../src/source/source-spec.ts'
import { mariadbIsInstalled, startMariadbServer, type MariadbServer } from '../world/mariadb-server.ts'

/** The database of a city's system of record, on a real server. */
export interface CityDatabase {
  readonly system: 'postgresql' | 'mysql'
  readonly address: SqlAddress
  /** Runs statements as the owner of the database. */
  run(...statements: string[]): Promise<void>
}

/** With the password of the login `portal`, who owns everything: what a session may do is not up to its login. */
export const PASSWORD = 'p@ss:w0rd'

const COLUMN_TYPES = {
  postgresql: { text: 'text', money: 'numeric(19,4)', moment: 'timestamptz' },
  mysql: { text: 'varchar(200)', money: 'decimal(19,4)', moment: 'datetime(3)' },
} as const

/** A small city: a tenant and a landlord share A1, and nobody has anything else. */
export function cityTables(system: CityDatabase['system']): string[] {
  const { text, money, moment } = COLUMN_TYPES[system]
  return [
    'drop view if exists portal_customers, portal_accounts, portal_holders, portal_charges cascade',
    'drop table if exists person, account, holding, posting cascade',
    `create table person (id int primary key, full_name ${text}, online boolean, remark ${text}, changed ${moment})`,
    `create table account (id int primary key, number ${text}, kind ${text}, state char(4), opened date, owing ${money}, changed ${moment})`,
    `create table holding (person int, account int, role ${text})`,
    `create table posting (id int primary key, account int, kind ${text}, amount ${money}, open ${money}, due date)`,
    "insert into person values (1, 'Núñez, Ana', true, '', '2026-11-20 08:00:00'), (2, 'Okafor, Chidi', false, null, '2026-11-20 08:00:00')",
    "insert into account values (10, '12.3456.7', 'utility', 'A', '2024-02-29', 84.2000, '2026-11-20 08:00:00')",
    "insert into holding values (1, 10, 'tenant'), (2, 10, 'landlord')",
    "insert into posting values (100, 10, 'charge', 84.20, 84.20, '2026-12-01'), (101, 10, 'credit', -5, 0, null)",
    'create view portal_customers as select id as customer_id, full_name as name, online as online_access, remark, changed as updated_at from person',
    'create view portal_accounts as select id as account_id, number as account_number, kind as module, state as status, opened as opened_on, owing as balance, changed as updated_at from account',
    'create view portal_holders as select person as customer_id, account as account_id, role from holding',
    'create view portal_charges as select id as charge_id, account as account_id, kind, amount, open as balance, due as due_on from posting',
  ]
}

/** Runs the same tests on PostgreSQL and on MariaDB; where one is not installed, its name says so and they are skipped. */
export function describeOnEachServer(name: string, tests: (database: CityDatabase) => void): void {
  onPostgres(name, tests)
  onMariadb(name, tests)
}

function onPostgres(name: string, tests: (database: CityDatabase) => void): void {
  const server = inject('postgresUrl')
  const where = server === '' ? 'PostgreSQL, which is not installed' : 'PostgreSQL'
  const [user, database] = [`portal_${process.pid}`, `city_${process.pid}`]
  describe.skipIf(server === '')(`${name} (on ${where})`, () => {
    beforeAll(() =>
      inPostgres(`${server}/postgres`, [
        `create database ${database}`,
        `create role ${user} superuser login password '${PASSWORD}'`,
      ]),
    )
    afterAll(() =>
      inPostgres(`${server}/postgres`, [`drop database ${database} with (force)`, `drop role ${user}`]),
    )
    const port = server === '' ? 0 : Number(new URL(server).port)
    tests({
      system: 'postgresql',
      address: { system: 'postgresql', host: '127.0.0.1', port, user, database },
      run: (...statements) => inPostgres(`${server}/${database}`, statements),
    })
  })
}

function onMariadb(name: string, tests: (database: CityDatabase) => void): void {
  const where = mariadbIsInstalled() ? 'MariaDB' : 'MariaDB, which is not installed'
  describe.skipIf(!mariadbIsInstalled())(`${name} (on ${where})`, () => {
    let server: MariadbServer | undefined
    beforeAll(async () => {
      server = await startMariadbServer()
      await server.run(
        'create database city',
        `create user portal@'127.0.0.1' identified by '${PASSWORD}'`,
        "grant all on *.* to portal@'127.0.0.1'",
      )
    })
    afterAll(() => server?.stop())
    tests({
      system: 'mysql',
      get address() {
        const port = server?.port ?? 0
        return { system: 'mysql', host: '127.0.0.1', port, user: 'portal', database: 'city' } as const
      },
      run: async (...statements) => await server?.run('use city', ...statements),
    })
  })
}

/** The source over a city's database, with these settings under `source.sql`. */
export function openCity(
  { address }: Pick<CityDatabase, 'address'>,
  settings: Readonly<Record<string, unknown>> = {},
  columns: unknown = {},
): Source {
  process.env['CITY_PASSWORD'] = PASSWORD
  const sql = { password: 'env:CITY_PASSWORD', tls: 'off', ...settings }
  const parsed = parseSettings({ source: { sql }, columns })
  return openSqlSource(
    { address, settings: parsed.source.sql, columns: parsed.columns, timeZone: 'America/Denver' },
    { now: () => new Date('2026-11-23T17:00:00Z') },
  )
}

async function inPostgres(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=America/Denver' })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
