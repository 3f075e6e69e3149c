import type { CompiledQuery } from 'kysely'
import type { SqlSettings } from '../../kernel/source-settings.ts'
import type { SqlAddress } from '../source-spec.ts'

/** A row as text by column; null where the database has null. */
export type TextRow = Readonly<Record<string, string | null>>

/**
 * A connection to the city's database that can only read, whichever rights its login has: it takes nothing but selects,
 * and the database itself refuses to write in it. One query at a time.
 */
export interface SqlSession {
  /** All rows of a query that gives few. */
  rows(query: CompiledQuery): Promise<TextRow[]>
  /** The rows of a query that may give many, in batches. It ends without an error only after the database said that it was all. */
  stream(query: CompiledQuery, batch: number): AsyncIterable<TextRow[]>
  /** The names of the columns that a query gives. */
  columns(query: CompiledQuery): Promise<string[]>
  /** Ends the connection, whatever it is doing; what it was doing fails. */
  close(): void
}

export interface ConnectOptions {
  readonly address: SqlAddress
  readonly settings: SqlSettings
  readonly password: string
  readonly ca: string | undefined
  /** Of the community: what a time without a zone is meant in. */
  readonly timeZone: string
  /**
   * `snapshot`: all queries see one and the same state. `now`: each sees its own, and the database itself gives up on one
   * that takes longer than `longestMs`.
   */
  readonly sees: 'snapshot' | { readonly longestMs: number }
}

export const CONNECT_MS = 10_000

/** The name under which the city's administrators see the portal in their database. */
export const APPLICATION = 'community-connect-portal'

/** A mistake in our own code must not reach the city's database. */
export function refuseToWrite({ query }: CompiledQuery): void {
  if (query.kind !== 'SelectQueryNode') throw new Error(`A source is only read, and this is a ${query.kind}`)
}

/** The certificate check that the settings ask for, as Node's TLS takes it; `false` without TLS. */
export function tlsOptions({ settings, ca }: ConnectOptions) {
  if (settings.tls === 'off') return false
  return { rejectUnauthorized: settings.tls === 'verify', ...(ca === undefined ? {} : { ca }) }
}
