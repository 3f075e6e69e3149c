import type { AccountStatus } from '../kernel/settings.ts'
import type { SearchFilters } from './filters.ts'

/** The shapes of a search and its answer, as `docs/guides/command-line.md` documents them. */

export const SORTS = ['best', 'name', 'account', 'balance'] as const
/** Best match first; by name; by account number; or who owes most first. Of more than are counted, the best are sorted. */
export type Sort = (typeof SORTS)[number]

/** Customers on a page, unless a request says otherwise. */
export const PAGE_SIZE = 20

export interface SearchRequest {
  readonly text: string
  /** From 1. */
  readonly page?: number
  /** Customers a page, 1 to 100; `PAGE_SIZE` unless told. */
  readonly limit?: number
  readonly filters?: SearchFilters
  readonly sort?: Sort
  /** Also says how each customer is reached. */
  readonly contact?: boolean
}

export type MatchedField =
  | 'account_number'
  | 'name'
  | 'phone'
  | 'address'
  | 'email'
  | 'customer_id'
  | 'former_name'
  /** Its term is `tax id`, never the id. */
  | 'tax_id'

/**
 * As typed: the whole word (`exact`), its beginning, or digits of a number. Otherwise a guess: what a slip of the hand, the
 * ear, a short form of a name or of a street type, or an initial may have made of the word of the record.
 */
export type How =
  'exact' | 'prefix' | 'digits' | 'typo' | 'sounds_like' | 'nickname' | 'abbreviation' | 'initial'

export interface Matched {
  /** The word of the search. */
  readonly term: string
  readonly field: MatchedField
  readonly how: How
  /** The word of the record, where it is not what was typed. */
  readonly word?: string
}

export interface HitAccount {
  readonly accountNumber: string
  readonly module: string
  readonly department: string | null
  readonly status: AccountStatus
  readonly serviceAddress: string | null
  readonly balanceCents: number
}

export interface Hit {
  readonly customerId: string
  readonly name: string
  /** Only accounts that are shared and within the user's scope. */
  readonly accounts: readonly HitAccount[]
  readonly matched: readonly Matched[]
  /** Where it was asked for. */
  readonly contact?: HitContact
}

export interface HitContact {
  /** Both, where there are two. */
  readonly phone: string | null
  readonly email: string | null
  /** On one line. */
  readonly mailingAddress: string | null
}

export interface SearchResult {
  readonly query: string
  /**
   * Customers that match within scope; where `capped` there are more than these, beyond the cap, or may be, among more than
   * are looked at.
   */
  readonly total: number
  /** How many of them fit as typed; the others, behind them, are guesses. */
  readonly asTyped: number
  readonly capped: boolean
  /** ISO instants; null before the first completed run. */
  readonly dataAsOf: string | null
  readonly nextSyncAt: string | null
  readonly hits: readonly Hit[]
  /** Where nobody fits: the smallest change to the search that finds somebody, as it was found by running it. */
  readonly relaxed: Relaxed | null
}

export interface Relaxed {
  /** What is changed, in words: `Without “jr”`. */
  readonly change: string
  /** The changed search, to be typed. */
  readonly words: string
  readonly filters: SearchFilters
  /** Customers who fit it as typed. */
  readonly total: number
  readonly capped: boolean
}
