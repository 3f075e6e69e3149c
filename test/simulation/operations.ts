import type { Random } from '../../src/source/sample/random.ts'
import { addDays, type Day } from '../../src/kernel/clock.ts'
import type { Row } from '../sync/export.ts'
import { MASKS, idOf, type City } from './city.ts'

/** What happens in a city. Each says what it did, as a line of the log; undefined where the city has nothing to do it to. */
export type Operation = (city: City, random: Random, today: Day) => string | undefined

const SURNAMES = ['Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir', 'Ginkgo', 'Hazel', 'Ivy', 'Juniper']
const GIVEN = ['Ana', 'Bo', 'Chidi', 'Dee', 'Eli', 'Fay', 'Gus']
const DEPARTMENTS = ['Water', 'Parks', 'Licensing']

/** What every customer of a simulated city can be found by. */
export const FOUND_BY_ALL = 'simulation'

const addCustomer: Operation = (city, random) => {
  const id = `C${city.next()}`
  city.setCustomer({
    customer_id: id,
    name: `${random.pick(SURNAMES)}, ${random.pick(GIVEN)}`,
    mailing_address: `${city.next()} Simulation Way`,
    phone: `(303) 555-${1_000 + city.next()}`,
  })
  const account = random.chance(0.7) ? openAccount(city, random) : pickFrom(random, city.accounts)
  if (account !== undefined) city.hold(id, account, { role: random.chance(0.8) ? 'owner' : 'tenant' })
  return `${id} moves in with ${account ?? 'no account'}`
}

function openAccount(city: City, random: Random): string {
  const serial = city.next()
  const id = `A${serial}`
  city.setAccount({
    account_id: id,
    account_number: numberOf(city, serial),
    module: random.chance(0.8) ? 'utility' : 'permit',
    status: 'active',
    balance: random.pick(['0.00', '12.50', '84.20']),
    service_address: `${serial} Aspen Way`,
    ...(random.chance(0.8) ? { department: random.pick(DEPARTMENTS) } : {}),
  })
  if (random.chance(0.5)) charge(city, id)
  return id
}

function charge(city: City, accountId: string): void {
  const row = {
    charge_id: `H${city.next()}`,
    account_id: accountId,
    kind: 'charge',
    amount: '9.00',
    balance: '9.00',
  }
  city.charges = [...city.charges, row]
}

const addAccount: Operation = (city, random) => {
  const customer = pickFrom(random, city.customers)
  if (customer === undefined) return undefined
  const account = openAccount(city, random)
  city.hold(customer, account)
  return `${customer} opens ${account}`
}

const rename: Operation = (city, random) => {
  const id = pickFrom(random, city.customers)
  if (id === undefined) return undefined
  const name = `${random.pick(SURNAMES)}, ${random.pick(GIVEN)}`
  city.editCustomer(id, { name })
  return `${id} is called ${name}`
}

const edit: Operation = (city, random) => {
  const id = pickFrom(random, city.customers)
  if (id === undefined) return undefined
  city.editCustomer(id, { phone: `(303) 555-${1_000 + city.next()}` })
  return `${id} has another phone`
}

const bill: Operation = (city, random) => {
  const id = pickFrom(random, city.accounts)
  if (id === undefined) return undefined
  city.editAccount(id, { balance: random.pick(['0.00', '12.50', '-3.00', '250.00']) })
  if (random.chance(0.5)) charge(city, id)
  else city.charges = city.charges.filter((row) => row['account_id'] !== id)
  return `${id} is billed`
}

/** The duplicate goes; all that it held is the survivor's. */
function mergeCustomers(city: City, from: string, to: string): string {
  for (const row of city.holders.filter((holder) => holder['customer_id'] === from)) {
    city.release(from, idOf(row, 'account_id'))
    city.hold(to, idOf(row, 'account_id'), { ...row, customer_id: to })
  }
  city.deleteCustomer(from)
  city.merges = [
    ...city.merges.filter((row) => row['from_id'] !== from || row['kind'] !== 'customer'),
    { from_id: from, to_id: to, kind: 'customer' },
  ]
  return `${from} is merged into ${to}`
}

const merge: Operation = (city, random) => {
  const [from, to] = pickTwo(random, [...city.customers.keys()])
  return from === undefined || to === undefined ? undefined : mergeCustomers(city, from, to)
}

const mergeHoldersOfOne: Operation = (city, random) => {
  const shared = [...city.accounts.keys()].filter((id) => new Set(city.holdersOf(id)).size > 1)
  if (shared.length === 0) return undefined
  const [from, to] = pickTwo(random, [...new Set(city.holdersOf(random.pick(shared)))])
  return from === undefined || to === undefined
    ? undefined
    : `${mergeCustomers(city, from, to)}, of one account`
}

/** Two merges in a row, the second of the survivor of the first. */
const mergeChain: Operation = (city, random) => {
  const [first, second] = pickTwo(random, [...city.customers.keys()])
  if (first === undefined || second === undefined) return undefined
  const line = mergeCustomers(city, first, second)
  const others = [...city.customers.keys()].filter((id) => id !== second)
  if (others.length === 0) return line
  return `${line}, and ${mergeCustomers(city, second, random.pick(others))}`
}

const mergeAccounts: Operation = (city, random) => {
  const [from, to] = pickTwo(random, [...city.accounts.keys()])
  if (from === undefined || to === undefined) return undefined
  for (const customer of city.holdersOf(from)) city.hold(customer, to)
  city.deleteAccount(from)
  city.merges = [
    ...city.merges.filter((row) => row['from_id'] !== from || row['kind'] !== 'account'),
    { from_id: from, to_id: to, kind: 'account' },
  ]
  return `${from} is merged into ${to}`
}

const deleteCustomer: Operation = (city, random) => {
  const id = pickFrom(random, city.customers)
  if (id === undefined || city.customers.size < 4) return undefined
  const accounts = city.accountsOf(id)
  city.deleteCustomer(id)
  const orphans = accounts.filter((account) => city.holdersOf(account).length === 0 && random.chance(0.6))
  for (const account of orphans) city.deleteAccount(account)
  return `${id} is deleted${orphans.length === 0 ? '' : ` with ${orphans.join()}`}`
}

const deleteAccount: Operation = (city, random) => {
  const id = pickFrom(random, city.accounts)
  if (id === undefined || city.accounts.size < 4) return undefined
  city.deleteAccount(id)
  return `${id} is deleted`
}

/** Somebody who was deleted, or merged away, is entered again under the same id. */
const recreate: Operation = (city, random) => {
  const id = pickFrom(random, city.deleted.customers)
  if (id === undefined) return undefined
  const before = city.deleted.customers.get(id) as Row
  const { online_access: _, confidential: __, status: ___, ...row } = before
  city.setCustomer(row)
  if (random.chance(0.7)) city.merges = city.merges.filter((each) => each['from_id'] !== id)
  const account = pickFrom(random, city.deleted.accounts) ?? openAccount(city, random)
  const old = city.deleted.accounts.get(account)
  if (old) {
    city.setAccount({ ...old, status: 'active' })
    if (random.chance(0.7)) city.merges = city.merges.filter((each) => each['from_id'] !== account)
  }
  city.hold(id, account)
  return `${id} comes back with ${account}`
}

const renumber: Operation = (city, random) => {
  const id = pickFrom(random, city.accounts)
  if (id === undefined) return undefined
  const number = numberOf(city, city.next())
  city.editAccount(id, { account_number: number })
  return `${id} has the number ${number}`
}

/** The city prints all its numbers in another way. */
const changeMask: Operation = (city) => {
  city.mask = (city.mask + 1) % MASKS.length
  for (const id of city.accounts.keys())
    city.editAccount(id, { account_number: numberOf(city, Number(id.slice(1))) })
  return `all accounts are renumbered by mask ${city.mask}`
}

const reassign: Operation = (city, random) => {
  const id = pickFrom(random, city.accounts)
  const to = pickFrom(random, city.customers)
  if (id === undefined || to === undefined) return undefined
  for (const before of city.holdersOf(id)) city.release(before, id)
  city.hold(to, id, { role: 'tenant' })
  return `${id} goes to ${to}`
}

/** Two customers take each other's accounts over. */
const swap: Operation = (city, random) => {
  const [one, other] = pickTwo(random, [...city.customers.keys()])
  if (one === undefined || other === undefined) return undefined
  const [ones, others] = [city.accountsOf(one), city.accountsOf(other)]
  for (const account of ones) city.release(one, account)
  for (const account of others) city.release(other, account)
  for (const account of ones) city.hold(other, account)
  for (const account of others) city.hold(one, account)
  return `${one} and ${other} change places`
}

const join: Operation = (city, random) => {
  const id = pickFrom(random, city.accounts)
  const customer = pickFrom(random, city.customers)
  if (id === undefined || customer === undefined) return undefined
  city.hold(customer, id, { role: 'cosigner' })
  return `${customer} joins ${id}`
}

const endTenancy: Operation = (city, random, today) => {
  if (city.holders.length === 0) return undefined
  const ended = random.pick(city.holders)
  const toOn = addDays(today, random.between(-2, 3))
  city.holders = city.holders.map((row) => (row === ended ? { ...row, to_on: toOn } : row))
  return `${ended['customer_id']} leaves ${ended['account_id']} on ${toOn}`
}

const close: Operation = (city, random, today) => {
  const id = pickFrom(random, city.accounts)
  if (id === undefined) return undefined
  city.editAccount(id, { status: 'closed', closed_on: addDays(today, random.between(-3, 0)) })
  return `${id} is closed`
}

const reopen: Operation = (city, random) => {
  const closed = [...city.accounts].filter(([, row]) => row['status'] !== 'active').map(([id]) => id)
  if (closed.length === 0) return undefined
  const id = random.pick(closed)
  city.editAccount(id, { status: 'active' })
  return `${id} is active`
}

const mark: Operation = (city, random) => {
  const flag = random.pick(['Y', 'N'])
  const [id, of] = [pickFrom(random, city.customers), pickFrom(random, city.accounts)]
  if (id === undefined || of === undefined) return undefined
  if (random.chance(0.5)) city.editCustomer(id, { online_access: flag })
  else city.editAccount(of, { online_access: flag })
  return `${id} or ${of} is marked ${flag} for online access`
}

const confide: Operation = (city, random) => {
  const id = pickFrom(random, city.customers)
  if (id === undefined) return undefined
  const confidential = city.customers.get(id)?.['confidential'] === 'Y' ? 'N' : 'Y'
  city.editCustomer(id, { confidential })
  return `${id} is ${confidential === 'Y' ? '' : 'not '}confidential`
}

/** A word that nobody explained: the row is rejected until `correct`. */
export const BAD_WORD = 'asleep'

const spoil: Operation = (city, random) => {
  const [id, of] = [pickFrom(random, city.customers), pickFrom(random, city.accounts)]
  if (id === undefined || of === undefined) return undefined
  if (random.chance(0.6)) city.editCustomer(id, { status: BAD_WORD })
  else city.editAccount(of, { status: BAD_WORD })
  return `the row of ${id} or ${of} is spoilt`
}

const correct: Operation = (city) => {
  for (const [id, row] of city.customers)
    if (row['status'] === BAD_WORD) city.editCustomer(id, { status: 'active' })
  for (const [id, row] of city.accounts)
    if (row['status'] === BAD_WORD) city.editAccount(id, { status: 'active' })
  return 'spoilt rows are corrected'
}

const OPERATIONS: readonly (readonly [share: number, Operation])[] = [
  [3, addCustomer],
  [2, addAccount],
  [3, rename],
  [2, edit],
  [2, bill],
  [3, merge],
  [3, mergeHoldersOfOne],
  [2, mergeChain],
  [1, mergeAccounts],
  [2, deleteCustomer],
  [1, deleteAccount],
  [4, recreate],
  [2, renumber],
  [1, changeMask],
  [3, reassign],
  [3, swap],
  [2, join],
  [2, endTenancy],
  [2, close],
  [2, reopen],
  [2, mark],
  [1, confide],
  [2, spoil],
  [2, correct],
]

const ALL = OPERATIONS.flatMap(([share, operation]) => Array.from({ length: share }, () => operation))

/** Something happens, and is seen from now on; the line of the log. */
export function happen(city: City, random: Random, today: Day, now: Date): string {
  const before = city.snapshot()
  const late = random.chance(0.2) ? random.between(1, 20) : 0
  for (;;) {
    const line = random.pick(ALL)(city, random, today)
    if (line === undefined) continue
    city.stamp(before, new Date(now.getTime() - late * 60_000))
    city.version++
    return late === 0 ? line : `${line}, entered ${late} minutes ago`
  }
}

export function foundCity(city: City, random: Random, today: Day, now: Date): void {
  const before = city.snapshot()
  for (let i = random.between(5, 9); i > 0; i--) addCustomer(city, random, today)
  for (let i = random.between(2, 5); i > 0; i--) join(city, random, today)
  city.stamp(before, now)
  city.version++
}

function numberOf(city: City, serial: number): string {
  const print = MASKS[city.mask]
  if (!print) throw new Error(`There is no mask ${city.mask}`)
  return print(serial)
}

function pickFrom(random: Random, records: ReadonlyMap<string, unknown>): string | undefined {
  return records.size === 0 ? undefined : random.pick([...records.keys()])
}

function pickTwo(random: Random, ids: readonly string[]): [string | undefined, string | undefined] {
  if (ids.length < 2) return [undefined, undefined]
  const first = random.pick(ids)
  return [first, random.pick(ids.filter((id) => id !== first))]
}
