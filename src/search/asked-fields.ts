import { ASKED, type AskedField } from './reading.ts'

/** The search with what is sought in one field, in the place of what was sought there before; '' seeks nothing in it. */
export function withAsked(text: string, field: AskedField, value: string): string {
  const others = text.replace(ASKED, (asked, each: string) => (each.toLowerCase() === field ? '' : asked))
  const sought = value.replace(/["\s]+/g, ' ').trim()
  const piece = sought === '' ? '' : `${field}:${sought.includes(' ') ? `"${sought}"` : sought}`
  return `${others} ${piece}`.replace(/\s+/g, ' ').trim()
}

/** What a search seeks in one field; '' where it seeks nothing there. Said twice, it is all of it. */
export function askedIn(text: string, field: AskedField): string {
  return [...text.matchAll(ASKED)]
    .filter(([, each]) => each?.toLowerCase() === field)
    .map(([, , value = '']) => value.replaceAll('"', '').trim())
    .filter((value) => value !== '')
    .join(' ')
}
