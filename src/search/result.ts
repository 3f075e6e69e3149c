import type { SearchFilters } from './filters.ts'

/** The shapes of a search and its answer, as `docs/guides/command-line.md` documents them. */

export interface SearchRequest {
  readonly text: string
  /** From 1. */
  readonly page?: number
  /** Customers a page, 1 to 100; 20 unless told. */
  readonly limit?: number
  readonly filters?: SearchFilters
}

export type MatchedField =
  'account_number' | 'name' | 'phone' | 'address' | 'email' | 'customer_id' | 'former_name'

export interface Matched {
  /** The word of the search. */
  readonly term: string
  readonly field: MatchedField
  readonly how: 'exact' | 'prefix' | 'digits' | 'typo' | 'sounds_like' | 'nickname'
}

export interface HitAccount {
  readonly accountNumber: string
  readonly module: string
  readonly department: string | null
  readonly status: string
  readonly serviceAddress: string | null
  readonly balanceCents: number
}

export interface Hit {
  readonly customerId: string
  readonly name: string
  /** Only accounts that are shared and within the user's scope. */
  readonly accounts: readonly HitAccount[]
  readonly matched: readonly Matched[]
}

export interface SearchResult {
  readonly query: string
  /** Customers that match within scope; the cap where `capped`. */
  readonly total: number
  readonly capped: boolean
  /** ISO instants; null before the first completed run. */
  readonly dataAsOf: string | null
  readonly nextSyncAt: string | null
  readonly hits: readonly Hit[]
  readonly relaxed: { readonly change: string; readonly words: string } | null
}
