import pg from 'pg'
import { SOURCE_KINDS, type SourceKind, type SourceValues } from '../src/source/port.ts'
import { COLUMNS } from '../src/sync/columns.ts'
import { generateCity } from './cities/city-batches.ts'
import type { City } from './cities/cities.ts'

/** A city's own database, in which clerks work. */
export interface WorkingCity {
  /** How `source.sql` names its views. */
  readonly views: Readonly<Record<string, string>>
  /** Gives customers other surnames, each in a transaction of its own. Resolves with when the last of them was committed. */
  rename(customers: readonly { readonly id: string; readonly surname: string }[]): Promise<void>
  close(): Promise<void>
}

const ROWS_A_STATEMENT = 5_000

/** Makes the tables of a city in an empty database, and fills them. */
export async function makeWorkingCity(url: string, city: City): Promise<WorkingCity> {
  const client = new pg.Client(url)
  await client.connect()
  for (const kind of SOURCE_KINDS) await client.query(tableOf(kind))
  const rows: Record<SourceKind, SourceValues[]> = {
    customers: [],
    accounts: [],
    holders: [],
    charges: [],
    merges: [],
  }
  for (const made of generateCity(city)) {
    rows.customers.push(made.customer)
    for (const kind of ['accounts', 'holders', 'charges'] as const) rows[kind].push(...made[kind])
  }
  for (const kind of SOURCE_KINDS)
    for (let at = 0; at < rows[kind].length; at += ROWS_A_STATEMENT)
      await insert(client, kind, rows[kind].slice(at, at + ROWS_A_STATEMENT))
  await client.query(`
    create index on erp_customers (customer_id);
    create index on erp_customers (updated_at);
    create index on erp_accounts (account_id);
    create index on erp_accounts (updated_at);
    create index on erp_holders (account_id);
    create index on erp_charges (account_id);
    analyze`)
  return {
    views: Object.fromEntries(SOURCE_KINDS.map((kind) => [kind, `erp_${kind}`])),
    async rename(customers) {
      for (const { id, surname } of customers)
        await client.query(
          'update erp_customers set last_name = $2, name = $2, updated_at = clock_timestamp() where customer_id = $1',
          [id, surname],
        )
    },
    close: () => client.end(),
  }
}

function tableOf(kind: SourceKind): string {
  const columns = COLUMNS[kind].map(
    (column) => `${column} ${column === 'updated_at' ? 'timestamptz' : 'text'}`,
  )
  return `create table erp_${kind} (${columns.join(', ')})`
}

async function insert(client: pg.Client, kind: SourceKind, rows: readonly SourceValues[]): Promise<void> {
  const columns = COLUMNS[kind].map((column) =>
    column === 'updated_at' ? `now() - interval '1 day'` : column,
  )
  await client.query(
    `insert into erp_${kind} select ${columns.join(', ')}
     from json_populate_recordset(null::erp_${kind}, $1::json)`,
    [JSON.stringify(rows.map(({ updated_at: _, ...row }) => row))],
  )
}
