import type { SearchFilters } from '../search/filters.ts'
import type { Sort } from '../search/result.ts'

/** The shape of an explanation, as `docs/guides/command-line.md` documents it. */

export const GATES = ['synced', 'current', 'eligible', 'permitted', 'matched', 'shown'] as const
export type Gate = (typeof GATES)[number]

export type Evidence = Readonly<Record<string, unknown>>

export interface Remedy {
  readonly says: string
  readonly who: 'you' | 'system_of_record' | 'portal_admin' | 'support' | 'wait'
  /** ISO instant from which it takes effect; absent where it is now. */
  readonly effectiveAt?: string
}

export interface Failure {
  readonly code: string
  readonly says: string
  /** `account` (its number) where the failure belongs to one of the customer's accounts. */
  readonly evidence: Evidence
  readonly remedy: Remedy
}

export interface Note {
  readonly code: string
  readonly says: string
  readonly evidence: Evidence
}

export interface GateResult {
  readonly gate: Gate
  readonly outcome: 'pass' | 'fail' | 'not_asked' | 'unknown'
  readonly failures: readonly Failure[]
  readonly notes: readonly Note[]
}

export interface SubjectAccount {
  readonly accountNumber: string
  readonly module: string
  readonly department: string | null
  readonly status: string
  readonly serviceAddress: string | null
  readonly balanceCents: number
  readonly shared: boolean
}

export interface Explanation {
  readonly outcome: 'shown' | 'not_shown' | 'not_found'
  readonly subject: null | {
    readonly customerId: string
    readonly name: string
    readonly accounts: readonly SubjectAccount[]
  }
  readonly gates: readonly GateResult[]
  /** The live look at the system of record; null when it was not asked. */
  readonly live: null | {
    readonly asked: string
    readonly found: boolean
    readonly differs: readonly { readonly field: string; readonly source: string; readonly portal: string }[]
    readonly unreachable?: string
  }
  readonly dataAsOf: string | null
  readonly nextSyncAt: string | null
}

export interface Question {
  readonly text?: string
  readonly customer?: string
  readonly account?: string
  readonly live?: boolean
  readonly filters?: SearchFilters
  /** The order of the results, which says on which page somebody is. */
  readonly sort?: Sort
}
