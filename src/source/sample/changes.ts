import type { Day } from '../../kernel/clock.ts'
import { wrongUse } from '../../kernel/errors.ts'
import type { SourceKind, SourceValues } from '../port.ts'
import { departmentOf, nameCells } from './cast-records.ts'
import type { CityPlan } from './city-plan.ts'
import type { NewSampleCustomer } from './editor.ts'
import { decimal, filled, inMask } from './generate.ts'
import type { SampleRecords } from './records.ts'

/** What a change makes of the records, and what it did in a sentence. */
export interface Changed {
  readonly records: SampleRecords
  readonly says: string
}

export interface Occasion {
  readonly city: CityPlan
  readonly now: Date
  /** In the zone of the city. */
  readonly today: Day
}

type Change = (records: SampleRecords, occasion: Occasion) => Changed

/** Cells to set; an empty text takes the cell away. */
export function changeCustomer(customerId: string, cells: Record<string, string>, says: string): Change {
  return (records, { now }) => {
    const customer = getCustomer(records, customerId)
    const changed = filled({ ...customer, ...cells, updated_at: now.toISOString() })
    return {
      records: withRows(records, 'customers', (rows) =>
        rows.map((row) => (row === customer ? changed : row)),
      ),
      says: `${nameOf(customer)} ${says}.`,
    }
  }
}

export function renameCustomer(customerId: string, name: string): Change {
  return (records, occasion) => {
    const isBusiness = getCustomer(records, customerId).customer_type === 'business'
    const none = { name: '', first_name: '', middle_name: '', last_name: '', suffix: '', business_name: '' }
    const cells = { ...none, ...nameCells(occasion.city, isBusiness ? name : personParts(name)) }
    return changeCustomer(customerId, cells, `was renamed to ${name}`)(records, occasion)
  }
}

export function changeAccount(accountId: string, cells: Record<string, string>, says: string): Change {
  return (records, { now }) => {
    const account = getAccount(records, accountId)
    const changed = filled({ ...account, ...cells, updated_at: now.toISOString() })
    return {
      records: withRows(records, 'accounts', (rows) => rows.map((row) => (row === account ? changed : row))),
      says: `Account ${account.account_number ?? ''} ${says}.`,
    }
  }
}

export function closeAccount(accountId: string): Change {
  return (records, occasion) => {
    const cells = { status: occasion.city.statusWords.closed, closed_on: occasion.today }
    return changeAccount(accountId, cells, 'was closed')(records, occasion)
  }
}

export function reopenAccount(accountId: string): Change {
  return (records, occasion) => {
    const cells = { status: occasion.city.statusWords.active, closed_on: '' }
    return changeAccount(accountId, cells, 'was opened again')(records, occasion)
  }
}

export function renumberAccount(accountId: string, accountNumber: string): Change {
  return (records, occasion) => {
    const number = accountNumber.trim()
    if (number === '') throw wrongUse('sample_number_empty', 'Type the new account number.')
    const other = records.accounts.find(
      (row) => row.account_number === number && row.account_id !== accountId,
    )
    if (other)
      throw wrongUse('sample_number_taken', `Another account has the number ${number}; choose a free one.`)
    return changeAccount(
      accountId,
      { account_number: number },
      `was renumbered to ${number}`,
    )(records, occasion)
  }
}

export function reassignAccount(accountId: string, toCustomerId: string): Change {
  return (records, { today }) => {
    const account = getAccount(records, accountId)
    const to = getCustomer(records, toCustomerId)
    const holders = records.holders
      .filter((row) => row.account_id !== accountId || row.customer_id !== toCustomerId)
      .map((row) =>
        row.account_id === accountId && row.to_on === undefined ? { ...row, to_on: today } : row,
      )
    const holder = { customer_id: toCustomerId, account_id: accountId, role: 'owner', from_on: today }
    return {
      records: { ...records, holders: [...holders, holder] },
      says: `Account ${account.account_number ?? ''} was reassigned to ${nameOf(to)}.`,
    }
  }
}

export function mergeCustomer(fromId: string, toId: string): Change {
  return (records, { now }) => {
    if (fromId === toId)
      throw wrongUse('sample_merge_itself', 'Choose another customer: nobody is merged into themselves.')
    const from = getCustomer(records, fromId)
    const to = getCustomer(records, toId)
    const held = new Set(records.holders.filter((row) => row.customer_id === toId).map(keyOfTie))
    const moved = records.holders
      .filter((row) => row.customer_id !== fromId || !held.has(keyOfTie(row)))
      .map((row) => (row.customer_id === fromId ? { ...row, customer_id: toId } : row))
    const merge = { from_id: fromId, to_id: toId, kind: 'customer', at: now.toISOString() }
    return {
      records: {
        ...records,
        customers: records.customers.filter((row) => row !== from),
        holders: moved,
        merges: [...records.merges.filter((row) => row.from_id !== fromId), merge],
      },
      says: `${nameOf(from)} was merged into ${nameOf(to)}.`,
    }
  }
}

export function deleteCustomer(customerId: string): Change {
  return (records) => {
    const customer = getCustomer(records, customerId)
    const held = new Set(
      records.holders.filter((row) => row.customer_id === customerId).map((row) => row.account_id),
    )
    for (const row of records.holders) if (row.customer_id !== customerId) held.delete(row.account_id)
    return {
      records: {
        ...records,
        customers: records.customers.filter((row) => row !== customer),
        accounts: records.accounts.filter((row) => !held.has(row.account_id)),
        holders: records.holders.filter((row) => row.customer_id !== customerId),
        charges: records.charges.filter((row) => !held.has(row.account_id)),
      },
      says: `${nameOf(customer)} was deleted.`,
    }
  }
}

/** @returns also the id of the new customer */
export function createCustomer(
  records: SampleRecords,
  { city, now, today }: Occasion,
  { name, kind, module, address }: NewSampleCustomer,
): Changed & { customerId: string } {
  if (name.trim() === '') throw wrongUse('sample_name_empty', 'Type a name.')
  const customerId = city.customerIdPrefix + String(nextNumber(records.customers, 'customer_id'))
  const customer = filled({
    customer_id: customerId,
    ...nameCells(city, kind === 'business' ? name.trim() : personParts(name)),
    customer_type: kind,
    mailing_address: address ?? '',
    city: city.name,
    state: city.state,
    postal_code: city.postalCode,
    status: 'active',
    online_access: 'Y',
    updated_at: now.toISOString(),
  })
  const added: Partial<Record<SourceKind, SourceValues>> = { customers: customer }
  if (module !== undefined) {
    const accountId = `A${nextNumber(records.accounts, 'account_id')}`
    added.accounts = filled({
      account_id: accountId,
      account_number: freeNumber(records, city),
      module,
      department: departmentOf(city, module),
      status: city.statusWords.active,
      online_access: 'Y',
      service_address: address ?? '',
      opened_on: today,
      balance: decimal(2_500),
      updated_at: now.toISOString(),
    })
    added.holders = { customer_id: customerId, account_id: accountId, role: 'owner', from_on: today }
    added.charges = {
      charge_id: `${accountId}-1`,
      account_id: accountId,
      kind: 'charge',
      description: 'Opening of the account',
      amount: decimal(2_500),
      balance: decimal(2_500),
      posted_on: today,
    }
  }
  const next = Object.fromEntries(
    Object.entries(records).map(([key, rows]) => {
      const row = added[key as SourceKind]
      return [key, row ? [...rows, row] : rows]
    }),
  ) as SampleRecords
  return { records: next, says: `${nameOf(customer)} was created.`, customerId }
}

/** A customer's name as a clerk reads it: `Last, First Middle Suffix`, or of a business. */
export function nameOf(customer: SourceValues): string {
  const { name, business_name: business, last_name: last, first_name, middle_name, suffix } = customer
  const given = [first_name, middle_name, suffix].filter((part) => part !== undefined).join(' ')
  return name ?? business ?? [last, given].filter((part) => part !== undefined && part !== '').join(', ')
}

/** @throws wrongUse `sample_unknown` */
export function getCustomer(records: SampleRecords, customerId: string): SourceValues {
  const found = records.customers.find((row) => row.customer_id === customerId)
  if (!found)
    throw wrongUse('sample_unknown', `The sample has no customer ${customerId} any more; search for another.`)
  return found
}

function getAccount(records: SampleRecords, accountId: string): SourceValues {
  const found = records.accounts.find((row) => row.account_id === accountId)
  if (!found)
    throw wrongUse('sample_unknown', `The sample has no account ${accountId} any more; search for another.`)
  return found
}

function withRows(
  records: SampleRecords,
  kind: SourceKind,
  change: (rows: readonly SourceValues[]) => readonly SourceValues[],
): SampleRecords {
  return { ...records, [kind]: change(records[kind]) }
}

/** `Last, First Middle`, or in the order of speech. */
function personParts(name: string): [string, string] {
  const text = name.trim().replace(/\s+/g, ' ')
  if (text === '') throw wrongUse('sample_name_empty', 'Type a name.')
  const comma = text.indexOf(',')
  if (comma >= 0) return [text.slice(0, comma).trim(), text.slice(comma + 1).trim()]
  const space = text.lastIndexOf(' ')
  return space < 0 ? [text, ''] : [text.slice(space + 1), text.slice(0, space)]
}

function keyOfTie(row: SourceValues): string {
  return [row.account_id, row.role, row.from_on].join('\t')
}

function nextNumber(rows: readonly SourceValues[], column: string): number {
  return rows.reduce((next, row) => Math.max(next, Number((row[column] ?? '').replace(/\D/g, '')) + 1), 1)
}

function freeNumber(records: SampleRecords, { accountNumberMask }: CityPlan): string {
  const taken = new Set(records.accounts.map((row) => row.account_number))
  const digits = accountNumberMask.split('#').length - 1
  for (let n = 1; ; n++) {
    const number = inMask(accountNumberMask, `5${String(n).padStart(digits - 1, '0')}`)
    if (!taken.has(number)) return number
  }
}
