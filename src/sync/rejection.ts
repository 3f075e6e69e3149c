import { NO_DEPARTMENT, maskOf, type DepartmentMask } from '../kernel/departments.ts'
import type { SourceKind } from '../source/port.ts'

/** Why a row was refused, for programs; the sentence beside it is for people. */
export type RejectionReason =
  | 'malformed_row'
  | 'missing_value'
  | 'too_long'
  | 'bad_character'
  | 'bad_date'
  | 'bad_amount'
  | 'bad_flag'
  | 'bad_word'
  | 'unknown_status'
  | 'too_many_departments'
  | 'unknown_customer'
  | 'rejected_customer'
  | 'unknown_account'
  | 'rejected_account'
  | 'still_a_record'
  | 'unknown_survivor'
  | 'merge_cycle'

/** What is wrong with a row: thrown by what reads a cell, caught where the row is given up. */
export class Refusal extends Error {
  readonly reason: RejectionReason
  readonly column: string | null
  constructor(reason: RejectionReason, column: string | null, sentence: string) {
    super(sentence)
    this.name = 'Refusal'
    this.reason = reason
    this.column = column
  }
}

const ROW_KIND = {
  customers: 'customer',
  accounts: 'account',
  holders: 'holder',
  charges: 'charge',
  merges: 'merge',
} as const satisfies Record<SourceKind, string>

export type RowKind = (typeof ROW_KIND)[SourceKind]

/** A row of the source that is not in the copy. */
export interface Rejection {
  readonly kind: RowKind
  /** Names the row among those of its kind, also in the next export; its line where it has no usable key. */
  readonly rowKey: string
  readonly customerId: string | null
  readonly accountId: string | null
  readonly accountNumber: string | null
  readonly label: string | null
  readonly file: string
  readonly line: number | null
  readonly column: string | null
  readonly reason: RejectionReason
  readonly says: string
  /** The row as JSON text, without what must not be kept. */
  readonly payload: string
  /** Departments whose people may know of it; none: only those with all departments. */
  departments: DepartmentMask
}

/** A value as it can stand in a sentence. */
export function quoted(value: string): string {
  return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`
}

/** The records that a rejected row speaks of, as far as it says. */
export type RejectedRecord = Partial<
  Pick<Rejection, 'customerId' | 'accountId' | 'accountNumber' | 'label' | 'departments'>
>

/** Gathers rejections, and gives each a key that no other row of its kind has. */
export class RejectionList {
  readonly rejections: Rejection[] = []
  readonly #keys = new Set<string>()

  add(
    row: { kind: SourceKind; file: string; key: string | undefined; line: number | null; payload: string },
    refusal: Refusal,
    record: RejectedRecord = {},
  ): Rejection {
    const kind = ROW_KIND[row.kind]
    let rowKey =
      refusal.reason === 'malformed_row' || row.key === undefined ? `line ${row.line ?? '?'}` : row.key
    while (this.#keys.has(`${kind} ${rowKey}`)) rowKey = `${rowKey} (line ${row.line ?? this.#keys.size})`
    this.#keys.add(`${kind} ${rowKey}`)
    const rejection: Rejection = {
      kind,
      rowKey,
      customerId: record.customerId ?? null,
      accountId: record.accountId ?? null,
      accountNumber: record.accountNumber ?? null,
      label: record.label ?? null,
      file: row.file,
      line: row.line,
      column: refusal.column,
      reason: refusal.reason,
      says: refusal.message,
      payload: row.payload,
      departments: record.departments ?? maskOf(NO_DEPARTMENT),
    }
    this.rejections.push(rejection)
    return rejection
  }
}
