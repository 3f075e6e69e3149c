import { createHash } from 'node:crypto'
import type { ColumnNames } from '../../kernel/settings.ts'
import {
  LOOKUP_MS,
  SOURCE_KINDS,
  type LookupSubject,
  type Source,
  type SourceBatch,
  type SourceDescription,
} from '../port.ts'
import { changedWhileReading, digestOf, lookAt, type ExportState } from './export-directory.ts'
import { indexExport, type ExportIndex } from './export-index.ts'
import { exportedAt } from './exported-at.ts'
import { lookUp } from '../look-up.ts'
import { findExport, type FoundExport } from './newest-export.ts'
import { readHeaderOf, readRows, type PlacedRow } from './read-rows.ts'

export interface FilesSourceOptions {
  /** Absolute. A full export, as a directory or a zip archive, or a directory that holds several of them. */
  readonly directory: string
  /** The city's own column names. */
  readonly columns?: ColumnNames
  /** Absolute; nobody else's. Where exports are unpacked; only plain ones can be read without it. */
  readonly workspace?: string
}

const BATCH = 2_000

/** The system of record behind a directory with CSV files; `docs/guides/source-files.md` describes them. */
export function openFilesSource({ directory: path, columns = {}, workspace }: FilesSourceOptions): Source {
  return openExports(() => findExport(path, workspace), columns)
}

/** The system of record behind exports, wherever `find` finds the one that is to be read. */
export function openExports(find: () => Promise<FoundExport>, columns: ColumnNames): Source {
  const index = keptIndex(columns)
  return {
    describe: async () => await describe(await find(), columns),

    async *read({ signal }) {
      const { directory } = await (signal ? orAborted(find(), signal) : find())
      const before = await lookAt(directory)
      for (const [kind, file] of before.files)
        for await (const rows of inBatches(readRows(kind, file, columns, signal)))
          yield { kind, name: file.name, rows } satisfies SourceBatch
      const after = await lookAt(directory)
      if (after.stamp !== before.stamp) throw changedWhileReading(directory)
    },

    lookup: (subject, signal) =>
      lookUpUnchanged(find, index, subject, AbortSignal.any([signal, AbortSignal.timeout(LOOKUP_MS)])),
  }
}

async function describe(found: FoundExport, columns: ColumnNames): Promise<SourceDescription> {
  const { directory } = found
  const state = await lookAt(directory)
  const readAt = await exportedAt(directory, state)
  const remarks = [...found.remarks]
  for (const [kind, file] of state.files) {
    const { ignored } = await readHeaderOf(kind, file, columns)
    if (ignored.length === 0) continue
    const named = ignored.map((name) => `"${name}"`).join(', ')
    remarks.push(`${file.name} has columns that are not read: ${named}.`)
  }
  const { digest, lines } = await digestOf(state)
  const after = await lookAt(directory)
  if (after.stamp !== state.stamp) throw changedWhileReading(directory)
  // Other column names give other rows from the same bytes.
  const names = JSON.stringify(SOURCE_KINDS.map((kind) => Object.entries(columns[kind] ?? {}).sort()))
  const version = createHash('sha256').update(`${digest}\n${names}`).digest('hex')
  return { readAt, version, remarks, expectedRows: Math.max(0, lines - state.files.size) }
}

/** The index of the export as it is now: made when first asked for, kept until a file changes. */
function keptIndex(columns: ColumnNames) {
  let kept: { stamp: string; index: Promise<ExportIndex> } | undefined
  return (directory: string, state: ExportState): Promise<ExportIndex> => {
    if (kept?.stamp !== state.stamp) {
      const index = indexUnchanged(directory, state, columns)
      const mine = { stamp: state.stamp, index }
      kept = mine
      // A failure is told to whoever waits, and tried again by the next.
      index.catch(() => {
        if (kept === mine) kept = undefined
      })
    }
    return kept.index
  }
}

async function indexUnchanged(
  directory: string,
  state: ExportState,
  columns: ColumnNames,
): Promise<ExportIndex> {
  const index = await indexExport(state, columns)
  const after = await lookAt(directory)
  if (after.stamp !== state.stamp) throw changedWhileReading(directory)
  return index
}

/**
 * The first lookup after a change makes the index; when the signal ends the wait, the index is still finished, so that the
 * next lookup has it. Rows are read from the files that were indexed, which is checked when all are read.
 */
async function lookUpUnchanged(
  find: () => Promise<FoundExport>,
  index: (directory: string, state: ExportState) => Promise<ExportIndex>,
  subject: LookupSubject,
  signal: AbortSignal,
) {
  signal.throwIfAborted()
  const { directory } = await orAborted(find(), signal)
  const state = await lookAt(directory)
  const reader = await (await orAborted(index(directory, state), signal)).open()
  try {
    const records = await orAborted(lookUp(reader, subject, signal), signal)
    const after = await lookAt(directory)
    if (after.stamp !== state.stamp) throw changedWhileReading(directory)
    return records
  } finally {
    await reader.close()
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason as Error)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', abort))
}

async function* inBatches(pieces: AsyncIterable<PlacedRow[]>): AsyncGenerator<PlacedRow[]> {
  let batch: PlacedRow[] = []
  for await (const rows of pieces) {
    batch = batch.length === 0 ? rows : [...batch, ...rows]
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
