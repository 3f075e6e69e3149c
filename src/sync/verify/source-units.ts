import { sql } from 'kysely'
import type { CommunityStore } from '../../store/index.ts'
import { unsettled } from '../hash.ts'
import {
  interpretAccount,
  interpretCharge,
  interpretCustomer,
  interpretHolder,
  type AccountMeaning,
} from '../interpret/index.ts'
import { cellsOf, type Cells } from '../pack.ts'
import { hashOfAccount, hashOfCustomer, rowsOfAccount, type Reading } from '../reading.ts'
import { Refusal } from '../rejection.ts'
import type { StoredHashes } from '../stored.ts'
import { DESCRIBED, type FactKind, type FactKinds } from './facts.ts'
import type { CopyStanding } from './standing.ts'

/** A customer, or an account with its holders and charges: the record by which a run compares, too. */
export interface Unit {
  readonly kind: 'customer' | 'account'
  readonly id: string
}

/** The rows of one unit, by kind and key; a row is its key and its facts, in the order of `DESCRIBED`. */
export type UnitRows = Map<string, Row>
export interface Row {
  readonly kind: FactKind
  readonly values: readonly (string | null)[]
}

export function addRow(rows: UnitRows, kind: FactKind, values: readonly (string | null)[]): void {
  rows.set([kind, ...values.slice(0, DESCRIBED[kind].key.length)].join('\x1f'), { kind, values })
}

/** What is to be expected of a unit in the copy, and why. */
export interface Expectation {
  /** `same`: as the source has it; `pending`: as it was read last, the next run changes it; `kept`: likewise, by decision. */
  readonly because: 'same' | 'pending' | 'kept'
  readonly rows: UnitRows
  /** Holders who are gone from the source may stand in the account besides: their removal is not decided yet. */
  readonly keepsLeaving: boolean
}

/** The units of a reading, beside what the portal remembers of the last one. */
export class SourceUnits {
  readonly reading: Reading
  readonly #stored: StoredHashes
  readonly #standing: CopyStanding
  readonly #meaning: AccountMeaning

  constructor(reading: Reading, stored: StoredHashes, standing: CopyStanding, meaning: AccountMeaning) {
    this.reading = reading
    this.#stored = stored
    this.#standing = standing
    this.#meaning = meaning
  }

  /** Whether the source has the unit now, and nothing is wrong with its row. */
  has({ kind, id }: Unit): boolean {
    const draft = kind === 'customer' ? this.reading.customers.get(id) : this.reading.accounts.get(id)
    return draft?.accepted === true
  }

  storedHash({ kind, id }: Unit): string | undefined {
    return (kind === 'customer' ? this.#stored.customers : this.#stored.accounts).get(id)
  }

  hashOf({ kind, id }: Unit): string | null {
    const { customers, accounts, kept } = this.reading
    const draft = kind === 'customer' ? customers.get(id) : accounts.get(id)
    if (draft?.accepted !== true) return null
    return 'lastHolder' in draft
      ? hashOfAccount(draft.status, rowsOfAccount(draft, kept))
      : hashOfCustomer(kept.textAt(draft.at))
  }

  /** Whether the next run would do something with the unit, and has a reason to. */
  standingOf(unit: Unit): Expectation['because'] {
    const hash = this.hashOf(unit)
    const stored = this.storedHash(unit)
    if (hash === null) {
      if (stored === undefined || this.#standing === 'current') return 'same'
      return this.#standing === 'held' ? 'kept' : 'pending'
    }
    if (stored === hash || this.#standing === 'current') return 'same'
    if (stored === unsettled(hash)) return 'same'
    return this.#standing === 'held' ? 'same' : 'pending'
  }

  /** @param payload the row as it was read last */
  expectationOf(unit: Unit, payload: unknown): Expectation {
    const because = this.standingOf(unit)
    const stored = this.storedHash(unit)
    const keepsLeaving = stored?.startsWith(unsettled('')) === true && this.#standing !== 'current'
    if (because === 'same') return { because, rows: this.#rowsInSource(unit), keepsLeaving }
    const rows: UnitRows = new Map()
    if (stored !== undefined) this.#addPayload(rows, unit, payload)
    return { because, rows, keepsLeaving }
  }

  /** Every unit that the source has or the portal remembers. */
  *all(): Generator<Unit> {
    for (const kind of ['customer', 'account'] as const) {
      const [now, before] =
        kind === 'customer'
          ? [this.reading.customers, this.#stored.customers]
          : [this.reading.accounts, this.#stored.accounts]
      for (const id of now.keys()) yield { kind, id }
      for (const id of before.keys()) if (!now.has(id)) yield { kind, id }
    }
  }

  /** The holders of an account in the source. */
  holdersOf(accountId: string): string[] {
    const draft = this.reading.accounts.get(accountId)
    if (!draft) return []
    const holders = this.reading.kept.listAt(draft.lastHolder)
    return holders.flatMap((text) => cellsOf('holders', text)['customer_id'] ?? [])
  }

  #rowsInSource({ kind, id }: Unit): UnitRows {
    const rows: UnitRows = new Map()
    const { kept } = this.reading
    if (kind === 'customer') {
      const draft = this.reading.customers.get(id)
      if (draft?.accepted === true) this.#addCustomer(rows, cellsOf('customers', kept.textAt(draft.at)))
      return rows
    }
    const draft = this.reading.accounts.get(id)
    if (draft?.accepted !== true) return rows
    const { account, holders, charges } = rowsOfAccount(draft, kept)
    this.#addAccount(
      rows,
      cellsOf('accounts', account),
      holders.map((text) => cellsOf('holders', text)),
      charges.map((text) => cellsOf('charges', text)),
    )
    return rows
  }

  #addPayload(rows: UnitRows, { kind }: Unit, payload: unknown): void {
    try {
      if (kind === 'customer') return this.#addCustomer(rows, payload as Cells)
      const { account, holders, charges } = payload as { account: Cells; holders: Cells[]; charges: Cells[] }
      this.#addAccount(rows, account, holders, charges)
    } catch (error) {
      // The settings have changed what a word means, and the next run applies that.
      if (!(error instanceof Refusal)) throw error
    }
  }

  #addCustomer(rows: UnitRows, cells: Cells): void {
    addRow(rows, 'customer', valuesOf('customer', interpretCustomer(cells, this.#meaning.timeZone)))
  }

  #addAccount(rows: UnitRows, account: Cells, holders: readonly Cells[], charges: readonly Cells[]): void {
    addRow(rows, 'account', valuesOf('account', interpretAccount(account, this.#meaning)))
    for (const holder of holders) addRow(rows, 'holder', valuesOf('holder', interpretHolder(holder)))
    for (const charge of charges) addRow(rows, 'charge', valuesOf('charge', interpretCharge(charge)))
  }
}

function valuesOf<K extends FactKind>(kind: K, record: FactKinds[K]): (string | null)[] {
  return DESCRIBED[kind].columns.map((column) => column.of(record))
}

/** The rows as they were read last, of these units. */
export async function readPayloads(
  store: CommunityStore,
  kind: Unit['kind'],
  ids: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const [rows] = await store.read(
    (db) =>
      [
        db
          .selectFrom('source_record')
          .select(['source_id', 'payload'])
          .where('community_id', '=', store.communityId)
          .where('kind', '=', kind)
          .where(sql<boolean>`source_id = any(${ids}::text[])`),
      ] as const,
  )
  return new Map(rows.map(({ source_id, payload }) => [source_id, payload]))
}
