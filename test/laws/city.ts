import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A system of record as its exports: the rows of the five files, as text. */
export interface City {
  readonly customers: Row[]
  readonly accounts: Row[]
  readonly holders: Row[]
  readonly charges: Row[]
  readonly merges: Row[]
}

export type Row = Record<string, string>

const COLUMNS: Readonly<Record<keyof City, readonly string[]>> = {
  customers: ['customer_id', 'name', 'customer_type', 'email', 'phone', 'mailing_address', 'tax_id', 'status', 'online_access', 'confidential'],
  accounts: ['account_id', 'account_number', 'module', 'department', 'status', 'online_access', 'service_address', 'closed_on', 'balance'],
  holders: ['customer_id', 'account_id', 'role', 'from_on', 'to_on'],
  charges: ['charge_id', 'account_id', 'kind', 'amount', 'balance'],
  merges: ['from_id', 'to_id', 'kind', 'at'],
} // prettier-ignore

export function emptyCity(): City {
  return { customers: [], accounts: [], holders: [], charges: [], merges: [] }
}

export function copyOf(city: City): City {
  return structuredClone(city)
}

/** Writes one full export, true at `exportedAt` (ISO). */
export function writeExport(directory: string, city: City, exportedAt: string): void {
  mkdirSync(directory, { recursive: true })
  for (const [file, columns] of Object.entries(COLUMNS)) {
    const rows = city[file as keyof City].map((row) => columns.map((column) => row[column] ?? ''))
    const csv = [columns, ...rows]
      .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
      .join('\r\n')
    writeFileSync(join(directory, `${file}.csv`), `${csv}\r\n`)
  }
  writeFileSync(join(directory, 'EXPORTED_AT'), exportedAt)
}

export function findRow(rows: readonly Row[], column: string, value: string): Row | undefined {
  return rows.find((row) => row[column] === value)
}

/** Takes rows out; gives those that went. */
export function takeOut(rows: Row[], goes: (row: Row) => boolean): Row[] {
  const gone = rows.filter(goes)
  const stay = rows.filter((row) => !goes(row))
  rows.splice(0, rows.length, ...stay)
  return gone
}
