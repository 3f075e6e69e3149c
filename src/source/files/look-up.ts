import type { LookupSubject, SourceRecord, SourceValues } from '../port.ts'
import type { IndexReader } from './export-index.ts'

/** An account number that names more customers than these is no number that a person would ask for. */
const MAX_CUSTOMERS = 20

/**
 * The customers that a subject names, each with its accounts, all holders of these accounts (who else holds an account
 * decides who counts as its holder) and their charges.
 */
export async function lookUp(
  reader: IndexReader,
  subject: LookupSubject,
  signal: AbortSignal,
): Promise<SourceRecord[]> {
  const customers =
    'customerId' in subject
      ? await reader.rows('customers', 'customer_id', subject.customerId)
      : await customersOfNumber(reader, subject.accountNumber)
  const records: SourceRecord[] = []
  for (const customer of customers.slice(0, MAX_CUSTOMERS)) {
    signal.throwIfAborted()
    records.push(await recordOf(reader, customer))
  }
  return records
}

async function customersOfNumber(reader: IndexReader, accountNumber: string): Promise<SourceValues[]> {
  const customerIds = new Set<string>()
  for (const account of await reader.rows('accounts', 'account_number', accountNumber))
    for (const holder of await reader.rows('holders', 'account_id', account.account_id ?? ''))
      customerIds.add((holder.customer_id ?? '').trim())
  const customers: SourceValues[] = []
  for (const customerId of [...customerIds].slice(0, MAX_CUSTOMERS))
    customers.push(...(await reader.rows('customers', 'customer_id', customerId)))
  return customers
}

async function recordOf(reader: IndexReader, customer: SourceValues): Promise<SourceRecord> {
  const own = await reader.rows('holders', 'customer_id', customer.customer_id ?? '')
  const accounts: SourceValues[] = []
  const holders: SourceValues[] = []
  const charges: SourceValues[] = []
  for (const accountId of new Set(own.map((holder) => (holder.account_id ?? '').trim()))) {
    accounts.push(...(await reader.rows('accounts', 'account_id', accountId)))
    holders.push(...(await reader.rows('holders', 'account_id', accountId)))
    charges.push(...(await reader.rows('charges', 'account_id', accountId)))
  }
  return { customer, accounts, holders, charges }
}
