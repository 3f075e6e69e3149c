import type { CommunityStore } from '../../store/index.ts'
import { digestCopy } from './copy-digests.ts'
import type { Digests } from './source-digests.ts'

/**
 * Digests the copy while the source is read: a server has nothing else to do meanwhile, and where the run turns out to change
 * nothing, the copy need not be digested after it. As soon as something is seen to change, it is dropped.
 */
export class DigestsAhead {
  readonly #stop = new AbortController()
  readonly #digests: Promise<Digests | undefined>

  constructor(store: CommunityStore) {
    // What goes wrong here goes wrong again after the run, and is told there.
    this.#digests = digestCopy(store, { signal: this.#stop.signal }).catch(() => undefined)
  }

  /** The copy will be another one. */
  drop(): void {
    this.#stop.abort()
  }

  /** Waits until nothing of it is at work any more. Undefined where it was dropped. */
  async take(): Promise<Digests | undefined> {
    const digests = await this.#digests
    return this.#stop.signal.aborted ? undefined : digests
  }
}
