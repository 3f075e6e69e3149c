import type { Step } from './steps.ts'

/** What one of several communities has of a search. */
export interface FoundPart {
  /** Best first. */
  readonly customerIds: readonly string[]
  /** How many of these, the first, have all of it as whole words. */
  readonly whole: number
  /** As many as are counted in one of several. */
  readonly total: number
  /** There are more than were counted. */
  readonly capped: boolean
  /** How bold the guesses are among them. */
  readonly step: Step
}

/** A customer of one of several communities. */
export interface FoundIn {
  readonly communityId: number
  readonly customerId: string
  /** How bold the guesses were that found it. */
  readonly step: Step
}

/** Customers counted at the most in one of several communities. */
export const MOST_OF_ONE = 100

/** The part of those who are similar, best first. */
export function similarPart(customerIds: readonly string[], isCut: boolean, step: Step): FoundPart {
  const counted = customerIds.slice(0, MOST_OF_ONE)
  return {
    customerIds: counted,
    whole: 0,
    total: counted.length,
    capped: isCut || customerIds.length > MOST_OF_ONE,
    step,
  }
}
