import type { Clock } from '../../src/kernel/clock.ts'
import { failure } from '../../src/kernel/errors.ts'
import type { Random } from '../../src/source/sample/random.ts'
import {
  SOURCE_KINDS,
  type Source,
  type SourceBatch,
  type SourceChanges,
  type SourceDescription,
  type SweptBatch,
} from '../../src/source/port.ts'
import type { Export, Row } from '../sync/export.ts'
import { idOf, type City } from './city.ts'

/**
 * What goes wrong while a source is read. The port asks an adapter to end with an error unless it gave the whole of one
 * state: so `lost`, `truncated` and `changing` do. `doubled` and `misordered` are adapters that break the port, and the
 * reader has to notice. `short` is an export that lacks most of its customers and does not say so: the guard has to.
 */
export type SourceTrouble = 'lost' | 'truncated' | 'changing' | 'doubled' | 'misordered' | 'short'

/** What a reading is going to give. */
export interface ReadingBegun {
  /** What is true in the city. */
  readonly state: Export
  /** What is given of that; of changes, all that is true. */
  readonly given: Export
  /** It gives everything, and not only what has changed. */
  readonly isWhole: boolean
  /** Something was committed since the reading before, so late that it is not among the changes. */
  readonly lacksLate: boolean
}

/** A read-only connection to a simulated city: in pages, their rows in any order, with the trouble that it is told to have. */
export class SimulatedSource implements Source {
  /** Of the next reading. A short export is short until it is replaced. */
  trouble: SourceTrouble | undefined
  /** Happens before the next reading begins. */
  beforeReading: (() => Promise<void>) | undefined
  protected readonly city: City
  /** That of the system of record, which need not be that of the portal. */
  protected readonly clock: Clock
  readonly #random: Random
  readonly #onRead: (reading: ReadingBegun) => Promise<void>
  /** What there was when it was last read. */
  #records: ReadonlySet<Row> = new Set()

  constructor(city: City, random: Random, clock: Clock, onRead: (reading: ReadingBegun) => Promise<void>) {
    this.city = city
    this.clock = clock
    this.#random = random
    this.#onRead = onRead
  }

  describe(): Promise<SourceDescription> {
    const version = `${this.city.version}${this.trouble === 'short' ? ' short' : ''}`
    return Promise.resolve({ readAt: this.clock.now(), version, remarks: [] })
  }

  async *read(): AsyncIterable<SourceBatch> {
    const state = await this.begin()
    yield* this.give(this.trouble === 'short' ? shortOf(state) : state)
  }

  lookup(): Promise<readonly never[]> {
    return Promise.resolve([])
  }

  /** @param isTold whether a row is given, where not all are */
  protected async begin(isTold?: (row: Row) => boolean): Promise<Export> {
    await this.beforeReading?.()
    const state = this.city.snapshot()
    const isWhole = isTold === undefined
    const given = isWhole && this.trouble === 'short' ? shortOf(state) : state
    const records = new Set([...state.customers, ...state.accounts])
    const lacksLate = !isWhole && [...records.difference(this.#records)].some((row) => !isTold(row))
    this.#records = records
    await this.#onRead({ state, given, isWhole, lacksLate })
    return state
  }

  protected *give(rows: Export): Iterable<SourceBatch> {
    const { trouble } = this
    const pages = this.#pagesOf(rows)
    if (trouble === 'misordered') pages.reverse()
    const breaksAt = this.#random.between(0, pages.length - 1)
    for (const [i, page] of pages.entries()) {
      if (i === breaksAt && trouble === 'lost')
        throw new Error('The connection to the system of record was lost')
      if (i === breaksAt && trouble === 'truncated')
        throw failure('source_unreadable', 'The answer ended before its end: try again.')
      if (i === breaksAt && trouble === 'doubled') yield page
      yield page
    }
    if (trouble === 'changing')
      throw failure('source_being_written', 'The data changed while it was read: try again.')
  }

  #pagesOf(state: Export): SourceBatch[] {
    return SOURCE_KINDS.flatMap((kind) => {
      const rows = shuffled(this.#random, state[kind])
      const size = this.#random.between(2, 9)
      const pages: SourceBatch[] = []
      for (let start = 0; start < rows.length; start += size)
        pages.push({ kind, name: kind, rows: rows.slice(start, start + size).map((values) => ({ values })) })
      return pages
    })
  }
}

/** What was entered up to so long before a cursor comes again: a slow transaction may have been committed after it. */
export const OVERLAP_MS = 10 * 60_000

/**
 * A source that can be asked for changes, and swept. Of what was entered before the overlap and committed after the cursor
 * only the sweep knows, as of what was deleted.
 */
export class ChangingSource extends SimulatedSource {
  override async describe(): Promise<SourceDescription> {
    return { ...(await super.describe()), cursor: this.clock.now().toISOString() }
  }

  async changesSince(cursor: string): Promise<SourceChanges> {
    const next = this.clock.now().toISOString()
    const from = new Date(new Date(cursor).getTime() - OVERLAP_MS).toISOString()
    const changed = (row: Row) => (row['updated_at'] ?? '') >= from
    const state = await this.begin(changed)
    const accounts = state.accounts.filter(changed)
    const ids = new Set(accounts.map((row) => row['account_id']))
    const theirs = (row: Row) => ids.has(row['account_id'])
    const pages = this.give({
      customers: state.customers.filter(changed),
      accounts,
      holders: state.holders.filter(theirs),
      charges: state.charges.filter(theirs),
      merges: state.merges,
    })
    return { next, batches: waitingFor(pages) }
  }

  async *sweep(): AsyncIterable<SweptBatch> {
    const { customers, accounts } = await this.begin()
    yield { kind: 'customers', records: customers.map((row) => versionOf(row, 'customer_id')) }
    yield { kind: 'accounts', records: accounts.map((row) => versionOf(row, 'account_id')) }
  }
}

/** What a short export has of a city. */
export function shortOf(state: Export): Export {
  return { ...state, customers: state.customers.slice(0, 1) }
}

function versionOf(row: Row, column: string): { id: string; version?: string } {
  const version = row['updated_at']
  return { id: idOf(row, column), ...(version === undefined ? {} : { version }) }
}

async function* waitingFor<T>(values: Iterable<T>): AsyncIterable<T> {
  yield* values
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const left = [...list]
  const result: T[] = []
  while (left.length > 0) result.push(...left.splice(random.between(0, left.length - 1), 1))
  return result
}
