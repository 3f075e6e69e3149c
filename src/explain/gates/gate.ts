import type { Scope } from '../../access/scope.ts'
import type { SearchFilters } from '../../search/filters.ts'
import type { Failure, Note } from '../explanation.ts'
import type { KnownAccount, KnownCustomer } from '../facts.ts'
import type { Fit } from '../fit.ts'
import type { Circumstances } from '../sentences.ts'

/** What a gate is asked: one customer of the copy, for a viewer and a search. */
export interface Inquiry extends Circumstances {
  readonly customer: KnownCustomer
  /** The accounts through which the customer could be found. */
  readonly accounts: readonly KnownAccount[]
  readonly viewer: Viewer
  readonly search: SearchAsked
  /** How the customer fits the search, by the id of the account; by '' through none. */
  readonly fits: ReadonlyMap<string, Fit>
  /** Former numbers are told of when one of these was asked for. */
  readonly askedNumbers: readonly string[]
}

/** A search, as gate 5 compares it with a customer. */
export interface SearchAsked {
  readonly text: string
  readonly filters: SearchFilters
  /** Keyed hash of the tax id that it asks for, where it asks for one. */
  readonly taxIdHash?: string | undefined
}

/** For whom the customer does not appear. */
export interface Viewer {
  /** `You` where it is the asker. */
  readonly name: string
  /** Null without a grant in the community. */
  readonly scope: Scope | null
}

/**
 * What one gate found. A failure belongs to the customer, or to one account (by its id): the customer passes through an
 * account when neither has a failure.
 */
export interface Findings {
  readonly ofCustomer: readonly Failure[]
  readonly ofAccounts: ReadonlyMap<string, readonly Failure[]>
  readonly notes: readonly Note[]
}

export function findings(parts: Partial<Findings>): Findings {
  return { ofCustomer: [], ofAccounts: new Map(), notes: [], ...parts }
}

/** One list of failures for each account; accounts without failures are left out. */
export function byAccount(
  accounts: readonly KnownAccount[],
  judge: (account: KnownAccount) => readonly Failure[],
): ReadonlyMap<string, readonly Failure[]> {
  return new Map(
    accounts.flatMap((account) => {
      const failures = judge(account)
      return failures.length > 0 ? [[account.accountId, failures] as const] : []
    }),
  )
}
