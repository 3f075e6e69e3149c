import type { AccountStatus } from '../kernel/settings.ts'
import { hashOf } from './hash.ts'
import type { MergeRecord } from './interpret/index.ts'
import type { KeptRows } from './kept-rows.ts'
import type { Refusal, Rejection } from './rejection.ts'

/** What reading a source gave: where each row is kept that may be applied, and little of the rest. */
export interface Reading {
  /** By id: every customer of the export, also the refused. */
  readonly customers: ReadonlyMap<string, CustomerDraft>
  readonly accounts: ReadonlyMap<string, AccountDraft>
  readonly merges: readonly MergeDraft[]
  readonly rejections: Rejection[]
  readonly kept: KeptRows
  /** Rows read, of all kinds. */
  readonly rows: number
}

export interface CustomerDraft {
  readonly id: string
  /** Where the row is kept as text (`pack.ts`); `NOWHERE` where it is unchanged, or refused. */
  readonly at: number
  /** As it was stored. */
  readonly isUnchanged: boolean
  readonly line: number | null
  readonly accepted: boolean
}

export interface AccountDraft {
  readonly id: string
  readonly at: number
  readonly line: number | null
  readonly accepted: boolean
  /** What the source's word means; part of the hash, so that a new meaning of a word is applied. */
  readonly status: AccountStatus | undefined
  readonly departmentName: string | null
  /** The last of its accepted rows, each of which leads back to the one before. */
  lastHolder: number
  lastCharge: number
}

/** The rows of an account, as text. */
export interface AccountRows {
  readonly account: string
  readonly holders: readonly string[]
  readonly charges: readonly string[]
}

export function rowsOfAccount(
  { at, lastHolder, lastCharge }: Pick<AccountDraft, 'at' | 'lastHolder' | 'lastCharge'>,
  kept: KeptRows,
): AccountRows {
  return { account: kept.textAt(at), holders: kept.listAt(lastHolder), charges: kept.listAt(lastCharge) }
}

export function hashOfCustomer(row: string): string {
  return hashOf([row])
}

/** The order in which an export lists holders and charges means nothing. */
export function hashOfAccount(
  status: AccountDraft['status'],
  { account, holders, charges }: AccountRows,
): string {
  return hashOf([status ?? '', account, ...holders.toSorted(), '', ...charges.toSorted()])
}

export interface MergeDraft {
  readonly merge: MergeRecord
  /** Refuses the row: what is wrong with it shows only when everything is read. */
  readonly refuse: (refusal: Refusal) => void
}
