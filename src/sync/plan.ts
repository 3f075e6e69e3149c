import type { Settings } from '../kernel/settings.ts'
import type { RecordIds } from '../source/port.ts'
import type { MergeRecord } from './interpret/index.ts'
import { planMerges } from './merges.ts'
import type { Read } from './read.ts'
import {
  hashOfAccount,
  rowsOfAccount,
  type AccountDraft,
  type CustomerDraft,
  type Reading,
} from './reading.ts'
import type { Rejection } from './rejection.ts'
import type { StoredHashes } from './stored.ts'

/** Drafts as they were read: of what is new, nothing is made before it is applied. */
export type ChangedCustomer = Pick<CustomerDraft, 'id' | 'at'>
export type ChangedAccount = Pick<AccountDraft, 'id' | 'at' | 'status' | 'lastHolder' | 'lastCharge'>

/** What leaves the copy: gone from the source, or refused now. */
export interface Removals {
  readonly goneCustomers: readonly string[]
  readonly goneAccounts: readonly string[]
  readonly refusedCustomers: readonly string[]
  readonly refusedAccounts: readonly string[]
}

/** What a run is going to do, decided before anything is written. */
export interface Plan {
  readonly customers: ChangedCustomer[]
  readonly accounts: ChangedAccount[]
  readonly removals: Removals
  readonly merges: readonly MergeRecord[]
  readonly rejections: readonly Rejection[]
  /**
   * There are no tombstones, no rejected rows and no removed records in the history, as far as all were read: what is new
   * was never heard of.
   */
  readonly nothingRemembered: boolean
  readonly counts: PlanCounts
}

export interface PlanCounts {
  /** added + updated + unchanged + rejected */
  readonly seen: number
  readonly added: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
}

/** Compares what was read with what is stored. */
export function makePlan({ reading, stored, remembered, gone, inCopy, about }: Read): Plan {
  const counts = { added: 0, updated: 0, unchanged: 0 }
  const isChanged = (before: string | undefined, isUnchanged: () => boolean) => {
    const change = before === undefined ? 'added' : isUnchanged() ? 'unchanged' : 'updated'
    counts[change]++
    return change !== 'unchanged'
  }
  const customers: ChangedCustomer[] = []
  for (const customer of reading.customers.values())
    if (customer.accepted && isChanged(stored.customers.get(customer.id), () => customer.isUnchanged))
      customers.push(customer)
  const accounts: ChangedAccount[] = []
  for (const account of reading.accounts.values()) {
    const before = stored.accounts.get(account.id)
    const isUnchanged = () => before === hashOfAccount(account.status, rowsOfAccount(account, reading.kept))
    if (account.accepted && isChanged(before, isUnchanged)) accounts.push(account)
  }
  const merges = planMerges(reading, stored, remembered, gone)
  const removals = planRemovals(reading, stored, gone)
  // What did not come is as it was; of a read of everything, all has come.
  if (about) counts.unchanged = inCopy - counts.updated - countRemovals(removals)
  const rejected = reading.rejections.length
  return {
    customers,
    accounts,
    removals,
    merges,
    rejections: reading.rejections,
    nothingRemembered:
      about === undefined &&
      remembered.tombstones.size === 0 &&
      remembered.aliases.size === 0 &&
      !remembered.rejections &&
      !remembered.removals,
    counts: { ...counts, rejected, seen: counts.added + counts.updated + counts.unchanged + rejected },
  }
}

function planRemovals(reading: Reading, stored: StoredHashes, gone: RecordIds): Removals {
  const refused = (
    before: ReadonlyMap<string, string>,
    now: ReadonlyMap<string, { readonly accepted: boolean }>,
  ) => [...now].flatMap(([id, { accepted }]) => (!accepted && before.has(id) ? [id] : []))
  return {
    goneCustomers: gone.customers,
    goneAccounts: gone.accounts,
    refusedCustomers: refused(stored.customers, reading.customers),
    refusedAccounts: refused(stored.accounts, reading.accounts),
  }
}

/** Whether nothing of the copy will be another one. */
export function isEmpty({ customers, accounts, removals, merges }: Plan): boolean {
  return customers.length + accounts.length + countRemovals(removals) + merges.length === 0
}

export function countRemovals(removals: Removals): number {
  const { goneCustomers, goneAccounts, refusedCustomers, refusedAccounts } = removals
  return goneCustomers.length + goneAccounts.length + refusedCustomers.length + refusedAccounts.length
}

/**
 * Whether so much would leave the copy that a person has to confirm it: more than the percentage and more than the number.
 * @param inCopy customers and accounts that are in the copy
 */
export function guardHolds(removals: Removals, inCopy: number, settings: Settings): boolean {
  const { percent, atLeast } = settings.sync.removalGuard
  const leaving = countRemovals(removals)
  return leaving > atLeast && leaving * 100 > inCopy * percent
}
