import {
  DummyDriver,
  Kysely,
  MssqlAdapter,
  MssqlIntrospector,
  MssqlQueryCompiler,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type CompiledQuery,
  type Dialect,
  type Expression,
  type RawBuilder,
  type SqlBool,
} from 'kysely'
import type { SqlAddress } from '../source-spec.ts'
import type { View } from './views.ts'

type System = SqlAddress['system']

/**
 * What the portal asks a city's database, in its own SQL. Kysely writes the SQL and our sessions run it: its own drivers
 * take a stream of MySQL that was cut short for its end.
 */
export interface SqlQueries {
  /** No rows, but the columns of a view. */
  columnsOf(view: string): CompiledQuery
  /** All rows of a view, under the names of the contract. */
  all(view: View): CompiledQuery
  /** The rows of a view whose `column`, as it is stored, is one of the values. */
  where(view: View, column: string, values: readonly string[]): CompiledQuery
  /** As `where`, whatever the type of the column; no index helps. */
  whereText(view: View, column: string, values: readonly string[]): CompiledQuery
  /** The rows of a view whose `column` is this text when neither punctuation nor case counts. */
  whereLoosely(view: View, column: string, value: string): CompiledQuery
  /** The rows of a view that were changed at or after this local time, `2026-11-23T09:30:00`. */
  changed(view: View, since: string): CompiledQuery
  /** The rows of a view that belong to accounts that were changed so. */
  ofChangedAccounts(view: View, accounts: View, since: string): CompiledQuery
  /** `id` and, where the view has it, `version` of all rows of a view. */
  idsAndVersions(view: View, idColumn: string): CompiledQuery
  /** The one row of the view that says in which state the data is. */
  stateOf(view: string): CompiledQuery
  /** Milliseconds since 1970 by the clock of the database. */
  now(): CompiledQuery
  /** Whether the login may write in the database: one row, `may` is 1 or 0. Only SQL Server has to be asked. */
  mayWrite(): CompiledQuery
}

export function queriesFor(system: System): SqlQueries {
  const db = new Kysely<Record<string, Record<string, string>>>({ dialect: dialectOf(system) })
  const from = (view: string) => sql.id(...view.split('.'))
  const select = (view: View) =>
    db
      .selectFrom(from(view.name).as('v') as never)
      .select(view.columns.map(({ column, theirs }) => sql.id(theirs).as(column)) as never)
  const their = (view: View, column: string): Expression<unknown> => {
    const found = view.columns.find((each) => each.column === column)
    if (!found) throw new Error(`${view.name} is not read by ${column}`)
    return sql.id(found.theirs)
  }
  const one = (expression: RawBuilder<unknown>, name: string) =>
    db.selectNoFrom(expression.as(name) as never).compile()
  return {
    columnsOf: (view) =>
      db
        .selectFrom(from(view).as('v') as never)
        .selectAll()
        .where(sql<SqlBool>`1 = 0`)
        .compile(),
    all: (view) => select(view).compile(),
    where: (view, column, values) =>
      select(view)
        .where(sql<SqlBool>`${their(view, column)} in (${sql.join(values)})`)
        .compile(),
    whereText: (view, column, values) =>
      select(view)
        .where(sql<SqlBool>`${asText(their(view, column), system)} in (${sql.join(values)})`)
        .compile(),
    whereLoosely: (view, column, value) =>
      select(view)
        .where(sql<SqlBool>`${bare(their(view, column), system)} = ${value}`)
        .compile(),
    changed: (view, since) =>
      select(view)
        .where(sql<SqlBool>`${their(view, 'updated_at')} >= ${since}`)
        .compile(),
    ofChangedAccounts: (view, accounts, since) => {
      const changed = db
        .selectFrom(from(accounts.name).as('a') as never)
        .select(sql`${their(accounts, 'account_id')}`.as('id') as never)
        .where(sql<SqlBool>`${their(accounts, 'updated_at')} >= ${since}`)
      return select(view)
        .where(sql<SqlBool>`${their(view, 'account_id')} in ${changed}`)
        .compile()
    },
    idsAndVersions: (view, idColumn) => {
      const hasVersion = view.columns.some(({ column }) => column === 'updated_at')
      const columns = [
        sql`${their(view, idColumn)}`.as('id'),
        ...(hasVersion ? [sql`${their(view, 'updated_at')}`.as('version')] : []),
      ]
      return db
        .selectFrom(from(view.name).as('v') as never)
        .select(columns as never)
        .compile()
    },
    stateOf: (view) =>
      db
        .selectFrom(from(view).as('v') as never)
        .selectAll()
        .compile(),
    now: () => one(NOW[system], 'now'),
    mayWrite: () => one(MAY_WRITE, 'may'),
  }
}

const NOW: Readonly<Record<System, RawBuilder<unknown>>> = {
  postgresql: sql`floor(extract(epoch from now()) * 1000)`,
  mysql: sql`floor(unix_timestamp(now(3)) * 1000)`,
  sqlserver: sql`datediff_big(millisecond, '19700101', sysutcdatetime())`,
}

/** Rights to change data that a login has in the whole database; also those of the roles that it is in. */
const MAY_WRITE = sql`case when exists (select 1 from fn_my_permissions(null, 'DATABASE') where permission_name in ('INSERT', 'UPDATE', 'DELETE', 'ALTER', 'CONTROL')) then 1 else 0 end`

/** What stands in account numbers for the eye. */
const PUNCTUATION = ['.', '-', ' ', '/', '_', ',', '#', ':']

function bare(column: Expression<unknown>, system: System): Expression<unknown> {
  return PUNCTUATION.reduce<Expression<unknown>>(
    (text, mark) => sql`replace(${text}, ${sql.lit(mark)}, '')`,
    sql`lower(${asText(column, system)})`,
  )
}

function asText(column: Expression<unknown>, system: System): Expression<unknown> {
  const type = { postgresql: sql`text`, mysql: sql`char`, sqlserver: sql`nvarchar(400)` }[system]
  return sql`cast(${column} as ${type})`
}

function dialectOf(system: System): Dialect {
  const parts = {
    postgresql: [PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler],
    mysql: [MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler],
    sqlserver: [MssqlAdapter, MssqlIntrospector, MssqlQueryCompiler],
  } as const
  const [Adapter, Introspector, Compiler] = parts[system]
  return {
    createAdapter: () => new Adapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new Introspector(db),
    createQueryCompiler: () => new Compiler(),
  }
}
