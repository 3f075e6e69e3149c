/**
 * The smallest number of edits that turn one word into another: a letter missing, a letter too many, a wrong letter, or
 * two neighbours swapped (optimal string alignment: no letter is edited twice). `most + 1` when it takes more than
 * `most`.
 */
export function editsBetween(a: string, b: string, most: number): number {
  return a.length > b.length ? editsOf(b, a, most, false) : editsOf(a, b, most, false)
}

/** The same, from a whole word to whichever beginning of another is closest. */
export function editsToBeginning(typed: string, word: string, most: number): number {
  return editsOf(typed, word, most, true)
}

/** A row for each letter of `a`, and two before it; long enough for any word, grown otherwise. */
let rows = [new Uint8Array(128), new Uint8Array(128), new Uint8Array(128)] as [Row, Row, Row]
type Row = Uint8Array

/**
 * Only the band of `most` cells on each side of the diagonal is filled, and a row without a cell within `most` ends the
 * work: 0.2 µs for most pairs of names.
 */
function editsOf(a: string, b: string, most: number, anyBeginning: boolean): number {
  const tooMany = most + 1
  if (most < 0) return tooMany
  const width = anyBeginning ? Math.min(b.length, a.length + most) : b.length
  if (Math.abs(width - a.length) > most) return tooMany
  if (width + 2 > rows[0].length) rows = [grown(width), grown(width), grown(width)]
  let [beforeLast, last, row] = rows
  for (let j = 0; j <= width; j++) last[j] = Math.min(j, tooMany)
  for (let i = 1; i <= a.length; i++) {
    const letter = a.charCodeAt(i - 1)
    const from = Math.max(1, i - most)
    const to = Math.min(width, i + most)
    row[from - 1] = from === 1 ? Math.min(i, tooMany) : tooMany
    let least = row[from - 1] as number
    for (let j = from; j <= to; j++) {
      const other = b.charCodeAt(j - 1)
      let edits = (last[j - 1] as number) + (letter === other ? 0 : 1)
      edits = Math.min(edits, (row[j - 1] as number) + 1, (last[j] as number) + 1)
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other)
        edits = Math.min(edits, (beforeLast[j - 2] as number) + 1)
      row[j] = Math.min(edits, tooMany)
      if (edits < least) least = edits
    }
    row[to + 1] = tooMany
    if (least > most) return tooMany
    ;[beforeLast, last, row] = [last, row, beforeLast]
  }
  return anyBeginning
    ? leastOf(last, Math.max(0, a.length - most), width)
    : Math.min(last[width] as number, tooMany)
}

function grown(width: number): Row {
  return new Uint8Array(2 * width)
}

function leastOf(row: Row, from: number, to: number): number {
  let least = row[from] as number
  for (let j = from + 1; j <= to; j++) least = Math.min(least, row[j] as number)
  return least
}
