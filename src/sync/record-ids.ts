import type { RecordIds } from '../source/port.ts'

/** The kinds of records that stand for themselves, with the word by which the copy knows each. */
export const RECORD_KINDS = { customers: 'customer', accounts: 'account' } as const
export type RecordKind = keyof typeof RECORD_KINDS

export const NO_RECORDS: RecordIds = { customers: [], accounts: [] }

export function countIds({ customers, accounts }: RecordIds): number {
  return customers.length + accounts.length
}

/** The ids that pass. */
export function filterIds(ids: RecordIds, passes: (kind: RecordKind, id: string) => boolean): RecordIds {
  return {
    customers: ids.customers.filter((id) => passes('customers', id)),
    accounts: ids.accounts.filter((id) => passes('accounts', id)),
  }
}

/** The ids of both, each once. */
export function joinIds(a: RecordIds, b: RecordIds): RecordIds {
  return {
    customers: [...new Set([...a.customers, ...b.customers])],
    accounts: [...new Set([...a.accounts, ...b.accounts])],
  }
}
