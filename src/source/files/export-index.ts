import { type FileHandle } from 'node:fs/promises'
import type { ColumnNames } from '../../kernel/settings.ts'
import { accountNumberKey, type FoundKind, type RowFinder } from '../look-up.ts'
import type { SourceRow, SourceValues } from '../port.ts'
import type { Header } from '../columns.ts'
import type { ExportState } from './export-directory.ts'
import { openForReading, unreadable } from './line-chunks.ts'
import { placedRow, readHeaderOf, readRows } from './read-rows.ts'
import { RowIndex, type RowPlace } from './row-index.ts'
import { RowSplitter } from './row-splitter.ts'

/** By what rows are looked up: the column, and the form in which two values count as the same. */
const KEYS = {
  customers: [['customer_id', trimmed]],
  accounts: [
    ['account_id', trimmed],
    ['account_number', accountNumberKey],
  ],
  holders: [
    ['customer_id', trimmed],
    ['account_id', trimmed],
  ],
  charges: [['account_id', trimmed]],
} as const satisfies Record<FoundKind, readonly (readonly [string, (text: string) => string])[]>

const INDEXED_KINDS = Object.keys(KEYS) as FoundKind[]

/** Finds the rows of one export by their keys, without reading the others. */
export interface ExportIndex {
  readonly stamp: string
  /** Opens the files; `close` has to be called. */
  open(): Promise<IndexReader>
}

/** Rows are in the order of the file for each value; malformed ones are no records and are left out. */
export interface IndexReader extends RowFinder {
  close(): Promise<void>
}

/** Reads the whole export once: 0.9 s for 100,000 customers. @throws as `readRows` */
export async function indexExport(state: ExportState, columns: ColumnNames): Promise<ExportIndex> {
  const indexes = new Map<string, RowIndex>()
  const headers = new Map<FoundKind, Header>()
  for (const kind of INDEXED_KINDS) {
    const file = fileOf(state, kind)
    headers.set(kind, await readHeaderOf(kind, file, columns))
    const keys = KEYS[kind].map(([column, form]) => ({ column, form, index: new RowIndex() }))
    for (const { column, index } of keys) indexes.set(`${kind}.${column}`, index)
    for await (const rows of readRows(kind, file, columns))
      for (const row of rows)
        for (const { column, form, index } of keys) {
          const value = row.values[column]
          if (value !== undefined && row.malformed === undefined) index.add(form(value), row)
        }
  }
  return { stamp: state.stamp, open: () => openReader(state, headers, indexes) }
}

async function openReader(
  state: ExportState,
  headers: ReadonlyMap<FoundKind, Header>,
  indexes: ReadonlyMap<string, RowIndex>,
): Promise<IndexReader> {
  const handles = new Map<FoundKind, FileHandle>()
  let closed = false
  return {
    async rows(kind, column, values) {
      const form = KEYS[kind].find(([name]) => name === column)?.[1]
      const index = indexes.get(`${kind}.${column}`)
      const header = headers.get(kind)
      if (!form || !index || !header) throw new Error(`${kind} are not indexed by ${column}`)
      const { name, path } = fileOf(state, kind)
      const found: SourceValues[] = []
      for (const value of values)
        for (const place of index.find(form(value))) {
          // A lookup that nobody waits for any more ends here, and opens no file behind the closing.
          if (closed) return found
          let handle = handles.get(kind)
          if (!handle) handles.set(kind, (handle = await openForReading(path, name)))
          const row = await readRow(handle, name, place, header)
          if (row && form(row.values[column] ?? '') === form(value)) found.push(row.values)
        }
      return found
    },
    async close() {
      closed = true
      for (const handle of handles.values()) await handle.close()
    },
  }
}

async function readRow(
  handle: FileHandle,
  file: string,
  place: RowPlace,
  header: Header,
): Promise<SourceRow | undefined> {
  const bytes = Buffer.alloc(place.bytes)
  try {
    await handle.read(bytes, 0, place.bytes, place.offset)
  } catch (error) {
    throw unreadable(file, error)
  }
  const [row] = new RowSplitter(file).push(bytes, true)
  return row && placedRow(header, row)
}

function trimmed(text: string): string {
  return text.trim()
}

function fileOf(state: ExportState, kind: FoundKind) {
  const file = state.files.get(kind)
  if (!file) throw new Error(`${kind}.csv was there when the export was looked at`)
  return file
}
