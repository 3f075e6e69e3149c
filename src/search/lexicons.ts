import { sql } from 'kysely'
import type { CommunityStore } from '../store/index.ts'
import { Lexicon, type Penalty, type SimilarWord } from './similar/index.ts'

/** The words of one community. */
export interface Words {
  /** The words that a typed one is near to, the likeliest first. */
  similarTo(typed: string, mostPenalty: Penalty): readonly SimilarWord[]
  has(word: string): boolean
}

/**
 * The words in use, in this process, community by community: read when a search of the community first makes guesses, and
 * from then on what runs have added since. What a guess finds is looked up among the keys within scope, so a word here
 * tells nobody anything.
 */
export class Lexicons {
  readonly #lexicon = new Lexicon()
  readonly #readTo = new Map<number, number>()
  readonly #reading = new Map<number, Promise<void>>()

  async of(store: CommunityStore): Promise<Words> {
    const { communityId } = store
    // Searches at the same moment share one look; whoever comes later looks again.
    const reading = this.#reading.get(communityId) ?? this.#readOn(store)
    this.#reading.set(communityId, reading)
    try {
      await reading
    } finally {
      this.#reading.delete(communityId)
    }
    return {
      similarTo: (typed, most) => this.#lexicon.similarTo(typed, communityId, most),
      has: (word) => this.#lexicon.has(word, communityId),
    }
  }

  async #readOn(store: CommunityStore): Promise<void> {
    const { communityId } = store
    const [rows] = await store.read(() => [
      sql<{ word: string; no: number }>`select word, no from lexicon_word
        where community_id = ${communityId}::int and no > ${this.#readTo.get(communityId) ?? 0} order by no`,
    ])
    const last = rows.at(-1)
    if (last === undefined) return
    this.#lexicon.add(
      rows.map(({ word }) => word),
      communityId,
    )
    this.#readTo.set(communityId, last.no)
  }
}
