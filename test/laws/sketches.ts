import fc from 'fast-check'
import type { AccountStatus } from '../../src/kernel/settings.ts'
import { copyOf, emptyCity, takeOut, type City, type Row } from './city.ts'

/**
 * Generators. They make sketches, small values that shrink well, from which rows are written: everything is drawn from
 * few words, so that records collide in names, numbers and addresses as those of a city do.
 */

/** What an arbitrary generates. */
export type ValueOf<A> = A extends fc.Arbitrary<infer V> ? V : never

const LAST = ['Okafor', 'Núñez', "O'Brien", 'Smith-Jones', 'de la Cruz', 'Lee', 'Leeds'] as const
const FIRST = ['Ana', 'Chidi', 'José María', 'Lee', 'Anna'] as const
const BUSINESSES = ['Aspen Café LLC', 'Lee & Sons Plumbing', 'A-1 Towing'] as const
const STREETS = ['118 Aspen Way', '40 Old Mill Rd', '118 Aspen Way Apt 2', "7 O'Hara Ct"] as const
const MODULES = ['utility', 'business_license', 'receivable'] as const
/** The source's own words; `zzz` is known to nobody. */
const STATUS_MAP: Readonly<Record<string, AccountStatus>> = { A: 'active', F: 'closed', D: 'inactive' }

const flag = fc.constantFrom('Y', 'Y', 'Y', '', 'N')

const customerSketch = fc.record({
  last: fc.constantFrom(...LAST),
  first: fc.constantFrom(...FIRST),
  business: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom(...BUSINESSES)),
  order: fc.constantFrom('last first', 'first last'),
  status: fc.constantFrom('active', 'active', 'active', '', 'inactive'),
  online: flag,
  confidential: fc.constantFrom('', '', '', 'N', 'Y'),
  email: fc.constantFrom('', 'ana@example.gov', 'lee.sons@example.gov'),
  phone: fc.constantFrom('', '(303) 555-0142', '1-970-555-0188'),
  address: fc.constantFrom('', ...STREETS),
  fault: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, fc.constantFrom('status', 'flag', 'name')),
})

const accountSketch = fc.record({
  style: fc.constantFrom('dotted', 'dotted', 'licence', 'shared'),
  module: fc.constantFrom(...MODULES),
  department: fc.constantFrom('Water', 'Water', 'Licensing', 'Parks', ''),
  status: fc.constantFrom('active', 'A', 'A', 'D', 'F', 'closed'),
  online: flag,
  closedOn: fc.constantFrom('', '2026-11-02', '2026-11-18', '2026-01-31'),
  balance: fc.constantFrom('0', '', '84.20', '-12.50', '0.01'),
  address: fc.constantFrom('', ...STREETS),
  holders: fc.array(
    fc.record({
      customer: fc.nat(30),
      role: fc.constantFrom('owner', 'tenant', 'landlord'),
      to: fc.constantFrom('', '', '', '2026-11-10', '2027-01-01'),
      fault: fc.oneof({ weight: 10, arbitrary: fc.constant(false) }, fc.constant(true)),
    }),
    { minLength: 0, maxLength: 2, size: 'max' },
  ),
  charges: fc.array(fc.constantFrom('charge', 'credit', 'deposit'), { maxLength: 2 }),
  fault: fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, fc.constantFrom('status', 'balance', 'date')),
})

/** Without the bias of fast-check towards small values: a law is held over whole cities. */
export const citySketch = fc.noBias(
  fc.record({
    customers: fc.array(customerSketch, { minLength: 6, maxLength: 11, size: 'max' }),
    accounts: fc.array(accountSketch, { minLength: 8, maxLength: 15, size: 'max' }),
  }),
)

const index = fc.nat(30)
export const editSketches = fc.noBias(
  fc.array(
    fc.oneof(
      fc.record({
        what: fc.constantFrom('delete customer', 'delete account', 'renumber', 'untie'),
        i: index,
      }),
      fc.record({
        what: fc.constantFrom('merge customers', 'merge accounts', 'reassign', 'end tie'),
        i: index,
        j: index,
      }),
      fc.record({ what: fc.constant('merge from nowhere' as const), i: index }),
    ),
    { minLength: 2, maxLength: 6, size: 'max' },
  ),
)

export const policy = fc.record({
  modules: fc.oneof(
    { weight: 2, arbitrary: fc.constant('all' as const) },
    fc.constant(['utility', 'receivable']),
  ),
  requireActive: fc.constantFrom(true, true, false),
  closedGraceDays: fc.constantFrom(0, 0, 10, 30),
  keepClosedWithBalance: fc.boolean(),
  onlineAccess: fc.constantFrom('ignore', 'account', 'customer', 'account_and_customer', 'account_and_customer_explicit'),
  balance: fc.record({
    require: fc.constantFrom('none', 'none', 'any', 'owing'),
    minimumCents: fc.constantFrom(1, 5_000),
    creditsCount: fc.boolean(),
  }),
  shareConfidential: fc.constantFrom(false, false, true),
}) // prettier-ignore

/** The settings of a generated community. */
export function settingsWith(eligibility: ValueOf<typeof policy>) {
  return { timeZone: 'America/Denver', systemOfRecordName: 'Caselle', statusMap: STATUS_MAP, eligibility }
}

type AccountSketch = ValueOf<typeof accountSketch>

export function cityOf(sketch: ValueOf<typeof citySketch>): City {
  const city = emptyCity()
  sketch.customers.forEach((customer, i) => {
    const { last, first, business, order } = customer
    city.customers.push({
      customer_id: `C${i}`,
      name:
        customer.fault === 'name'
          ? ''
          : (business ?? (order === 'last first' ? `${last}, ${first}` : `${first} ${last}`)),
      customer_type: business === null ? 'person' : 'business',
      email: customer.email,
      phone: customer.phone,
      mailing_address: customer.address,
      status: customer.fault === 'status' ? 'zzz' : customer.status,
      online_access: customer.fault === 'flag' ? 'maybe' : customer.online,
      confidential: customer.confidential,
    })
  })
  sketch.accounts.forEach((account, i) => addAccount(city, account, i))
  return city
}

function addAccount(city: City, account: AccountSketch, i: number): void {
  const id = `A${i}`
  city.accounts.push({
    account_id: id,
    account_number: numberOf(account.style, i),
    module: account.module,
    department: account.department,
    status: account.fault === 'status' ? 'zzz' : account.status,
    online_access: account.online,
    service_address: account.address,
    closed_on: account.fault === 'date' ? '2026-13-45' : account.closedOn,
    balance: account.fault === 'balance' ? 'much' : account.balance,
  })
  for (const holder of account.holders) {
    const customerId = `C${holder.customer % city.customers.length}`
    if (city.holders.some((row) => row.account_id === id && row.customer_id === customerId)) continue
    city.holders.push({
      customer_id: customerId,
      account_id: id,
      role: holder.fault ? 'boss' : holder.role,
      from_on: '',
      to_on: holder.to,
    })
  }
  account.charges.forEach((kind, n) => {
    city.charges.push({ charge_id: `${id}-${n}`, account_id: id, kind, amount: '10', balance: '10' })
  })
}

function numberOf(style: AccountSketch['style'], i: number): string {
  if (style === 'licence') return `BL-2024-${String(i).padStart(3, '0')}`
  return style === 'shared' ? '12.3400.00' : `12.${3400 + i}.0${i % 10}`
}

/** The city after a day of work in its system of record. */
export function edited(before: City, edits: ValueOf<typeof editSketches>): City {
  const city = copyOf(before)
  for (const edit of edits) {
    const j = 'j' in edit ? edit.j : 0
    const customer = pick(city.customers, edit.i)
    const account = pick(city.accounts, edit.i)
    const holder = pick(city.holders, edit.i)
    if (edit.what === 'delete customer' && customer) removeCustomer(city, customer)
    if (edit.what === 'delete account' && account) removeAccount(city, account)
    if (edit.what === 'renumber' && account)
      account.account_number = `77.${5000 + edit.i}.${String(city.accounts.indexOf(account)).padStart(2, '0')}`
    if (edit.what === 'untie' && holder) takeOut(city.holders, (row) => row === holder)
    if (edit.what === 'end tie' && holder) holder.to_on = '2026-11-15'
    if (edit.what === 'reassign' && account) reassign(city, account, pick(city.customers, j))
    if (edit.what === 'merge customers' && customer) mergeCustomer(city, customer, pick(city.customers, j))
    if (edit.what === 'merge accounts' && account) mergeAccount(city, account, pick(city.accounts, j))
    if (edit.what === 'merge from nowhere' && customer)
      addMerge(city, `OLD${edit.i}`, customer.customer_id ?? '', 'customer')
  }
  return city
}

function pick(rows: readonly Row[], i: number): Row | undefined {
  return rows[i % Math.max(1, rows.length)]
}

function removeCustomer(city: City, { customer_id }: Row): void {
  takeOut(city.customers, (row) => row.customer_id === customer_id)
  takeOut(city.holders, (row) => row.customer_id === customer_id)
}

function removeAccount(city: City, { account_id }: Row): void {
  takeOut(city.accounts, (row) => row.account_id === account_id)
  takeOut(city.holders, (row) => row.account_id === account_id)
  takeOut(city.charges, (row) => row.account_id === account_id)
}

function reassign(city: City, account: Row, to: Row | undefined): void {
  if (!to) return
  takeOut(city.holders, (row) => row.account_id === account.account_id)
  city.holders.push(tie(to.customer_id ?? '', account.account_id ?? ''))
}

export function tie(customerId: string, accountId: string): Row {
  return { customer_id: customerId, account_id: accountId, role: 'owner', from_on: '', to_on: '' }
}

function mergeCustomer(city: City, from: Row, to: Row | undefined): void {
  if (!to || from === to) return
  for (const row of city.holders.filter((each) => each.customer_id === from.customer_id)) {
    const accountId = row.account_id ?? ''
    if (!city.holders.some((each) => each.customer_id === to.customer_id && each.account_id === accountId))
      city.holders.push({ ...row, customer_id: to.customer_id ?? '' })
  }
  removeCustomer(city, from)
  addMerge(city, from.customer_id ?? '', to.customer_id ?? '', 'customer')
}

function mergeAccount(city: City, from: Row, to: Row | undefined): void {
  if (!to || from === to) return
  removeAccount(city, from)
  addMerge(city, from.account_id ?? '', to.account_id ?? '', 'account')
}

function addMerge(city: City, fromId: string, toId: string, kind: string): void {
  takeOut(city.merges, (row) => row.from_id === fromId && row.kind === kind)
  city.merges.push({ from_id: fromId, to_id: toId, kind, at: '2026-11-19T12:00:00Z' })
}

/** What a clerk types: whole and part of names, numbers, addresses, with accents and punctuation or without, or wrong. */
export const searches = fc.array(
  fc.record({
    text: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...LAST, ...BUSINESSES, 'lee', 'nunez', 'obri', 'cruz', 'smithjones', 'le', 'a') },
      { weight: 3, arbitrary: fc.constantFrom('lee ana', 'okafor chidi', 'ana nunez', 'nunez 12.34', 'jose lee', 'lee 118 aspen', 'lee plumbing utility', 'okafor 31') },
      { weight: 4, arbitrary: fc.constantFrom('okafer', 'okafor zzqx', 'nunes', 'ana nunes', 'leee', 'lee anna jr', 'obryan', 'smyth jones', 'de la cruz pepe', 'delacruz jose', 'annalee', 'aspen cafee llc', 'okafor chidi aspn', '118 aspn zzqx ana', '12.3401.00', 'last:lee', 'last:ana lee', 'address:"118 aspen" lee') },
      { weight: 3, arbitrary: fc.nat(14).map((i) => `12.${3400 + i}.0${i % 10}`) },
      { weight: 2, arbitrary: fc.constantFrom('BL-2024-0', 'bl2024001', '3401', '12 34 02', '340202', '77.50', '118 aspen', 'mill old', '303 555 0142', '5550142', '1 970 555 0188', 'ana@example.gov', 'C3', 'c1 okafor', "o'hara", '!!!', '12 3400 00', '0142 lee') },
    ),
    module: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, fc.constantFrom(...MODULES)),
  }),
  { minLength: 2, maxLength: 5, size: 'max' },
) // prettier-ignore

/** Who asks: departments by name (null: all of them), and rights. */
export const userSketch = fc.record({
  departments: fc.constantFrom(null, null, ['Water'], ['Licensing'], ['Water', 'Parks'], []),
  rights: fc.constantFrom(
    ['search', 'explain'] as const,
    ['search', 'explain'] as const,
    ['search'] as const,
    ['explain'] as const,
    [] as const,
  ),
})
