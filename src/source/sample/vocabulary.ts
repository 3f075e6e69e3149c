import { STREETS } from './addresses.ts'
import { givenName } from './given-names.ts'
import type { Random } from './random.ts'
import { surname } from './surnames.ts'

/** What the people and the streets of a city are called, each drawn as often as it is met there. */
export interface Vocabulary {
  surname(random: Random): string
  givenName(random: Random): string
  /** With its type: `Aspen Way`. */
  street(random: Random): string
}

/** A town of some thousands. */
export const TOWN: Vocabulary = { surname, givenName, street: (random) => random.pick(STREETS) }
