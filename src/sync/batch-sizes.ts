import type { Store } from '../store/index.ts'

/** How many records one transaction writes. */
export interface BatchSizes {
  readonly applied: number
  /** Of records of which nothing was ever heard: most of a first load. At least as many as are applied. */
  readonly inserted: number
  /** A family larger than this is written in parts: each part is consistent, but its changes are not seen all at once. */
  readonly largestFamily: number
  readonly removed: number
}

/**
 * Large enough for few statements, small enough that a page waits no more than a quarter of a second on PGlite. A server has
 * nobody wait, and the more search keys are inserted together, in the order of their index, the less each costs: of 5,000
 * records at a time a fifth less than of 600.
 */
export const BATCH_SIZES = {
  pglite: { applied: 600, inserted: 600, largestFamily: 3_000, removed: 300 },
  postgres: { applied: 600, inserted: 5_000, largestFamily: 3_000, removed: 300 },
} as const satisfies Record<Store['kind'], BatchSizes>
