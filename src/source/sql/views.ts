import type { ColumnNames } from '../../kernel/settings.ts'
import type { SqlSettings } from '../../kernel/source-settings.ts'
import { readHeader } from '../columns.ts'
import { SOURCE_KINDS, type SourceKind, type SourceValues } from '../port.ts'
import type { SqlQueries } from './queries.ts'
import type { SqlSession, TextRow } from './session.ts'

/** A view of the city's database, and what its columns are to the portal. */
export interface View {
  readonly kind: SourceKind
  /** As the settings have it: `portal.customers`. */
  readonly name: string
  readonly columns: readonly { readonly column: string; readonly theirs: string }[]
  /** Columns that mean nothing to the portal. */
  readonly ignored: readonly string[]
}

/** The views in the order in which they are read. Of merges there may be none. */
export async function readViews(
  session: SqlSession,
  queries: SqlQueries,
  names: SqlSettings['views'],
  columnNames: ColumnNames,
): Promise<View[]> {
  const views: View[] = []
  for (const kind of SOURCE_KINDS) {
    const name = names[kind]
    if (name !== null) views.push(await readView(session, queries, kind, name, columnNames))
  }
  return views
}

/** @throws failure `source_bad_header` when a column is missing; what the database says of a view that it has not */
export async function readView(
  session: SqlSession,
  queries: SqlQueries,
  kind: SourceKind,
  name: string,
  columnNames: ColumnNames,
): Promise<View> {
  const theirs = await session.columns(queries.columnsOf(name))
  const { columns, ignored } = readHeader(kind, `The view ${name}`, theirs, columnNames)
  return {
    kind,
    name,
    columns: columns.map(({ column, cell }) => ({ column, theirs: theirs[cell] ?? column })),
    ignored,
  }
}

/** Databases print amounts with more digits than cents, such as 84.2000. */
const LONG_AMOUNT = /^([+-]?\d+\.\d{2})0+$/
const AMOUNTS = new Set(['balance', 'amount'])

/** A row of a view as values of the contract: what is null or empty is absent. */
export function valuesOf(row: TextRow): SourceValues {
  const values: Record<string, string> = {}
  for (const [column, text] of Object.entries(row)) {
    if (text === null || text === '') continue
    values[column] = AMOUNTS.has(column) ? text.replace(LONG_AMOUNT, '$1') : text
  }
  return values
}
