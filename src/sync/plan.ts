import type { Settings } from '../kernel/settings.ts'
import { hashOf } from './hash.ts'
import type { MergeRecord } from './interpret/index.ts'
import { planMerges } from './merges.ts'
import type { AccountDraft, Reading } from './reading.ts'
import type { Rejection } from './rejection.ts'
import type { StoredHashes, StoredMerges } from './stored.ts'

export interface ChangedCustomer {
  readonly id: string
  readonly text: string
  readonly hash: string
}

export interface ChangedAccount {
  readonly id: string
  readonly text: string
  readonly holders: readonly string[]
  readonly charges: readonly string[]
  readonly hash: string
}

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
  /** There are no tombstones, no rejected rows and no removed records in the history: what is new was never heard of. */
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
export function makePlan(reading: Reading, stored: StoredHashes, remembered: StoredMerges): Plan {
  const counts = { added: 0, updated: 0, unchanged: 0 }
  const count = (before: string | undefined, hash: string) => {
    if (before === undefined) counts.added++
    else if (before === hash) counts.unchanged++
    else counts.updated++
    return before !== hash
  }
  const customers: ChangedCustomer[] = []
  for (const [id, { accepted, text, hash }] of reading.customers)
    if (accepted && count(stored.customers.get(id), hash)) customers.push({ id, text, hash })
  const accounts: ChangedAccount[] = []
  for (const [id, draft] of reading.accounts) {
    if (!draft.accepted) continue
    const hash = hashOfAccount(draft)
    const { text, holders, charges } = draft
    if (count(stored.accounts.get(id), hash)) accounts.push({ id, text, holders, charges, hash })
  }
  const merges = planMerges(reading, stored, remembered)
  const rejected = reading.rejections.length
  return {
    customers,
    accounts,
    removals: planRemovals(reading, stored),
    merges,
    rejections: reading.rejections,
    nothingRemembered:
      remembered.tombstones.size === 0 &&
      remembered.aliases.size === 0 &&
      !remembered.rejections &&
      !remembered.removals,
    counts: { ...counts, rejected, seen: counts.added + counts.updated + counts.unchanged + rejected },
  }
}

function planRemovals(reading: Reading, stored: StoredHashes): Removals {
  const leaving = (
    before: ReadonlyMap<string, string>,
    now: ReadonlyMap<string, { readonly accepted: boolean }>,
  ) => {
    const gone: string[] = []
    const refused: string[] = []
    for (const id of before.keys()) {
      const draft = now.get(id)
      if (!draft) gone.push(id)
      else if (!draft.accepted) refused.push(id)
    }
    return { gone, refused }
  }
  const customers = leaving(stored.customers, reading.customers)
  const accounts = leaving(stored.accounts, reading.accounts)
  return {
    goneCustomers: customers.gone,
    goneAccounts: accounts.gone,
    refusedCustomers: customers.refused,
    refusedAccounts: accounts.refused,
  }
}

export function countRemovals(removals: Removals): number {
  const { goneCustomers, goneAccounts, refusedCustomers, refusedAccounts } = removals
  return goneCustomers.length + goneAccounts.length + refusedCustomers.length + refusedAccounts.length
}

/** Whether so much would leave the copy that a person has to confirm it: more than the percentage and more than the number. */
export function guardHolds(removals: Removals, stored: StoredHashes, settings: Settings): boolean {
  const { percent, atLeast } = settings.sync.removalGuard
  const leaving = countRemovals(removals)
  const all = stored.customers.size + stored.accounts.size
  return leaving > atLeast && leaving * 100 > all * percent
}

/** The order in which an export lists holders and charges means nothing. */
function hashOfAccount(draft: AccountDraft): string {
  return hashOf([
    draft.status ?? '',
    draft.text,
    ...draft.holders.toSorted(),
    '',
    ...draft.charges.toSorted(),
  ])
}
