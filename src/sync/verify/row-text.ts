/**
 * A row as one text to be digested, said twice: as it is made here, and as SQL over a row that is stored. Both have to
 * agree byte for byte.
 */

/** Stands before each value; no cell of a source holds it. */
const SEPARATOR = '\x1f'

/** One value of a row: what is absent is told from what is empty by the sign before it. */
export function cell(value: string | null): string {
  return value === null ? SEPARATOR : `${SEPARATOR}=${value}`
}

/** All values of a row, each an expression that gives text. */
export function cellsSql(values: readonly string[]): string {
  return values.map((value) => `chr(31) || coalesce('=' || ${value}, '')`).join(' || ')
}
