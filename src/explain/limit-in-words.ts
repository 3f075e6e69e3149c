import { moduleInWords } from '../kernel/modules.ts'
import type { BalanceFilter, FilterName } from '../search/filters.ts'

/** How limits of a search are called where they are set, shown and explained: everywhere alike. */

const NAMES: Readonly<Record<FilterName, string>> = {
  module: 'Kind',
  department: 'Department',
  status: 'Status',
  balance: 'Balance',
}

export const BALANCE_IN_WORDS: Readonly<Record<BalanceFilter, string>> = {
  owing: 'something owed',
  zero: 'nothing owed',
  credit: 'a credit',
}

/** A limit that is set, as `Balance: a credit`. */
export function limitInWords(filter: FilterName, value: string): string {
  return `${NAMES[filter]}: ${limitedTo(filter, value)}`
}

/** What accounts are limited to, or what one of them has, as `a credit`. */
export function limitedTo(filter: FilterName, value: string): string {
  if (filter === 'module') return moduleInWords(value)
  return filter === 'balance' && value in BALANCE_IN_WORDS ? BALANCE_IN_WORDS[value as BalanceFilter] : value
}
