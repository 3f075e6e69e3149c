import { formatCount } from '../kernel/format-count.ts'
import { SOURCE_KINDS, type SourceKind, type SourceRow } from '../source/port.ts'
import { COLUMNS, KEPT_OF_MALFORMED, KEY_COLUMNS, MAX_CELL, MAX_KEY_CELL } from './columns.ts'
import { Refusal } from './rejection.ts'
import { protectTaxId } from '../kernel/tax-id.ts'

export type Cells = Readonly<Record<string, string>>

/** A row as it is kept and compared: known columns in a fixed order, trimmed, and a tax id only as its keyed hash. */
export interface PackedRow {
  readonly cells: Cells
  readonly line: number | null
  /** What is wrong with the row before anybody asks what it means. */
  readonly refusal: Refusal | undefined
}

/**
 * Packs one row. Cells that cannot be stored (too long, with characters that PostgreSQL refuses) are cut to what can be,
 * so that the rejected row itself can be kept and shown.
 */
export function packRow(kind: SourceKind, row: SourceRow, taxIdKey: string): PackedRow {
  let refusal: Refusal | undefined
  if (row.malformed !== undefined) refusal = new Refusal('malformed_row', null, row.malformed)
  const cells: Record<string, string> = {}
  for (const column of COLUMNS[kind]) {
    const printed = row.values[column]
    if (printed === undefined) continue
    const value = printed.trim()
    if (value === '') continue
    if (column === 'tax_id') {
      if (row.malformed === undefined) addTaxId(cells, value, taxIdKey)
      continue
    }
    if (row.malformed !== undefined && !mayKeep(column, value)) continue
    const limit = KEY_COLUMNS.has(column) ? MAX_KEY_CELL : MAX_CELL
    if (value.length > limit) {
      refusal ??= new Refusal(
        'too_long',
        column,
        `This cell holds ${formatCount(value.length)} characters; at most ${formatCount(limit)} can be kept.`,
      )
      cells[column] = storable(value.slice(0, limit))
    } else if (UNSTORABLE.test(value) || !value.isWellFormed()) {
      refusal ??= new Refusal(
        'bad_character',
        column,
        'This cell holds a character that no text may hold (NUL, a unit separator, or half of a character).',
      )
      cells[column] = storable(value)
    } else cells[column] = value
  }
  return { cells, line: row.line ?? null, refusal }
}

/** Stands between the cells of a row as text; no cell holds it. */
const SEPARATOR = '\x1f'
const UNSTORABLE = /[\0\x1f]/

/** The columns of a row as it is kept: of a tax id only what may be. */
const KEPT_COLUMNS = Object.fromEntries(
  SOURCE_KINDS.map((kind) => [
    kind,
    COLUMNS[kind].flatMap((column) => (column === 'tax_id' ? ['tax_id_hash', 'tax_id_last4'] : [column])),
  ]),
) as Record<SourceKind, string[]>

/** The form in which a row is kept in memory, compared and hashed: six times smaller than the object. */
export function textOf(kind: SourceKind, { cells }: PackedRow): string {
  // Not by adding up: that would keep all the pieces.
  return KEPT_COLUMNS[kind].map((column) => cells[column] ?? '').join(SEPARATOR)
}

export function cellsOf(kind: SourceKind, text: string): Cells {
  const values = text.split(SEPARATOR)
  const cells: Record<string, string> = {}
  KEPT_COLUMNS[kind].forEach((column, i) => {
    const value = values[i]
    if (value !== undefined && value !== '') cells[column] = value
  })
  return cells
}

function addTaxId(cells: Record<string, string>, taxId: string, key: string): void {
  const kept = protectTaxId(taxId, key)
  if (!kept) return
  cells['tax_id_hash'] = kept.hash
  if (kept.last4 !== undefined) cells['tax_id_last4'] = kept.last4
}

/** A cell too many or too few moves the others: what looks like part of a tax id is not kept as a name. */
function mayKeep(column: string, value: string): boolean {
  return (
    KEPT_OF_MALFORMED.has(column) &&
    (column.endsWith('_id') || column.endsWith('number') || !/\d{4}/.test(value))
  )
}

function storable(value: string): string {
  return value.replaceAll(/[\0\x1f]/g, '\uFFFD').toWellFormed()
}
