/**
 * A text with one character missing, too many or wrong, or with two neighbours swapped: each once, and not the text itself.
 * @param characters those that may be too many or stand for another
 * @param mayBeWrong whether a character of the text may be missing, wrong or swapped; any, unless told
 */
export function slipsOf(
  text: string,
  characters: readonly string[],
  mayBeWrong: (character: string) => boolean = () => true,
): Set<string> {
  const slips = new Set<string>()
  for (let i = 0; i <= text.length; i++) {
    const [before, after] = [text.slice(0, i), text.slice(i)]
    for (const character of characters) slips.add(before + character + after)
    const [first, second] = after
    if (first === undefined || !mayBeWrong(first)) continue
    slips.add(before + after.slice(1))
    for (const character of characters) slips.add(before + character + after.slice(1))
    if (second !== undefined && mayBeWrong(second)) slips.add(before + second + first + after.slice(2))
  }
  slips.delete(text)
  return slips
}
