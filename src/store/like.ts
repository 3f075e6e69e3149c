/** A text as it stands in a pattern of `like` that is to find just it. */
export function escapedForLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
