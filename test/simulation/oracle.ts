import { addDays, type Day } from '../../src/kernel/clock.ts'
import type { EligibilityPolicy } from '../../src/kernel/settings.ts'
import type { Export, Row } from '../sync/export.ts'
import { idOf } from './city.ts'
import { BAD_WORD } from './operations.ts'

/**
 * What a portal should have made of a state of the source: a short reading of the contract of its own, so that it does
 * not go through the code that it checks.
 */

/** A customer and an account through which it is found. */
export type Pair = `${string} ${string}`

export function customerOf(pair: string): string {
  return pair.split(' ')[0] ?? ''
}

export function accountOf(pair: string): string {
  return pair.split(' ')[1] ?? ''
}

/** The rows that are not rejected. */
export function acceptedOf(state: Export): Export {
  const good = (row: Row) => row['status'] !== BAD_WORD
  const customers = state.customers.filter(good)
  const accounts = state.accounts.filter(good)
  const known = new Set(customers.map((row) => row['customer_id']))
  const open = new Set(accounts.map((row) => row['account_id']))
  return {
    customers,
    accounts,
    holders: state.holders.filter((row) => known.has(row['customer_id']) && open.has(row['account_id'])),
    charges: state.charges.filter((row) => open.has(row['account_id'])),
    merges: state.merges,
  }
}

/** Who is shared through which account, under a policy on a day. */
export function sharedPairs(state: Export, policy: EligibilityPolicy, today: Day): Set<Pair> {
  const { customers, accounts, holders, charges } = acceptedOf(state)
  const shown = new Set(
    customers.filter((row) => sharesCustomer(row, policy)).map((row) => row['customer_id']),
  )
  const open = new Set(
    accounts.filter((row) => sharesAccount(row, charges, policy, today)).map((row) => row['account_id']),
  )
  const lasts = (row: Row) => row['to_on'] === undefined || row['to_on'] > today
  const pairs = new Set<Pair>()
  for (const row of holders) {
    const [customer, account] = [idOf(row, 'customer_id'), idOf(row, 'account_id')]
    if (!shown.has(customer) || !open.has(account)) continue
    const others = holders.filter(
      (other) => other['account_id'] === account && other['customer_id'] !== customer,
    )
    if (lasts(row) || !others.some(lasts)) pairs.add(`${customer} ${account}`)
  }
  return pairs
}

/** Who holds what, shared or not. */
export function heldPairs(state: Export): Set<Pair> {
  return new Set(state.holders.map((row): Pair => `${idOf(row, 'customer_id')} ${idOf(row, 'account_id')}`))
}

/**
 * Where the id of a customer leads: to itself, along merges to the last survivor, or nowhere. A merge of somebody who is
 * (again) a customer of its own does not count.
 */
export function survivorOf(state: Export, customerId: string): string {
  const here = new Set(state.customers.map((row) => row['customer_id']))
  const leads = new Map(
    state.merges
      .filter((row) => row['kind'] === 'customer' && !here.has(row['from_id']))
      .map((row) => [idOf(row, 'from_id'), idOf(row, 'to_id')]),
  )
  let id = customerId
  const seen = new Set<string>()
  for (let next = leads.get(id); next !== undefined && !seen.has(id); next = leads.get(id)) {
    seen.add(id)
    id = next
  }
  return id
}

function sharesCustomer(row: Row, policy: EligibilityPolicy): boolean {
  const asked = ['customer', 'account_and_customer'].includes(policy.onlineAccess)
  return (
    !(policy.requireActive && row['status'] === 'inactive') &&
    !(asked && row['online_access'] === 'N') &&
    (row['confidential'] !== 'Y' || policy.shareConfidential)
  )
}

function sharesAccount(row: Row, charges: readonly Row[], policy: EligibilityPolicy, today: Day): boolean {
  const asked = ['account', 'account_and_customer'].includes(policy.onlineAccess)
  const balance = Number(row['balance'] ?? 0)
  const closedOn = row['closed_on']
  const isOpen =
    !policy.requireActive ||
    row['status'] === 'active' ||
    (row['status'] === 'closed' &&
      ((closedOn !== undefined &&
        policy.closedGraceDays > 0 &&
        today < addDays(closedOn, policy.closedGraceDays)) ||
        (policy.keepClosedWithBalance && balance !== 0)))
  const hasBalance =
    policy.balance.require === 'none' ||
    balance !== 0 ||
    charges.some((charge) => charge['account_id'] === row['account_id'])
  const sharesModule = policy.modules === 'all' || policy.modules.includes(row['module'] ?? '')
  return isOpen && sharesModule && !(asked && row['online_access'] === 'N') && hasBalance
}

/** Texts of which at least one finds a customer, of each kind: its names, and the numbers of what it holds. */
export function wordsFor(customerId: string, states: readonly Export[]): Set<string>[] {
  const names = states.flatMap(({ customers }) =>
    customers.filter((row) => row['customer_id'] === customerId).map((row) => idOf(row, 'name')),
  )
  const numbers = states.flatMap(({ accounts, holders }) => {
    const held = new Set(
      holders.filter((row) => row['customer_id'] === customerId).map((row) => row['account_id']),
    )
    return accounts.filter((row) => held.has(row['account_id'])).map((row) => idOf(row, 'account_number'))
  })
  return [new Set(names), new Set(numbers)]
}
