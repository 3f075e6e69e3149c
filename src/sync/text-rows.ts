import { sql, type RawBuilder } from 'kysely'

/** What stands between cells and rows, and for null. No cell that was read holds them (`pack.ts`). */
const BETWEEN_CELLS = '\x1f'
const BETWEEN_ROWS = '\x1e'
const NULL = '\x1d'
const MARKS = /[\x1d-\x1f]/g

export type TextRow = Readonly<Record<string, string | number | boolean | null>>

/**
 * Rows as one text parameter, to be named in `from`; `textCell` reads a column. On PGlite a row of 24 columns takes 10 µs
 * this way and 17 as JSON, one of 8 columns 6 and 11: 5 s of a first load of 100,000 customers.
 */
export function textRows(rows: readonly TextRow[], columns: readonly string[]): RawBuilder<unknown> {
  const lines = rows.map((row) => columns.map((column) => cellOf(row[column] ?? null)).join(BETWEEN_CELLS))
  // Without the fence of `offset 0` each row would be taken apart once a column.
  return sql`(select string_to_array(line, chr(31), chr(29)) as cells
    from string_to_table(${lines.join(BETWEEN_ROWS)}::text, chr(30)) as line offset 0) as r`
}

/** The value of a column of `textRows`, as its type. */
export function textCell(columns: readonly string[], column: string, type: string): RawBuilder<unknown> {
  return sql`r.cells[${sql.lit(columns.indexOf(column) + 1)}]::${sql.raw(type)}`
}

function cellOf(value: string | number | boolean | null): string {
  if (value === null) return NULL
  const text = String(value)
  return text.search(MARKS) < 0 ? text : text.replace(MARKS, '\uFFFD')
}
