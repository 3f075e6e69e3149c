import { departmentKey } from '../../kernel/departments.ts'
import type { AccountRecord, ChargeRecord, CustomerRecord, HolderRecord } from '../interpret/index.ts'
import { cell, cellsSql } from './row-text.ts'

/**
 * The facts of a record, each said twice: as it is read from the source, and as SQL over the row of the copy (`t`, and
 * `d` for its department). Both give the same text where the copy is right, so that they can be digested and compared;
 * neither goes through what wrote the copy.
 */
export interface Fact<R> {
  readonly name: string
  readonly of: (record: R) => string | null
  readonly sql: string
}

export interface FactKinds {
  readonly customer: CustomerRecord
  readonly account: AccountRecord
  readonly holder: HolderRecord
  readonly charge: ChargeRecord
}

export type FactKind = keyof FactKinds
export const FACT_KINDS: readonly FactKind[] = ['customer', 'account', 'holder', 'charge']

export interface Described<R> {
  /** The record that a row is part of: a customer, or an account with its holders and charges. */
  readonly unit: 'customer' | 'account'
  readonly from: string
  /** What tells the row from others of its kind; the unit's id is the first. */
  readonly key: readonly Fact<R>[]
  /** The key, and all facts besides. */
  readonly columns: readonly Fact<R>[]
}

type Description<R> = Omit<Described<R>, 'columns'> & { readonly facts: readonly Fact<R>[] }

function described<R>({ unit, from, key, facts }: Description<R>): Described<R> {
  return { unit, from, key, columns: [...key, ...facts] }
}

function text<R>(name: string, of: (record: R) => string | null): Fact<R> {
  return { name, of, sql: `t.${name}` }
}

function flag<R>(name: string, of: (record: R) => boolean | null): Fact<R> {
  return { name, of: (record) => of(record)?.toString() ?? null, sql: `t.${name}::text` }
}

function day<R>(name: string, of: (record: R) => string | null): Fact<R> {
  return { name, of, sql: `t.${name}::text` }
}

function cents<R>(name: string, of: (record: R) => number): Fact<R> {
  return { name, of: (record) => String(of(record)), sql: `t.${name}::text` }
}

/** In milliseconds since the epoch, which no setting of a database prints in another way. */
function instant<R>(name: string, of: (record: R) => Date | null): Fact<R> {
  return {
    name,
    of: (record) => of(record)?.getTime().toString() ?? null,
    sql: `(extract(epoch from t.${name}) * 1000)::bigint::text`,
  }
}

export const DESCRIBED: { readonly [K in FactKind]: Described<FactKinds[K]> } = {
  customer: described<CustomerRecord>({
    unit: 'customer',
    from: 'customer as t',
    key: [text('customer_id', (record) => record.customerId)],
    facts: [
      text('name', (record) => record.name),
      text('kind', (record) => record.kind),
      text('first_name', (record) => record.firstName),
      text('middle_name', (record) => record.middleName),
      text('last_name', (record) => record.lastName),
      text('suffix', (record) => record.suffix),
      text('business_name', (record) => record.businessName),
      text('email', (record) => record.email),
      text('phone', (record) => record.phone),
      text('phone2', (record) => record.phone2),
      text('mailing_address', (record) => record.mailingAddress),
      text('city', (record) => record.city),
      text('state', (record) => record.state),
      text('postal_code', (record) => record.postalCode),
      text('tax_id_hash', (record) => record.taxIdHash),
      text('tax_id_last4', (record) => record.taxIdLast4),
      text('status', (record) => record.status),
      flag('online_access', (record) => record.onlineAccess),
      flag('confidential', (record) => record.confidential),
      instant('updated_at', (record) => record.updatedAt),
    ],
  }),
  account: described<AccountRecord>({
    unit: 'account',
    from: 'account as t left join department as d on d.community_id = t.community_id and d.bit = t.department',
    key: [text('account_id', (record) => record.accountId)],
    facts: [
      text('account_number', (record) => record.accountNumber),
      text('module', (record) => record.module),
      // By its name: two departments that changed places in the table of departments are found, too.
      {
        name: 'department',
        of: ({ departmentName }) => (departmentName === null ? null : departmentKey(departmentName)),
        sql: "coalesce(d.name_key, case when t.department = 63 then null else 'bit ' || t.department end)",
      },
      text('status', (record) => record.status),
      text('source_status', (record) => record.sourceStatus),
      flag('online_access', (record) => record.onlineAccess),
      text('service_address', (record) => record.serviceAddress),
      day('opened_on', (record) => record.openedOn),
      day('closed_on', (record) => record.closedOn),
      cents('balance_cents', (record) => record.balanceCents),
      instant('updated_at', (record) => record.updatedAt),
    ],
  }),
  holder: described<HolderRecord>({
    unit: 'account',
    from: 'holder as t',
    key: [
      text('account_id', (record) => record.accountId),
      text('customer_id', (record) => record.customerId),
      text('role', (record) => record.role),
      day('from_on', (record) => record.fromOn),
    ],
    facts: [day('to_on', (record) => record.toOn)],
  }),
  charge: described<ChargeRecord>({
    unit: 'account',
    from: 'charge as t',
    key: [text('account_id', (record) => record.accountId), text('charge_id', (record) => record.chargeId)],
    facts: [
      text('kind', (record) => record.kind),
      text('description', (record) => record.description),
      cents('amount_cents', (record) => record.amountCents),
      cents('balance_cents', (record) => record.balanceCents),
      day('posted_on', (record) => record.postedOn),
      day('due_on', (record) => record.dueOn),
    ],
  }),
}

/** All facts of a row of the source as one text. */
export function factsOf<K extends FactKind>(kind: K, record: FactKinds[K]): string {
  let all = ''
  for (const column of DESCRIBED[kind].columns) all += cell(column.of(record))
  return all
}

/** The same text of a row of the copy, as SQL. */
export function factsSql(kind: FactKind): string {
  return cellsSql(DESCRIBED[kind].columns.map(({ sql }) => sql))
}
