import { cut, wordsOf } from './normalise.ts'

/** Characters of a search that are read at the most. */
export const MAX_TYPED = 1_000

/** What stands before a colon to say where a word is to be found, in the box: `last:nunez address:"118 aspen"`. */
export const ASKED_FIELDS = ['last', 'account', 'address', 'phone', 'email', 'id', 'tax'] as const
export type AskedField = (typeof ASKED_FIELDS)[number]

/**
 * Each place of a search where it is said in which field to look: the field, and what is sought. A tax id takes the numbers
 * behind it with it, whatever stands between, so that `tax:123 45, 6789` leaves no digit of it among the words, which are
 * shown and kept.
 */
export const ASKED = new RegExp(
  `(?<=^|\\s)(${ASKED_FIELDS.join('|')}):\\s*("[^"]*"?|(?<=tax:\\s*)\\S*(?:[^\\p{L}\\p{N}"]+\\p{N}+(?![\\p{L}\\p{N}]))*|\\S*)`,
  'giu',
)

export function withoutQuotes(value: string): string {
  return value.replaceAll('"', '')
}

/** What stands between the spaces of a search; `last: "de la cruz"` is one piece. */
export interface Piece {
  readonly typed: string
  /** The field in which it is sought, where that is said. */
  readonly field?: AskedField
  readonly sought: string
}

const PIECE = new RegExp(`${ASKED.source}|[^\\s"]*"[^"]*"?|[^\\s"]+`, 'giu')

export function piecesTyped(text: string): Piece[] {
  return [...cut(text, MAX_TYPED).matchAll(PIECE)].map(([typed, field, sought = '']) =>
    field === undefined
      ? { typed, sought: typed }
      : { typed, field: field.toLowerCase() as AskedField, sought: withoutQuotes(sought) },
  )
}

/** A search without some of its words; what is left stays as it was typed where it can. */
export function withoutWords(text: string, words: readonly string[]): string {
  const left = piecesTyped(text).flatMap(({ typed, field, sought }) => {
    const own = wordsOf(sought)
    const kept = own.filter((word) => !words.includes(word))
    if (kept.length === own.length) return [typed]
    if (kept.length === 0) return []
    return [field === undefined ? kept.join(' ') : `${field}:"${kept.join(' ')}"`]
  })
  return left.join(' ')
}

/**
 * The search with what is sought in one field, in the place of what was sought there before; '' seeks nothing in it. A field
 * that nothing is sought in is left out, and a quotation mark that is still open is closed: either would take what is
 * written behind it.
 */
export function withAsked(text: string, field: AskedField, value: string): string {
  const others = text
    .replace(ASKED, (asked, each: string, sought: string) =>
      each.toLowerCase() === field || withoutQuotes(sought).trim() === '' ? '' : asked,
    )
    .trim()
  const sought = value.replace(/["\s]+/g, ' ').trim()
  if (sought === '') return others.replace(/\s+/g, ' ')
  const piece = `${field}:${sought.includes(' ') ? `"${sought}"` : sought}`
  return `${others.replace(STILL_OPEN, '$&"')} ${piece}`.replace(/\s+/g, ' ').trim()
}

/** What stands behind a quotation mark that begins something and that nothing closes. */
const STILL_OPEN = /(?<=^|[\s:])"[^"]*$/

/** What a search seeks in one field; '' where it seeks nothing there. Said twice, it is all of it. */
export function askedIn(text: string, field: AskedField): string {
  return eachAskedIn(text, field).join(' ')
}

/** The same, each by itself. */
export function eachAskedIn(text: string, field: AskedField): string[] {
  return [...text.matchAll(ASKED)]
    .filter(([, each]) => each?.toLowerCase() === field)
    .map(([, , value = '']) => withoutQuotes(value).trim())
    .filter((value) => value !== '')
}
