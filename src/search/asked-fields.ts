import { ASKED, withoutQuotes, type AskedField } from './reading.ts'

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
  return [...text.matchAll(ASKED)]
    .filter(([, each]) => each?.toLowerCase() === field)
    .map(([, , value = '']) => withoutQuotes(value).trim())
    .filter((value) => value !== '')
    .join(' ')
}
