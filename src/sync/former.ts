import { wordsOf } from '../search/normalise.ts'
import type { FormerName, FormerNumber } from '../store/index.ts'

/** What a record was called before: its old numbers and names lead to it still, also when it was gone in between. */

export interface StoredAccount {
  readonly account_id: string
  readonly account_number: string
  readonly former_numbers: FormerNumber[]
  readonly department: number
}

export interface StoredCustomer {
  readonly customer_id: string
  readonly name: string
  readonly former_names: FormerName[]
}

type Called = Omit<StoredCustomer, 'customer_id'>
export type Numbered = Pick<StoredAccount, 'account_number' | 'former_numbers'>

export interface StoredTombstone {
  readonly kind: 'customer' | 'account'
  readonly source_id: string
  /** The name, or the number. */
  readonly label: string
}

/** By id, how customers were called and accounts numbered until now, also those that come back after they were gone. */
interface Remembered {
  readonly customers: ReadonlyMap<string, Called>
  readonly accounts: ReadonlyMap<string, Numbered>
}

export function rememberedOf(
  customers: readonly StoredCustomer[],
  accounts: readonly StoredAccount[],
  tombstones: readonly StoredTombstone[],
): Remembered {
  const called = new Map<string, Called>()
  const numbered = new Map<string, Numbered>()
  for (const { kind, source_id, label } of tombstones)
    if (kind === 'customer') called.set(source_id, { name: label, former_names: [] })
    else numbered.set(source_id, { account_number: label, former_numbers: [] })
  for (const customer of customers) called.set(customer.customer_id, customer)
  for (const account of accounts) numbered.set(account.account_id, account)
  return { customers: called, accounts: numbered }
}

/** Numbers that the account had before, the latest last; the one that it has now is none of them. */
export function formerNumbers(number: string, before: Numbered | undefined, now: Date): FormerNumber[] {
  if (!before) return []
  if (before.account_number === number) return before.former_numbers
  return [
    ...before.former_numbers.filter((former) => former.number !== before.account_number),
    { number: before.account_number, until: now.toISOString() },
  ].filter((former) => former.number !== number)
}

/** Names remembered of one customer; the oldest is forgotten first. */
const NAMES_KEPT = 5

/** Names that the customer had before, the latest last. One that differs in case or punctuation alone is not another. */
export function formerNames(name: string, before: Called | undefined, now: Date): FormerName[] {
  if (!before) return []
  const words = (text: string) => wordsOf(text).toSorted().join(' ')
  if (words(before.name) === words(name)) return before.former_names
  return [...before.former_names, { name: before.name, until: now.toISOString() }]
    .filter((former, i, all) => {
      const same = (other: FormerName) => words(other.name) === words(former.name)
      return words(former.name) !== words(name) && !all.slice(i + 1).some(same)
    })
    .slice(-NAMES_KEPT)
}
