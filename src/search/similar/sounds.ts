import { doubleMetaphone } from 'double-metaphone'

/** Codes of fewer sounds are shared by hundreds of names that nobody takes for one another (lee, lyle, lau). */
const LEAST_SOUNDS = 2

/** How a word may sound, as one or two codes of consonants (double metaphone, Philips 2000); none for a short one. */
export function soundsOf(word: string): readonly string[] {
  if (!LATIN.test(word)) return NONE
  const [first, second] = doubleMetaphone(word)
  if (first.length < LEAST_SOUNDS) return NONE
  return first === second || second.length < LEAST_SOUNDS ? [first] : [first, second]
}

const LATIN = /^[a-z]{4,}$/
const NONE: readonly string[] = []
