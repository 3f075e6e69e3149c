/**
 * What a system of record is to the portal: something that can be described, read as a whole, swept for ids, and asked
 * for one record. All of it read-only; nothing here can write.
 *
 * An adapter gives rows as text under the column names of the contract (`docs/guides/source-files.md`), however the city
 * names them. What a row means (dates, money, status words) is decided in one place, `sync/interpret.ts`, for all
 * adapters; an adapter only says where a row stands, so that a person can find it again.
 */

export const SOURCE_KINDS = ['customers', 'accounts', 'holders', 'charges', 'merges'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** Text by column; a missing or empty cell is absent. */
export type SourceValues = Readonly<Record<string, string>>

export interface SourceRow {
  readonly values: SourceValues
  /** Where the row begins, counted from 1, the header being line 1; absent where a source has no lines. */
  readonly line?: number
  /** Set when the row could not be read as a row at all, such as one with too many cells: the reason as a sentence. */
  readonly malformed?: string
}

export interface SourceBatch {
  readonly kind: SourceKind
  /** For people: `customers.csv`. */
  readonly name: string
  readonly rows: readonly SourceRow[]
}

export interface SourceDescription {
  /** When the data was true in the system of record. */
  readonly readAt: Date
  /** Changes whenever the data may have changed; equal means that reading again would give the same rows. Cheap to get. */
  readonly version: string
  /** Things an operator should know: unknown columns, a missing optional file. One sentence each. */
  readonly remarks: readonly string[]
  /** Rows of each kind where that is known beforehand, for a progress bar. */
  readonly expectedRows?: number
  /** Where the source can be asked for changes: from where on, once all that it has now was read. For `changesSince`. */
  readonly cursor?: string
}

/** What changed in a source, in whole records. */
export interface SourceChanges {
  /** From where on to ask next, once all batches were applied. */
  readonly next: string
  /**
   * In the order of `SOURCE_KINDS`: customers that were changed; accounts that were changed with all their holders and
   * charges, so that what is not among these is gone from the account; and all merges. Some records come again although they
   * did not change. What was deleted is not told: only `sweep` shows it. It ends without an error only when it is whole.
   */
  readonly batches: AsyncIterable<SourceBatch>
}

/** The ids of some customers or accounts. */
export interface SweptBatch {
  readonly kind: 'customers' | 'accounts'
  /** `version` is the text of the row's `updated_at`; absent where the source has none. */
  readonly records: readonly { readonly id: string; readonly version?: string }[]
}

/** Ids of customers and of accounts. */
export interface RecordIds {
  readonly customers: readonly string[]
  readonly accounts: readonly string[]
}

/** How long a person waits for a live look. */
export const LOOKUP_MS = 3_000

/** One customer as the source has it now, with everything that hangs on it. */
export interface SourceRecord {
  readonly customer: SourceValues
  readonly accounts: readonly SourceValues[]
  readonly holders: readonly SourceValues[]
  readonly charges: readonly SourceValues[]
}

export type LookupSubject = { readonly customerId: string } | { readonly accountNumber: string }

export interface Source {
  /** @throws failure `source_unreadable`, `source_being_written`, `source_missing_file`, `source_bad_header` */
  describe(): Promise<SourceDescription>
  /**
   * Everything, kind by kind in the order of `SOURCE_KINDS`, in batches. It ends without an error only when the whole of
   * one and the same state was read; otherwise it throws, and nothing may be concluded from what is missing.
   */
  read(options: { readonly signal?: AbortSignal }): AsyncIterable<SourceBatch>
  /**
   * What changed since a cursor that this source gave: a cheaper way to most of what `read` gives. Only where `describe`
   * gives a cursor.
   * @throws failure `source_cursor_refused` when nothing can be told from there on: then everything has to be read
   */
  changesSince?(cursor: string, options: { readonly signal?: AbortSignal }): Promise<SourceChanges>
  /**
   * The ids and versions of all customers, then of all accounts: what is missing there is gone, and what has another version
   * than in the copy was changed without `changesSince` telling. It ends without an error only when it is whole.
   */
  sweep?(options: { readonly signal?: AbortSignal }): AsyncIterable<SweptBatch>
  /**
   * These customers, these accounts with all their holders and charges, and the customers who hold them, of one and the same
   * state, in the order of `SOURCE_KINDS`. What is not there is left out. It ends without an error only when it is whole.
   */
  fetch?(ids: RecordIds, options: { readonly signal?: AbortSignal }): AsyncIterable<SourceBatch>
  /**
   * The customers that this id or account number names now; empty when there is none. It ends, too, when the signal does or
   * `LOOKUP_MS` are over.
   */
  lookup(subject: LookupSubject, signal: AbortSignal): Promise<readonly SourceRecord[]>
}
