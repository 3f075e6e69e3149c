import { STREETS } from './addresses.ts'
import { givenName } from './given-names.ts'
import type { Random } from './random.ts'
import { surname } from './surnames.ts'

/** What the people and the streets of a city are called, each drawn as often as it is met there. */
export interface Vocabulary {
  readonly surname: (random: Random) => string
  readonly givenName: (random: Random) => string
  /** With its type: `Aspen Way`. */
  readonly street: (random: Random) => string
}

/** A town of some thousands. */
export const TOWN: Vocabulary = { surname, givenName, street: (random) => random.pick(STREETS) }
