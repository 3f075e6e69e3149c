/**
 * What somebody typed, on one line. What turns the direction of writing comes along with what is pasted, and would turn the
 * sentences that repeat it.
 */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}
