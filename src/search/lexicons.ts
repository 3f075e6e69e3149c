import { sql } from 'kysely'
import { setImmediate as everybodyElse, setTimeout as pause } from 'node:timers/promises'
import { remembering } from '../kernel/remembering.ts'
import { WORD_FIELDS, type FieldCode } from './fields.ts'
import type { CommunityStore, SeveralCommunitiesStore } from '../store/index.ts'
import type { Looks } from './looks.ts'
import { Lexicon, type Penalty, type SimilarWord } from './similar/index.ts'

/** The words of one community. */
export interface Words {
  /** The words that a typed one is near to, the likeliest first. */
  similarTo(typed: string, mostPenalty: Penalty): readonly SimilarWord[]
  has(word: string): boolean
  /** The fields in which any community uses a word: it is in no other. */
  fieldsOf(word: string): readonly FieldCode[]
}

/** The words of several communities, and maybe of others: a word here says only that it may be worth a look. */
export interface WordsOfSeveral extends Words {
  isIn(word: string, communityId: number): boolean
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
  readonly #learning = new Map<number, Promise<void>>()
  /** Communities whose words somebody waits for. */
  readonly #waitedFor = new Set<number>()

  /** @param looks those that are made for the same answer: its words are read once */
  async of(store: CommunityStore, looks: Looks): Promise<Words> {
    return await looks.once(`words ${store.communityId}`, () => this.#of(store))
  }

  async #of(store: CommunityStore): Promise<Words> {
    const { communityId } = store
    this.#waitedFor.add(communityId)
    try {
      // What is being learned may have been read long ago: what was added since is read after it.
      await this.#learning.get(communityId)
      await this.#lookAgain(store)
    } finally {
      this.#waitedFor.delete(communityId)
    }
    return {
      similarTo: rememberingAll((typed, most) => this.#lexicon.similarTo(typed, communityId, most)),
      has: (word) => this.#lexicon.has(word, communityId),
      fieldsOf: (word) => this.#fieldsOf(word),
    }
  }

  #fieldsOf(word: string): readonly FieldCode[] {
    const kinds = this.#lexicon.kindsOf(word)
    return WORD_FIELDS.filter((_, kind) => (kinds & (1 << kind)) !== 0)
  }

  /**
   * Reads the words before anybody asks for them: until somebody does, in a fifth of the time of the process. Where it is
   * aborted, it stops, and what is left is read when it is asked for.
   */
  async learn(store: CommunityStore, signal: AbortSignal): Promise<void> {
    const { communityId } = store
    const learning = this.#readOn(store, signal)
    this.#learning.set(communityId, learning)
    try {
      await learning
    } finally {
      this.#learning.delete(communityId)
    }
  }

  /** Searches at the same moment share one look; whoever comes later looks again. */
  async #lookAgain(store: CommunityStore): Promise<void> {
    const { communityId } = store
    const reading = this.#reading.get(communityId) ?? this.#readOn(store)
    this.#reading.set(communityId, reading)
    try {
      await reading
    } finally {
      this.#reading.delete(communityId)
    }
  }

  /** Reads what is new in all of them with one statement. */
  async ofSeveral(store: SeveralCommunitiesStore): Promise<WordsOfSeveral> {
    const rows = await store.read(
      (ids) => sql<
        NumberedWord & { communityId: number }
      >`select s.community_id as "communityId", w.word, w.no
        from unnest(${ids}::int[], ${ids.map((id) => this.#readTo.get(id) ?? 0)}::int[]) as s(community_id, no)
        cross join lateral (select word, no from lexicon_word
          where community_id = s.community_id and no > s.no order by no offset 0) w`,
    )
    for (const [communityId, words] of Map.groupBy(rows, (row) => row.communityId))
      await this.#add(words, communityId)
    return {
      similarTo: rememberingAll((typed, most) => this.#lexicon.similarInAny(typed, most)),
      has: (word) => this.#lexicon.isInAny(word),
      fieldsOf: (word) => this.#fieldsOf(word),
      isIn: (word, communityId) => this.#lexicon.has(word, communityId),
    }
  }

  async #readOn(store: CommunityStore, signal?: AbortSignal): Promise<void> {
    const { communityId } = store
    const [rows] = await store.read(() => [
      sql<NumberedWord>`select word, no from lexicon_word
        where community_id = ${communityId}::int and no > ${this.#readTo.get(communityId) ?? 0} order by no`,
    ])
    await this.#add(rows, communityId, signal)
  }

  /**
   * @param rows in the order of their numbers
   * @param signal of whoever learns them
   */
  async #add(rows: readonly NumberedWord[], communityId: number, signal?: AbortSignal): Promise<void> {
    const last = rows.at(-1)
    if (last === undefined) return
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      if (from > 0)
        await (signal !== undefined && !this.#waitedFor.has(communityId) ? pause(PAUSE_MS) : everybodyElse())
      if (signal?.aborted === true) return
      const words = Map.groupBy(rows.slice(from, from + AT_ONCE), ({ word }) => word[0] as FieldCode)
      for (const [field, marked] of words)
        this.#lexicon.add(
          marked.map(({ word }) => word.slice(1)),
          communityId,
          WORD_FIELDS.indexOf(field),
        )
    }
    this.#readTo.set(communityId, Math.max(last.no, this.#readTo.get(communityId) ?? 0))
  }
}

/** New words that are taken in before others have a turn: it takes ten milliseconds. */
const AT_ONCE = 1_000
/** Between two such pieces, where nobody waits for them. */
const PAUSE_MS = 40

const BOLDEST: Penalty = 3
/** Words that one search asks for, with the halves of those that may be two. */
const MOST_ASKED = 100

/**
 * A search asks for the same words in each of its steps: first for what is nearest alone, which takes less time, then more
 * boldly.
 */
function rememberingAll(similarTo: Words['similarTo']): Words['similarTo'] {
  const nearest = remembering(MOST_ASKED, (typed) => similarTo(typed, 1))
  const all = remembering(MOST_ASKED, (typed) => similarTo(typed, BOLDEST))
  return (typed, mostPenalty) =>
    mostPenalty === 1 ? nearest(typed) : all(typed).filter(({ penalty }) => penalty <= mostPenalty)
}

interface NumberedWord {
  /** After the code of its field. */
  readonly word: string
  readonly no: number
}
