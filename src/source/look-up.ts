import type { LookupSubject, SourceRecord, SourceValues } from './port.ts'

/** The kinds of which single rows are looked up. */
export type FoundKind = 'customers' | 'accounts' | 'holders' | 'charges'

/** Finds rows by the values of a column. An account number is compared by `accountNumberKey`, everything else as it is. */
export interface RowFinder {
  /** The rows whose `column` is one of `values`, in the order of the values. */
  rows(kind: FoundKind, column: string, values: readonly string[]): Promise<SourceValues[]>
}

/** As many as are read of the customers that one number names; more is not what a person would ask for. */
const MAX_CUSTOMERS = 20

/**
 * The customers that a subject names, each with its accounts, all holders of these accounts (who else holds an account
 * decides who counts as its holder) and their charges.
 */
export async function lookUp(
  finder: RowFinder,
  subject: LookupSubject,
  signal: AbortSignal,
): Promise<SourceRecord[]> {
  const customers =
    'customerId' in subject
      ? await finder.rows('customers', 'customer_id', [subject.customerId])
      : await customersOfNumber(finder, subject.accountNumber)
  const records: SourceRecord[] = []
  for (const customer of customers.slice(0, MAX_CUSTOMERS)) {
    signal.throwIfAborted()
    records.push(await recordOf(finder, customer))
  }
  return records
}

/** An account number as people compare it: punctuation and case do not matter. */
export function accountNumberKey(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

async function customersOfNumber(finder: RowFinder, accountNumber: string): Promise<SourceValues[]> {
  const accounts = await finder.rows('accounts', 'account_number', [accountNumber])
  const holders = await finder.rows('holders', 'account_id', idsIn(accounts, 'account_id'))
  return await finder.rows('customers', 'customer_id', idsIn(holders, 'customer_id').slice(0, MAX_CUSTOMERS))
}

async function recordOf(finder: RowFinder, customer: SourceValues): Promise<SourceRecord> {
  const own = await finder.rows('holders', 'customer_id', [(customer.customer_id ?? '').trim()])
  const accountIds = idsIn(own, 'account_id')
  return {
    customer,
    accounts: await finder.rows('accounts', 'account_id', accountIds),
    holders: await finder.rows('holders', 'account_id', accountIds),
    charges: await finder.rows('charges', 'account_id', accountIds),
  }
}

/** The different ids in a column of some rows. */
export function idsIn(rows: readonly SourceValues[], column: string): string[] {
  return [...new Set(rows.map((row) => (row[column] ?? '').trim()))].filter((id) => id !== '')
}
