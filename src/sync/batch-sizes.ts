/** How many records one transaction writes. */
export interface BatchSizes {
  readonly applied: number
  /** A family larger than this is written in parts: each part is consistent, but its changes are not seen all at once. */
  readonly largestFamily: number
  readonly removed: number
}

/** Large enough for few statements, small enough that a page waits no more than a quarter of a second on PGlite. */
export const BATCH_SIZES: BatchSizes = { applied: 600, largestFamily: 3_000, removed: 300 }
