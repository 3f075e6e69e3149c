/**
 * What was looked for while one answer was made, so that it is not looked for again: a page searches, asks why nobody fits,
 * and what the explanation asks is mostly what the search asked. Made anew for each answer, as what is committed in
 * between is to be found.
 */
export class Looks {
  readonly #made = new Map<string, unknown>()

  /** @param name says all on which the answer depends, and its type */
  once<T>(name: string, look: () => T): T {
    if (!this.#made.has(name)) this.#made.set(name, look())
    return this.#made.get(name) as T
  }
}
