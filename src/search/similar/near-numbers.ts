/** Numbers of fewer characters with one wrong are any other number of the street. */
const LEAST_CHARACTERS = 6
const CHARACTERS = '0123456789'
/** What is read and typed for a digit, such as the letter O for a zero. */
const LOOKALIKES: readonly (readonly [letters: RegExp, digit: string])[] = [
  [/o/g, '0'],
  [/[il]/g, '1'],
]

/** One typed number is compared with those of many customers. */
let last: { readonly typed: string; readonly near: ReadonlySet<string> } = { typed: '', near: new Set() }

/**
 * Whether a typed account number or phone number is another one with one digit missing, too many or wrong, or with two
 * neighbours swapped, or with all letters that look like digits as these. Both are without punctuation, as `numberKey` and
 * `phoneKey` make them, and of at least six characters; other letters in a number have to be right. The same number is not near.
 */
export function nearNumber(typed: string, number: string): boolean {
  if (last.typed !== typed) last = { typed, near: new Set(numbersNear(typed)) }
  return last.near.has(number)
}

/** All numbers that are near a typed one, about 22 for each of its digits, each once: what to look for in an index. */
export function numbersNear(typed: string): string[] {
  if (typed.length < LEAST_CHARACTERS || !DIGIT.test(typed)) return []
  const near = new Set<string>([
    LOOKALIKES.reduce((read, [letters, digit]) => read.replace(letters, digit), typed),
  ])
  for (let i = 0; i <= typed.length; i++) {
    const [before, after] = [typed.slice(0, i), typed.slice(i)]
    for (const digit of CHARACTERS) near.add(before + digit + after)
    const [first = '', second = ''] = after
    if (!DIGIT.test(first)) continue
    near.add(before + after.slice(1))
    for (const digit of CHARACTERS) near.add(before + digit + after.slice(1))
    if (DIGIT.test(second)) near.add(before + second + first + after.slice(2))
  }
  near.delete(typed)
  return [...near].filter((number) => number.length >= LEAST_CHARACTERS)
}

const DIGIT = /\d/
