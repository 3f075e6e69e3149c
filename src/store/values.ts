/**
 * `bigint` as a number: cents and counts stay far below 2^53. Masks use all 64 bits and are selected as text instead.
 * @throws Error rather than give a number that lost its last digits.
 */
export function parseBigint(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value))
    throw new Error(`The bigint ${text} does not fit a number: select it as text`)
  return value
}
