import type { Difference, Findings } from './difference.ts'
import type { SourceUnits } from './source-units.ts'

/** Counts what is found, and about whom it is. */
export class Tally implements Findings {
  readonly #units: SourceUnits
  readonly #onDifference: (difference: Difference) => void
  /** Customers about whom something differs or pends. */
  readonly #unequal = new Set<string>()
  /** Customers that the portal alone has, for no reason. */
  readonly #alone = new Set<string>()
  differences = 0
  pending = 0
  kept = 0

  constructor(units: SourceUnits, onDifference: (difference: Difference) => void) {
    this.#units = units
    this.#onDifference = onDifference
  }

  differs(difference: Difference): void {
    this.differences++
    for (const id of difference.customers) {
      if (this.#units.has({ kind: 'customer', id })) this.#unequal.add(id)
      else if (difference.in === 'customer') this.#alone.add(id)
    }
    this.#onDifference(difference)
  }

  pends(customers: Iterable<string>): void {
    this.pending++
    for (const id of customers) if (this.#units.has({ kind: 'customer', id })) this.#unequal.add(id)
  }

  isKept(): void {
    this.kept++
  }

  /** @param inSource customers that the source has, and nothing is wrong with their rows */
  count(inSource: number): { customers: number; equal: number } {
    return { customers: inSource + this.#alone.size, equal: inSource - this.#unequal.size }
  }
}
