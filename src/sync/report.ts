import type { Verification } from './verify/verification-record.ts'

/** The shapes of a run and of the ledger, as `docs/guides/command-line.md` documents them. */

export type RunStatus = 'running' | 'completed' | 'held' | 'failed'

/** One execution of the sync of one community. Counts are source records (customers and accounts with what hangs on them). */
export interface RunReport {
  readonly runId: number
  readonly community: string
  readonly status: RunStatus
  readonly seen: number
  readonly added: number
  readonly updated: number
  readonly unchanged: number
  readonly removed: number
  readonly merged: number
  readonly rejected: number
  /** ISO instants. */
  readonly sourceReadAt: string | null
  readonly startedAt: string
  readonly durationMs: number
  readonly message?: string
  /** The latest comparison of the copy with the source, also of an earlier run. */
  readonly verification?: Verification
}

export interface RunProgress {
  readonly phase: 'reading' | 'planning' | 'applying' | 'removing' | 'publishing' | 'verifying'
  readonly done: number
  /** Absent while it is not known. */
  readonly total?: number
}

/**
 * Every customer of the source, accounted for once: inSource = rejected + synced, synced = notCurrent + withheld +
 * shared. A customer who is withheld for several reasons counts under the first of them in the order of the codes.
 */
export interface CustomerLedger {
  readonly inSource: number
  readonly rejected: number
  readonly synced: number
  readonly notCurrent: number
  readonly withheld: number
  readonly withheldBy: Readonly<Record<string, number>>
  readonly shared: number
  /** Not in the source any more, and remembered. */
  readonly merged: number
  readonly deleted: number
}

export interface KindLedger {
  readonly inSource: number
  readonly rejected: number
  readonly synced: number
}

export interface Ledger {
  readonly customers: CustomerLedger
  readonly accounts: KindLedger & { readonly withheld: number; readonly shared: number }
  readonly holders: KindLedger
  readonly charges: KindLedger
  readonly merges: KindLedger
}
