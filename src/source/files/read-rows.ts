import { failure } from '../../kernel/errors.ts'
import type { ColumnNames } from '../../kernel/settings.ts'
import type { SourceKind, SourceRow } from '../port.ts'
import { readHeader, valuesOf, type Header } from '../columns.ts'
import type { ExportFile } from './export-directory.ts'
import { readLineChunks } from './line-chunks.ts'
import { RowSplitter, type CsvRow } from './row-splitter.ts'

/** A row with its place in the file, so that it can be read again alone. */
export interface PlacedRow extends SourceRow {
  readonly offset: number
  readonly bytes: number
}

/**
 * The rows of one file under the contract's columns, a piece of the file at a time.
 * @throws failure `source_unreadable`, `source_bad_header`, `source_bad_text`, `source_bad_quotes`, and
 * `source_being_written` when the file has not the size that it had before
 */
export async function* readRows(
  kind: SourceKind,
  { name, path, size }: ExportFile,
  columns: ColumnNames,
  signal?: AbortSignal,
): AsyncGenerator<PlacedRow[]> {
  const splitter = new RowSplitter(name)
  let header: Header | undefined
  let read = 0
  for await (const { bytes, last } of readLineChunks(path, name, signal)) {
    read += bytes.length
    let rows = splitter.push(bytes, last)
    const [first] = rows
    if (!header && first) {
      header = headerOf(kind, name, first, columns)
      rows = rows.slice(1)
    }
    const known = header
    if (known) yield rows.map((row) => placedRow(known, row))
  }
  if (read !== size)
    throw failure(
      'source_being_written',
      `${name} grew or shrank while it was read. The next run reads it again.`,
    )
  if (!header) throw failure('source_bad_header', `${name} is empty. It needs at least its header row.`)
}

/** The header of a file; reads no further than its first rows. */
export async function readHeaderOf(
  kind: SourceKind,
  { name, path }: ExportFile,
  columns: ColumnNames,
): Promise<Header> {
  const splitter = new RowSplitter(name)
  for await (const { bytes, last } of readLineChunks(path, name)) {
    const [first] = splitter.push(bytes, last)
    if (first) return headerOf(kind, name, first, columns)
  }
  throw failure('source_bad_header', `${name} is empty. It needs at least its header row.`)
}

function headerOf(kind: SourceKind, name: string, row: CsvRow, columns: ColumnNames): Header {
  if (row.brokenCell !== undefined)
    throw failure(
      'source_bad_header',
      `${name} has text after the closing quote of column ${row.brokenCell + 1} in its header; export it again.`,
    )
  return readHeader(kind, name, row.cells, columns)
}

/** A malformed row keeps the values that can be told, so that a person can recognise it. */
export function placedRow(header: Header, { cells, line, offset, bytes, brokenCell }: CsvRow): PlacedRow {
  const malformed = malformation(header, cells, brokenCell)
  const row = { values: valuesOf(header, cells), line, offset, bytes }
  return malformed === undefined ? row : { ...row, malformed }
}

function malformation(
  header: Header,
  cells: readonly string[],
  brokenCell: number | undefined,
): string | undefined {
  if (brokenCell !== undefined)
    return `There is text after the closing quote of cell ${brokenCell + 1}${named(header, brokenCell)}.`
  if (cells.length !== header.cellCount)
    return `The row has ${count(cells.length)}, but the header has ${header.cellCount}.`
  return undefined
}

function named(header: Header, cell: number): string {
  const name = header.names[cell] ?? ''
  return name === '' ? '' : ` (${name})`
}

function count(cells: number): string {
  return cells === 1 ? '1 cell' : `${cells} cells`
}
