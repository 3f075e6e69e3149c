import type { SourceValues } from '../port.ts'
import { nameOf } from './changes.ts'
import type { CityPlan } from './city-plan.ts'
import type { SampleAccount, SampleCustomer } from './editor.ts'
import type { SampleRecords } from './records.ts'

/** As many as a page shows. */
const MAX_FOUND = 20

/**
 * Customers whose name, id, account number or address holds the text, whatever its case, accents and punctuation;
 * without a text the named cast, which is what a newcomer looks for.
 */
export function findSampleCustomers(
  records: SampleRecords,
  text: string,
  city: CityPlan,
  stories: ReadonlyMap<string, string>,
): SampleCustomer[] {
  const words = text
    .split(/\s+/)
    .map(plain)
    .filter((word) => word !== '')
  const present = (customer: SourceValues) => presentCustomer(records, customer, city, stories)
  if (words.length === 0)
    return records.customers.filter(({ customer_id: id }) => id !== undefined && stories.has(id)).map(present)
  const accountsOf = accountsByCustomer(records)
  const found: SampleCustomer[] = []
  for (const customer of records.customers) {
    const texts = [nameOf(customer), customer.customer_id, customer.mailing_address]
    for (const { account } of accountsOf.get(customer.customer_id ?? '') ?? [])
      texts.push(account.account_number, account.service_address)
    const heap = texts.map((each) => plain(each ?? '')).join(' ')
    if (words.every((word) => heap.includes(word))) found.push(present(customer))
    if (found.length === MAX_FOUND) break
  }
  return found
}

/** A customer with its accounts, as the demo page shows it. */
export function presentCustomer(
  records: SampleRecords,
  customer: SourceValues,
  city: CityPlan,
  stories: ReadonlyMap<string, string>,
): SampleCustomer {
  const customerId = customer.customer_id ?? ''
  const accounts = records.holders
    .filter((holder) => holder.customer_id === customerId && holder.to_on === undefined)
    .flatMap((holder): SampleAccount[] => {
      const account = records.accounts.find((row) => row.account_id === holder.account_id)
      return account ? [presentAccount(account, holder.role ?? '', city)] : []
    })
  return {
    customerId,
    name: nameOf(customer),
    status: customer.status ?? 'active',
    online: onlineOf(customer),
    confidential: customer.confidential === 'Y',
    story: stories.get(customerId),
    accounts,
  }
}

function presentAccount(account: SourceValues, role: string, city: CityPlan): SampleAccount {
  return {
    accountId: account.account_id ?? '',
    accountNumber: account.account_number ?? '',
    module: account.module ?? '',
    department: account.department,
    status: account.status ?? '',
    closed: account.status === city.statusWords.closed,
    online: onlineOf(account),
    serviceAddress: account.service_address,
    balance: account.balance ?? '0.00',
    role,
  }
}

function onlineOf(row: SourceValues): boolean | undefined {
  return row.online_access === undefined ? undefined : row.online_access === 'Y'
}

function accountsByCustomer(records: SampleRecords) {
  const byId = new Map(records.accounts.map((account) => [account.account_id, account]))
  const byCustomer = new Map<string, { account: SourceValues }[]>()
  for (const { customer_id: customerId = '', account_id: accountId } of records.holders) {
    const account = byId.get(accountId)
    if (!account) continue
    const known = byCustomer.get(customerId)
    if (known) known.push({ account })
    else byCustomer.set(customerId, [{ account }])
  }
  return byCustomer
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
