import { z } from 'zod'
import type { ColumnNames } from '../../kernel/settings.ts'
import { COLUMNS, readHeader } from '../columns.ts'
import type { SourceKind, SourceRow } from '../port.ts'

export const jsonRow = z.record(z.string(), z.unknown())
export type JsonRow = z.output<typeof jsonRow>

/** Turns the rows of one kind, as a web service has them, into values under the names of the contract. */
export class JsonRows {
  readonly #kind: SourceKind
  readonly #columns: ColumnNames
  readonly #columnOf = new Map<string, string | undefined>()

  constructor(kind: SourceKind, columns: ColumnNames) {
    this.#kind = kind
    this.#columns = columns
  }

  /** A flag becomes Y or N, null and '' are absent, and a row with a list or an object in a known column is malformed. */
  row(json: JsonRow): SourceRow {
    const values: Record<string, string> = {}
    let malformed: string | undefined
    for (const [key, value] of Object.entries(json)) {
      const column = this.#column(key)
      if (column === undefined || value === null || value === '') continue
      if (typeof value === 'string') values[column] = value
      else if (typeof value === 'boolean') values[column] = value ? 'Y' : 'N'
      else malformed ??= `"${key}" is a list or an object, and has to be a text, a number or a flag.`
    }
    return malformed === undefined ? { values } : { values, malformed }
  }

  /**
   * When all rows were taken: a column that no row has would vanish from the copy unnoticed.
   * @throws failure `source_bad_header`
   */
  checkColumns(): void {
    if (this.#columnOf.size > 0) readHeader(this.#kind, this.#kind, [...this.#columnOf.keys()], this.#columns)
  }

  /** As for the header of a file: the name that the settings give, otherwise the column's own in any case. */
  #column(key: string): string | undefined {
    if (this.#columnOf.has(key)) return this.#columnOf.get(key)
    const given = Object.entries(this.#columns[this.#kind] ?? {})
    const { required, optional } = COLUMNS[this.#kind]
    const own = [...required, ...optional].find((column) => column === key.toLowerCase())
    const column =
      given.find(([, theirs]) => theirs === key)?.[0] ??
      (given.some(([ours]) => ours === own) ? undefined : own)
    this.#columnOf.set(key, column)
    return column
  }
}
