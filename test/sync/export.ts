import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { COLUMNS } from '../../src/sync/columns.ts'
import { SOURCE_KINDS, type SourceKind } from '../../src/source/port.ts'

export type Row = Readonly<Record<string, string>>
/** A whole export, as rows by file. */
export type Export = Readonly<Record<SourceKind, readonly Row[]>>

/** Two households, a business, and an account that went from one to the other; enough to change and take away. */
export const CEDAR: Export = {
  customers: [
    { customer_id: 'C1', name: 'Núñez, Ana María', email: 'ana@example.org', phone: '(303) 555-0142' },
    { customer_id: 'C2', name: 'Okafor, Chidi', mailing_address: '40 Old Mill Rd', tax_id: '123-45-6789' },
    { customer_id: 'C3', name: 'Aspen Plumbing LLC', customer_type: 'business' },
    { customer_id: 'C4', first_name: 'Bob', last_name: "O'Brien", suffix: 'Jr', online_access: 'N' },
  ],
  accounts: [
    account('A1', '12.3456.1', { department: 'Water', service_address: '118 Aspen Way', balance: '84.20' }),
    account('A2', '12.3456.2', { department: 'Water' }),
    account('A3', 'BL-2024-017', { module: 'business_license', department: 'Licensing' }),
    account('A4', '88.1200.1', { department: 'Parks', status: 'closed', closed_on: '2026-11-02' }),
  ],
  holders: [
    { customer_id: 'C1', account_id: 'A1', role: 'owner', from_on: '2020-01-01' },
    { customer_id: 'C2', account_id: 'A2', role: 'tenant' },
    { customer_id: 'C1', account_id: 'A2', role: 'landlord' },
    { customer_id: 'C3', account_id: 'A3', role: 'owner' },
    { customer_id: 'C4', account_id: 'A4', role: 'owner' },
  ],
  charges: [
    {
      charge_id: 'H1',
      account_id: 'A1',
      kind: 'charge',
      amount: '84.20',
      balance: '84.20',
      due_on: '2026-12-01',
    },
    { charge_id: 'H2', account_id: 'A1', kind: 'credit', amount: '-5.00', balance: '0.00' },
    { charge_id: 'H3', account_id: 'A3', kind: 'due', amount: '60.00', balance: '60.00' },
  ],
  merges: [],
}

export function account(accountId: string, number: string, more: Row = {}): Row {
  return { account_id: accountId, account_number: number, module: 'utility', status: 'active', ...more }
}

/** The export with these rows changed, and those given as null left out. */
export function changed(
  export_: Export,
  changes: Partial<Record<SourceKind, Readonly<Record<string, Row | null>>>>,
): Export {
  const result: Record<SourceKind, Row[]> = {
    customers: [],
    accounts: [],
    holders: [],
    charges: [],
    merges: [],
  }
  for (const kind of SOURCE_KINDS) {
    const wanted = { ...changes[kind] }
    for (const row of export_[kind]) {
      const key = keyOf(kind, row)
      const change = wanted[key]
      delete wanted[key]
      if (change === undefined) result[kind].push(row)
      else if (change !== null) result[kind].push({ ...row, ...change })
    }
    for (const added of Object.values(wanted)) if (added) result[kind].push(added)
  }
  return result
}

/** `C1`, `A1`, `C1 A1` for a holder, `H1`, and the from_id of a merge. */
function keyOf(kind: SourceKind, row: Row): string {
  if (kind === 'holders') return `${row['customer_id']} ${row['account_id']}`
  return (
    row[
      { customers: 'customer_id', accounts: 'account_id', charges: 'charge_id', merges: 'from_id' }[kind]
    ] ?? ''
  )
}

/** Writes an export whole, as a city's ERP would: all columns, quoted where needed. */
export function writeExport(directory: string, export_: Export, exportedAt?: string): void {
  mkdirSync(directory, { recursive: true })
  for (const kind of SOURCE_KINDS) {
    const columns = COLUMNS[kind]
    const lines = export_[kind].map((row) => columns.map((column) => quoted(row[column] ?? '')).join())
    writeFileSync(join(directory, `${kind}.csv`), [columns.join(), ...lines, ''].join('\r\n'))
  }
  if (exportedAt === undefined) rmSync(join(directory, 'EXPORTED_AT'), { force: true })
  else writeFileSync(join(directory, 'EXPORTED_AT'), exportedAt)
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
