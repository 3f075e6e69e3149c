import { COLUMNS } from '../columns.ts'
import { SOURCE_KINDS, type SourceKind, type SourceValues } from '../port.ts'

/** Rows of an export by kind. A change makes new lists and leaves the old ones, so that it can be taken back. */
export type SampleRecords = Readonly<Record<SourceKind, readonly SourceValues[]>>

function columnsOf(kind: SourceKind): readonly string[] {
  return [...COLUMNS[kind].required, ...COLUMNS[kind].optional]
}

/** The header row of a file, and its line end. */
export function headerLine(kind: SourceKind): string {
  return `${columnsOf(kind).join(',')}\r\n`
}

const COLUMN_LISTS = Object.fromEntries(SOURCE_KINDS.map((kind) => [kind, columnsOf(kind)])) as Record<
  SourceKind,
  readonly string[]
>

/** A row as RFC 4180 has it, with its line end. */
export function csvLine(kind: SourceKind, values: SourceValues): string {
  let line = ''
  for (const column of COLUMN_LISTS[kind]) line += `,${cellText(values[column] ?? '')}`
  return `${line.slice(1)}\r\n`
}

function cellText(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
