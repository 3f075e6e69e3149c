import { sql, type RawBuilder } from 'kysely'
import { rowsFrom, type Queries } from '../store/index.ts'

/** One row of a bulk statement, by column. Masks are decimal strings, JSON columns text, instants ISO strings. */
export type BulkRow = Readonly<Record<string, string | number | boolean | null>>

export type Statement = RawBuilder<unknown>

interface BulkTable {
  readonly name: string
  /** The primary key after `community_id`: column → type. */
  readonly key: Readonly<Record<string, string>>
  readonly columns: Readonly<Record<string, string>>
  /** Columns that keep their first value. */
  readonly kept?: readonly string[]
}

/** Rows a statement: measured on PGlite, more do not make it faster and fewer make it slower. */
const ROWS_A_STATEMENT = 5_000

/** The statements that insert rows whose keys are new: the rows are made text here, outside of any transaction. */
export function insertions(communityId: number, table: BulkTable, rows: readonly BulkRow[]): Statement[] {
  return chunksOf(rows, ROWS_A_STATEMENT).map((chunk) => insertion(communityId, table, chunk))
}

/** Runs statements in their order. On a server they leave together, and wait for one answer. */
export async function executeAll(tx: Queries, statements: readonly Statement[]): Promise<void> {
  await Promise.all(statements.map((statement) => statement.execute(tx)))
}

/** Inserts rows, or changes those that are there and differ. A row that is as it was is not written. */
export async function upsertRows(
  tx: Queries,
  communityId: number,
  table: BulkTable,
  rows: readonly BulkRow[],
): Promise<void> {
  const key = sql.join(['community_id', ...Object.keys(table.key)].map((column) => sql.ref(column)))
  const changing = Object.keys(table.columns).filter((column) => !table.kept?.includes(column))
  const assignments = sql.join(
    changing.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`),
  )
  const compared = changing.filter((column) => table.columns[column] !== 'json' && column !== 'changed_run')
  const now = sql.join(compared.map((column) => sql`${sql.table(table.name)}.${sql.ref(column)}`))
  const then = sql.join(compared.map((column) => sql`excluded.${sql.ref(column)}`))
  await eachChunk(rows, (chunk) =>
    sql`${insertion(communityId, table, chunk)}
      on conflict (${key}) do update set ${assignments} where (${now}) is distinct from (${then})`.execute(
      tx,
    ),
  )
}

/** Deletes the rows with these keys. */
export async function deleteRows(
  tx: Queries,
  communityId: number,
  table: BulkTable,
  keys: readonly BulkRow[],
): Promise<void> {
  const same = conditions(table)
  await eachChunk(keys, (chunk) =>
    sql`delete from ${sql.table(table.name)} as t using ${rowsFrom(chunk, definitions(table.key))}
      where t.community_id = ${communityId} and ${same}`.execute(tx),
  )
}

/** Changes the other columns of the rows with these keys. */
export async function updateRows(
  tx: Queries,
  communityId: number,
  table: BulkTable,
  rows: readonly BulkRow[],
  columns: readonly string[] = Object.keys(table.columns),
): Promise<void> {
  const types = {
    ...table.key,
    ...Object.fromEntries(columns.map((name) => [name, table.columns[name] ?? ''])),
  }
  const assignments = sql.join(columns.map((column) => sql`${sql.ref(column)} = ${valueOf(column, types)}`))
  await eachChunk(rows, (chunk) =>
    sql`update ${sql.table(table.name)} as t set ${assignments} from ${rowsFrom(chunk, definitions(types))}
      where t.community_id = ${communityId} and ${conditions(table)}`.execute(tx),
  )
}

function insertion(communityId: number, table: BulkTable, rows: readonly BulkRow[]) {
  const types = { ...table.key, ...table.columns }
  const names = Object.keys(types)
  return sql`insert into ${sql.table(table.name)} (community_id, ${sql.join(names.map((name) => sql.ref(name)))})
    select ${communityId}::int, ${sql.join(names.map((name) => valueOf(name, types)))}
    from ${rowsFrom(rows, definitions(types))}`
}

/** JSON travels as text and is made JSON again in the database: so it is not taken apart on the way. */
function valueOf(column: string, types: Readonly<Record<string, string>>) {
  const type = types[column] ?? ''
  return type.startsWith('json') ? sql`r.${sql.ref(column)}::${sql.raw(type)}` : sql`r.${sql.ref(column)}`
}

function definitions(types: Readonly<Record<string, string>>): string {
  return Object.entries(types)
    .map(([name, type]) => `"${name}" ${type.startsWith('json') ? 'text' : type}`)
    .join(', ')
}

/** Keys are compared byte by byte, as they are stored. */
function conditions(table: BulkTable) {
  return sql.join(
    Object.entries(table.key).map(([column, type]) =>
      type === 'text'
        ? sql`t.${sql.ref(column)} = r.${sql.ref(column)} collate "C"`
        : sql`t.${sql.ref(column)} = r.${sql.ref(column)}`,
    ),
    sql` and `,
  )
}

async function eachChunk(
  rows: readonly BulkRow[],
  work: (chunk: readonly BulkRow[]) => Promise<unknown>,
): Promise<void> {
  for (const chunk of chunksOf(rows, ROWS_A_STATEMENT)) await work(chunk)
}

export function chunksOf<T>(rows: readonly T[], size: number): (readonly T[])[] {
  if (rows.length <= size) return rows.length === 0 ? [] : [rows]
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size))
}

const text = 'text'

/** What is told of a rejected row, now and later. */
const REJECTED = {
  customer_id: text,
  account_id: text,
  account_number: text,
  label: text,
  file: text,
  line: 'int',
  column_name: text,
  reason: text,
  says: text,
  payload: 'json',
  departments: 'bigint',
} as const

/** The tables that a sync writes, as `migrations/` makes them. */
export const TABLES = {
  customer: {
    name: 'customer',
    key: { customer_id: text },
    columns: {
      name: text,
      kind: text,
      first_name: text,
      middle_name: text,
      last_name: text,
      suffix: text,
      business_name: text,
      email: text,
      phone: text,
      phone2: text,
      mailing_address: text,
      city: text,
      state: text,
      postal_code: text,
      tax_id_hash: text,
      tax_id_last4: text,
      status: text,
      online_access: 'boolean',
      confidential: 'boolean',
      updated_at: 'timestamptz',
      withheld_by: 'jsonb',
      former_names: 'jsonb',
      first_run: 'int',
      changed_run: 'int',
    },
    kept: ['first_run'],
  },
  account: {
    name: 'account',
    key: { account_id: text },
    columns: {
      account_number: text,
      number_key: text,
      former_numbers: 'jsonb',
      module: text,
      department: 'smallint',
      status: text,
      source_status: text,
      online_access: 'boolean',
      service_address: text,
      opened_on: 'date',
      closed_on: 'date',
      balance_cents: 'bigint',
      updated_at: 'timestamptz',
      withheld_by: 'jsonb',
      verdict_valid_until: 'timestamptz',
      first_run: 'int',
      changed_run: 'int',
    },
    kept: ['first_run'],
  },
  holder: {
    name: 'holder',
    key: { account_id: text, customer_id: text, role: text, from_on: 'date' },
    columns: { to_on: 'date' },
  },
  charge: {
    name: 'charge',
    key: { account_id: text, charge_id: text },
    columns: {
      kind: text,
      description: text,
      amount_cents: 'bigint',
      balance_cents: 'bigint',
      posted_on: 'date',
      due_on: 'date',
    },
  },
  formerHolder: {
    name: 'former_holder',
    key: { customer_id: text, account_id: text },
    columns: { account_number: text, department: 'smallint', ended_at: 'timestamptz', run_id: 'int' },
  },
  sourceRecord: {
    name: 'source_record',
    key: { kind: text, source_id: text },
    columns: { hash: text, payload: 'json', first_run: 'int', changed_run: 'int' },
    kept: ['first_run'],
  },
  tombstone: {
    name: 'tombstone',
    key: { kind: text, source_id: text },
    columns: {
      label: text,
      account_number: text,
      number_key: text,
      departments: 'bigint',
      gone_at: 'timestamptz',
      run_id: 'int',
    },
  },
  alias: {
    name: 'alias',
    key: { kind: text, from_id: text },
    columns: { to_id: text, at: 'timestamptz', run_id: 'int' },
  },
  rejectedRow: {
    name: 'rejected_row',
    key: { kind: text, row_key: text },
    columns: { ...REJECTED, run_id: 'int' },
  },
  pastRejection: {
    name: 'past_rejection',
    key: { kind: text, row_key: text, until_run: 'int' },
    columns: { ...REJECTED, run_id: 'int' },
  },
  listing: {
    name: 'listing',
    key: { customer_id: text, account_id: text },
    columns: { module: text, departments: 'bigint', belongs: 'bigint', words: text },
  },
} as const satisfies Record<string, BulkTable>
