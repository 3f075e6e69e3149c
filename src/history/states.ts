import { sql, type RawBuilder } from 'kysely'
import { NO_DEPARTMENT } from '../kernel/departments.ts'
import type { AccountStatus } from '../kernel/settings.ts'
import type { WithheldBy } from '../store/index.ts'
import type { JsonObject } from './merge-patch.ts'

/**
 * What of a record is remembered: all that the source says of it, and the verdict. Left out are what is derived from the
 * rest (keys, former names and numbers) and what counts runs. What is unknown is absent.
 */
export interface CustomerState {
  readonly name: string
  readonly kind: 'person' | 'business'
  readonly status: 'active' | 'inactive'
  readonly confidential: boolean
  readonly online_access?: boolean
  readonly withheld_by: readonly WithheldBy[]
  /** The accounts that it holds or held before, by id: also a removed customer leads to what it had. */
  readonly accounts: Readonly<Record<string, true>>
}

export interface AccountState {
  readonly account_number: string
  readonly module: string
  /** The bit of its department. */
  readonly department: number
  readonly status: AccountStatus
  readonly source_status: string
  readonly service_address?: string
  readonly balance_cents: number
  readonly withheld_by: readonly WithheldBy[]
  /** ISO instant. */
  readonly verdict_valid_until?: string
  /** `customer, role, first day` with unit separators → the first day on which it does not hold it, '' for none. */
  readonly holders: Readonly<Record<string, string>>
  /** By id. */
  readonly charges: Readonly<Record<string, JsonObject>>
}

export type Kind = 'customer' | 'account'

/** A record as it is in the copy. */
export interface Recorded {
  readonly id: string
  readonly firstRun: number
  readonly state: JsonObject
}

/** Stands between the parts of a key; no cell of a source holds it. */
export const UNIT = '\x1f'

const CUSTOMER_COLUMNS = [
  'name', 'kind', 'first_name', 'middle_name', 'last_name', 'suffix', 'business_name', 'email', 'phone', 'phone2',
  'mailing_address', 'city', 'state', 'postal_code', 'tax_id_hash', 'tax_id_last4', 'status', 'online_access',
  'confidential', 'updated_at', 'withheld_by',
] as const // prettier-ignore

const ACCOUNT_COLUMNS = [
  'account_number', 'module', 'department', 'status', 'source_status', 'online_access', 'service_address', 'opened_on',
  'closed_on', 'balance_cents', 'updated_at', 'withheld_by', 'verdict_valid_until',
] as const // prettier-ignore

const CHARGE_COLUMNS = [
  'kind', 'description', 'amount_cents', 'balance_cents', 'posted_on', 'due_on',
] as const // prettier-ignore

type Row = Readonly<Record<string, unknown>>

/** The statements whose answers `customersOf` makes states of, for the customers of whom `id` holds. */
export function customerQueries(
  communityId: number,
  id: (column: RawBuilder<unknown>) => RawBuilder<boolean>,
) {
  const ties = (table: 'holder' | 'former_holder') =>
    sql`select t.customer_id, t.account_id from ${sql.table(table)} as t
      where t.community_id = ${communityId} and ${id(sql`t.customer_id`)}`
  return [
    sql<Row>`select c.customer_id as id, c.first_run, ${columns('c', CUSTOMER_COLUMNS)} from customer as c
      where c.community_id = ${communityId} and ${id(sql`c.customer_id`)}`,
    sql<Row>`${ties('holder')} union ${ties('former_holder')} order by account_id`,
  ] as const
}

export function customersOf(rows: readonly Row[], ties: readonly Row[]): Map<string, Recorded> {
  const accounts = Map.groupBy(ties, (tie) => tie['customer_id'])
  return recorded(rows, CUSTOMER_COLUMNS, (id) => ({
    accounts: (accounts.get(id) ?? []).map((tie) => [String(tie['account_id']), true]),
  }))
}

/** The statements whose answers `accountsOf` makes states of. */
export function accountQueries(
  communityId: number,
  id: (column: RawBuilder<unknown>) => RawBuilder<boolean>,
) {
  return [
    sql<Row>`select a.account_id as id, a.first_run, ${columns('a', ACCOUNT_COLUMNS)} from account as a
      where a.community_id = ${communityId} and ${id(sql`a.account_id`)}`,
    sql<Row>`select h.account_id, h.customer_id, h.role, h.from_on, h.to_on from holder as h
      where h.community_id = ${communityId} and ${id(sql`h.account_id`)}
      order by h.account_id, h.customer_id, h.role, h.from_on`,
    sql<Row>`select h.account_id, h.charge_id, ${columns('h', CHARGE_COLUMNS)} from charge as h
      where h.community_id = ${communityId} and ${id(sql`h.account_id`)} order by h.account_id, h.charge_id`,
  ] as const
}

export function accountsOf(
  rows: readonly Row[],
  holders: readonly Row[],
  charges: readonly Row[],
): Map<string, Recorded> {
  const held = Map.groupBy(holders, (row) => row['account_id'])
  const charged = Map.groupBy(charges, (row) => row['account_id'])
  return recorded(rows, ACCOUNT_COLUMNS, (id) => ({
    holders: (held.get(id) ?? []).map((row) => [
      [row['customer_id'], row['role'], row['from_on']].join(UNIT),
      row['to_on'] ?? '',
    ]),
    charges: (charged.get(id) ?? []).map((row) => [
      String(row['charge_id']),
      Object.fromEntries(present(row, CHARGE_COLUMNS)),
    ]),
  }))
}

/** The ids of those who hold an account in this state. */
export function holdersIn(state: JsonObject): string[] {
  const { holders = {} } = state as Partial<AccountState>
  return [...new Set(Object.keys(holders).map((key) => key.split(UNIT, 1)[0] ?? ''))]
}

/** The bit of the department of an account in this state. */
export function departmentIn(state: JsonObject): number {
  return (state as Partial<AccountState>).department ?? NO_DEPARTMENT
}

function recorded(
  rows: readonly Row[],
  names: readonly string[],
  partsOf: (id: unknown) => Readonly<Record<string, (readonly [string, unknown])[]>>,
): Map<string, Recorded> {
  return new Map(
    rows.map((row) => {
      const id = String(row['id'])
      const parts = Object.entries(partsOf(row['id'])).map(
        ([name, members]) => [name, Object.fromEntries(members)] as const,
      )
      const state = Object.fromEntries([...present(row, names), ...parts]) as JsonObject
      return [id, { id, firstRun: Number(row['first_run']), state }]
    }),
  )
}

/** What is known of a row, as JSON: instants as ISO strings, alike on both databases. */
function present(row: Row, names: readonly string[]): (readonly [string, unknown])[] {
  return names.flatMap((name) => {
    const value = row[name]
    return value === null || value === undefined
      ? []
      : [[name, value instanceof Date ? value.toISOString() : value] as const]
  })
}

function columns(table: string, names: readonly string[]) {
  return sql.join(names.map((name) => sql.ref(`${table}.${name}`)))
}
