/** Tells programs that the text is UTF-8: without it a spreadsheet shows `Núñez` as `NÃºÃ±ez`. */
const BYTE_ORDER_MARK = '\uFEFF'

/** What makes a spreadsheet run a cell as a formula instead of showing it; also in the full width of East Asian scripts. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u

/** A text, a number that is our own, or nothing. */
export type CsvCell = string | number | null

/**
 * A table as RFC 4180 says, in UTF-8 with a byte-order mark. What somebody entered in a system of record is not trusted: a
 * text that a spreadsheet would run as a formula gets an apostrophe before it. Numbers are written as they are, so that
 * `-12.5` stays one.
 */
export function csvOf(rows: readonly (readonly CsvCell[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
