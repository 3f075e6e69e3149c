import { GIVEN_NAMES } from './given-names.ts'

/** For each given name and each short form, the numbers of the lines of `GIVEN_NAMES` in which it stands. */
const LINES_OF: ReadonlyMap<string, readonly number[]> = linesOfNames()

/**
 * The names that a word may stand for, each as a number; none when it is no given name that we know. Two words are
 * forms of one name when they share a number: bill and billy do through william, and alex shares one with alexander and
 * another with alexandra, which share none.
 */
export function namesBehind(word: string): readonly number[] {
  return LINES_OF.get(word) ?? NONE
}

const NONE: readonly number[] = []

function linesOfNames(): Map<string, number[]> {
  const lines = new Map<string, number[]>()
  GIVEN_NAMES.trim()
    .split('\n')
    .forEach((line, number) => {
      for (const word of line.replace(':', '').trim().split(/\s+/))
        lines.set(word, [...(lines.get(word) ?? []), number])
    })
  return lines
}
