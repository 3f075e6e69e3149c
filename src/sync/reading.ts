import type { AccountStatus } from '../kernel/settings.ts'
import type { MergeRecord } from './interpret/index.ts'
import type { Refusal, Rejection } from './rejection.ts'

/** What reading a whole source gave, in memory: the text of each row that is new or changed, and little of the rest. */
export interface Reading {
  /** By id: every customer of the export, also the refused. */
  readonly customers: ReadonlyMap<string, CustomerDraft>
  readonly accounts: ReadonlyMap<string, AccountDraft>
  readonly merges: readonly MergeDraft[]
  readonly rejections: Rejection[]
  /** Rows read, of all kinds. */
  readonly rows: number
}

export interface CustomerDraft {
  /** The row as text (`pack.ts`); '' where it is as it was stored, or refused. */
  readonly text: string
  readonly hash: string
  readonly line: number | null
  readonly accepted: boolean
}

export interface AccountDraft {
  readonly text: string
  readonly line: number | null
  readonly accepted: boolean
  /** What the source's word means; part of the hash, so that a new meaning of a word is applied. */
  readonly status: AccountStatus | undefined
  readonly departmentName: string | null
  /** Accepted rows, as text. */
  readonly holders: string[]
  readonly charges: string[]
}

export interface MergeDraft {
  readonly merge: MergeRecord
  /** Refuses the row: what is wrong with it shows only when everything is read. */
  readonly refuse: (refusal: Refusal) => void
}
