import { sql } from 'kysely'
import type { KeyRange, KeyRanges } from './key-ranges.ts'
import { saysWho } from './leaving-out.ts'
import type { AlternativeRange, Alternatives, LooseSearch } from './loose-search.ts'

/** What may stand for a term, with the keys that begin with it. */
export interface Ranged extends Alternatives {
  readonly ranges: readonly AlternativeRange[]
}

export interface RangedSearch extends LooseSearch {
  readonly terms: readonly Ranged[]
}

/** Keys counted at the most of one alternative: enough to tell what is rare from what is common. */
const COUNTED_KEYS = 1_000

/** How many keys there are in ranges of which a search knows, as far as they were counted: each is counted once. */
export class Commonness {
  readonly #keys: KeyRanges
  readonly #counts = new Map<string, number>()
  /** Of which it was only asked whether there are any. */
  readonly #inUse = new Map<string, number>()

  constructor(keys: KeyRanges) {
    this.#keys = keys.asKnown()
  }

  /** Of a search with one term it is enough to know which words are in use: nothing is looked for beside the common ones. */
  async learn(searches: readonly RangedSearch[]): Promise<void> {
    const rangesIn = (isAlone: boolean) =>
      searches
        .filter(({ terms }) => (terms.length === 1) === isAlone)
        .flatMap(({ terms }) => terms.flatMap(({ ranges }) => ranges))
    await Promise.all([
      this.#count(rangesIn(false), this.#counts, COUNTED_KEYS),
      this.#count(rangesIn(true), this.#inUse, 1),
    ])
  }

  async #count(ranges: readonly KeyRange[], counts: Map<string, number>, most: number): Promise<void> {
    const unknown = [...new Map(ranges.map((range) => [nameOf(range), range]))].filter(
      ([name]) => !counts.has(name),
    )
    if (unknown.length === 0) return
    const counted = await this.#keys.read(
      sql<{ place: number; keys: number }>`select place, count(*)::int as keys
        from (${this.#keys.keysIn(
          unknown.map(([, range]) => range),
          most,
        )}) r group by place`,
    )
    for (const [name] of unknown) counts.set(name, 0)
    for (const { place, keys } of counted) counts.set(unknown[place - 1]?.[0] ?? '', keys)
  }

  /** Of ranges that were learned. */
  of(ranges: readonly KeyRange[]): number {
    return ranges.reduce((sum, range) => sum + this.#keysIn(range), 0)
  }

  /** There are no keys in a range that was learned. */
  isNothing(range: KeyRange): boolean {
    return this.#keysIn(range) === 0
  }

  /** There are more keys in a range that was learned than were counted. */
  isBeyond(range: KeyRange): boolean {
    return this.#keysIn(range) >= COUNTED_KEYS
  }

  #keysIn(range: KeyRange): number {
    const name = nameOf(range)
    return this.#counts.get(name) ?? this.#inUse.get(name) ?? 0
  }
}

function nameOf({ low, high }: KeyRange): string {
  return `${low}\t${high}`
}

/**
 * A search for the words that somebody has whom the searcher may know of. The lexicon has those of all departments, and what
 * is looked for has a limit: no word of a stranger may take the place of another. Undefined where nobody can have what was
 * joined of several words, or is half of one, which is never left out.
 */
export function inUse(
  search: RangedSearch,
  commonness: Commonness,
): (RangedSearch & { readonly isCut: boolean }) | undefined {
  const { terms, mostOthers = Infinity } = search
  if (terms.some(({ term, ranges }) => term.put === true && commonness.of(ranges) === 0)) return undefined
  let isCut = false
  return {
    ...search,
    terms: terms.map(({ term, others, ranges }) => {
      const used = new Set(ranges.filter((range) => !commonness.isNothing(range)).map(({ word }) => word))
      const known = others.filter(({ word }) => used.has(word))
      const likeliest = known.slice(0, mostOthers)
      isCut ||= likeliest.length < known.length
      const meant = new Set([term.word, ...likeliest.map(({ word }) => word)])
      return { term, others: likeliest, ranges: ranges.filter(({ word }) => meant.has(word)) }
    }),
    isCut,
  }
}

/**
 * Terms of which everybody has one who has at least so many: the rarest, and one more for each that may be missing; or those that
 * say who is meant, where these are fewer, as one of them has to be there. None where too many terms have no key at all.
 */
export function rarestOf(commonness: Commonness, { terms, least }: RangedSearch): readonly Ranged[] {
  if (terms.length === 1) return terms
  const inUse = terms
    .map((each) => ({ each, keys: commonness.of(each.ranges) }))
    .filter(({ keys }) => keys > 0)
    .toSorted((a, b) => a.keys - b.keys || b.each.term.word.length - a.each.term.word.length)
    .map(({ each }) => each)
  if (inUse.length < least) return []
  const rarest = inUse.slice(0, inUse.length - least + 1)
  const saying = inUse.filter(({ term }) => saysWho([term]))
  return least < terms.length && saying.length < rarest.length ? saying : rarest
}
