import { failure } from '../kernel/errors.ts'
import type { ColumnNames } from '../kernel/settings.ts'
import type { SourceKind, SourceValues } from './port.ts'

/** The columns of the contract, as `docs/guides/source-files.md` describes them; `required` ones must be there. */
export const COLUMNS: Readonly<
  Record<SourceKind, { required: readonly string[]; optional: readonly string[] }>
> = {
  customers: {
    required: ['customer_id'],
    optional: [
      'name', 'first_name', 'middle_name', 'last_name', 'suffix', 'business_name', 'customer_type', 'email', 'phone',
      'phone2', 'mailing_address', 'city', 'state', 'postal_code', 'tax_id', 'status', 'online_access', 'confidential',
      'updated_at',
    ], // prettier-ignore
  },
  accounts: {
    required: ['account_id', 'account_number', 'module', 'status'],
    optional: [
      'department', 'online_access', 'service_address', 'opened_on', 'closed_on', 'balance', 'updated_at',
    ], // prettier-ignore
  },
  holders: { required: ['customer_id', 'account_id', 'role'], optional: ['from_on', 'to_on'] },
  charges: {
    required: ['charge_id', 'account_id', 'kind', 'amount', 'balance'],
    optional: ['description', 'posted_on', 'due_on'],
  },
  merges: { required: ['from_id', 'to_id'], optional: ['kind', 'at'] },
}

/** How the cells of a file's row, or of a view's, become values under the contract's columns. */
export interface Header {
  readonly cellCount: number
  /** The city's own name of each cell, trimmed. */
  readonly names: readonly string[]
  readonly columns: readonly { readonly column: string; readonly cell: number }[]
  /** Names that mean nothing to the portal. */
  readonly ignored: readonly string[]
}

/**
 * Reads the names of the columns of a file or view. A column is found under the name that the settings give it (exactly), otherwise under its own name
 * in any case. A column that the settings name must be there: without it, values would vanish from the copy unnoticed.
 * @param file what a failure calls it: `customers.csv`
 * @throws failure `source_bad_header`, naming the file and the column
 */
export function readHeader(
  kind: SourceKind,
  file: string,
  cells: readonly string[],
  columnNames: ColumnNames,
): Header {
  const { required, optional } = COLUMNS[kind]
  const known = [...required, ...optional]
  const names = cells.map((cell) => cell.trim())
  refuseTwice(file, names)
  const given = new Map(
    Object.entries(columnNames[kind] ?? {}).map(([column, name]) => [column, name.trim()]),
  )
  for (const column of given.keys())
    if (!known.includes(column))
      throw badHeader(
        `The settings name "columns.${kind}.${column}", but ${file} has no such column in the portal; it may be one of ${known.join(', ')}.`,
      )
  // A cell that the settings give to one column is not also read under its own name.
  const taken = new Set(given.values())
  const cellByOwnName = new Map<string, number>()
  names.forEach((name, cell) => {
    const own = name.toLowerCase()
    if (taken.has(name) || !known.includes(own) || given.has(own)) return
    if (cellByOwnName.has(own)) throw twiceNamed(file, own)
    cellByOwnName.set(own, cell)
  })
  const columns: { column: string; cell: number }[] = []
  for (const column of known) {
    const name = given.get(column)
    const cell = name === undefined ? cellByOwnName.get(column) : names.indexOf(name)
    if (cell !== undefined && cell >= 0) columns.push({ column, cell })
    else if (name !== undefined)
      throw badHeader(
        `${file} has no column "${name}", which the settings name for ${column}. Its columns are: ${listed(names)}.`,
      )
    else if (required.includes(column))
      throw badHeader(
        `${file} has no column "${column}". Its columns are: ${listed(names)}. Add the column, or name the city's own in the settings under "columns.${kind}.${column}".`,
      )
  }
  const used = new Set(columns.map(({ cell }) => cell))
  return {
    cellCount: cells.length,
    names,
    columns,
    ignored: names.filter((name, cell) => name !== '' && !used.has(cell)),
  }
}

/** The cells of a row under the contract's columns; an empty cell is absent. */
export function valuesOf(header: Header, cells: readonly string[]): SourceValues {
  const values: Record<string, string> = {}
  for (const { column, cell } of header.columns) {
    const value = cells[cell]
    if (value !== undefined && value !== '') values[column] = value
  }
  return values
}

function refuseTwice(file: string, names: readonly string[]): void {
  const twice = names.find((name, cell) => name !== '' && names.indexOf(name) !== cell)
  if (twice !== undefined) throw twiceNamed(file, twice)
}

function twiceNamed(file: string, name: string) {
  return badHeader(`${file} names the column "${name}" twice; keep one of them.`)
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 30).map((name) => (name === '' ? '(no name)' : name))
  return shown.join(', ') + (names.length > shown.length ? ', …' : '')
}

function badHeader(sentence: string) {
  return failure('source_bad_header', sentence)
}
