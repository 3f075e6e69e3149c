import { sql } from 'kysely'
import { rangesFrom, rangesOf } from './key-ranges.ts'
import type { WordsOfSeveral } from './lexicons.ts'
import type { Other } from './loose-search.ts'
import { OF_EACH, type SeveralSights } from './several-sights.ts'

/**
 * The words that somebody has who may be known of, in any of the communities. Those in use are of all departments, and of other
 * communities, too; and what is looked at has a limit: no word of a stranger may take the place of another, or let a key through.
 */
export class KnownWords {
  readonly #sights: SeveralSights
  readonly #words: WordsOfSeveral
  readonly #isKnown = new Map<string, boolean>()

  constructor(sights: SeveralSights, words: WordsOfSeveral) {
    this.#sights = sights
    this.#words = words
  }

  /** Tells it of each of these; what was not read in a record, such as a number, is nobody's, and may be looked for. */
  async among(others: readonly Other[]): Promise<(other: Other) => boolean> {
    const unseen = new Map(
      others.flatMap((other) => {
        const isOfRecords = other.fields !== undefined && this.#words.has(other.word)
        return isOfRecords && !this.#isKnown.has(other.word) ? [[other.word, other] as const] : []
      }),
    )
    // Most are seen in the first community that uses them.
    let asked = 0
    for (const more of [1, 4, this.#sights.communityIds.length]) {
      if (unseen.size === 0) break
      const from = asked
      const places = [...unseen.values()].flatMap((other) =>
        this.#usedIn(other.word)
          .slice(from, from + more)
          .map((id) => ({ id, other })),
      )
      for (const word of await this.#seenIn(places)) {
        this.#isKnown.set(word, true)
        unseen.delete(word)
      }
      asked += more
    }
    for (const word of unseen.keys()) this.#isKnown.set(word, false)
    return ({ word }) => this.#isKnown.get(word) ?? true
  }

  #usedIn(word: string): number[] {
    return this.#sights.communityIds.filter((id) => this.#words.isIn(word, id))
  }

  /** Those of the words of which a key may be known of in the community where it is looked for. */
  async #seenIn(places: readonly { readonly id: number; readonly other: Other }[]): Promise<string[]> {
    const communityIds = [...new Set(places.map(({ id }) => id))]
    const rows = await this.#sights.readIn<{ no: number }>((ids) => {
      const looks = places.flatMap(({ id, other: { word, fields = [] } }, no) =>
        ids.includes(id) ? fields.map((field) => ({ id, no, ...rangesOf(field, word).whole })) : [],
      )
      return sql`select distinct (${looks.map(({ no }) => no)}::int[])[f.place] as no
        from ${rangesFrom(looks)} join ${this.#sights.placesOf(looks)} on p.look = f.place
        cross join lateral (select from search_key k where ${OF_EACH.inRange('known')} limit 1) r`
    }, communityIds)
    return rows.flatMap(({ no }) => places[no]?.other.word ?? [])
  }
}
