import { sql } from 'kysely'
import type { SearchFilters } from './filters.ts'
import { guessesAmong, type GuessedCustomer, type Guesses } from './guesses.ts'
import { FOUND, MOST_LOOKED_AT, countInKey, listingsOf, type LookedAt } from './vicinity.ts'
import { similarPart, type FoundPart } from './found-part.ts'
import { Judge, type Guess } from './judge.ts'
import { NEARLY, areMeant, enoughGuessed, goesFurther, stepAt, type Step } from './steps.ts'
import { rangesFrom } from './key-ranges.ts'
import { KnownWords } from './known-words.ts'
import type { WordsOfSeveral } from './lexicons.ts'
import { isFoundBefore, mayHaveOne, rangesFor, searchesOf, type Alternatives } from './loose-search.ts'
import type { Reading } from './reading.ts'
import { OF_EACH, type SeveralSights } from './several-sights.ts'

/** Keys that are read at the most of one word that a misspelt one may stand for, in one community. */
const MOST_KEYS_NEAR = 100
/** Customers that are looked at in all, where there are many communities: those who have most of the words in one key. */
const LOOKED_AT_IN_ALL = 2_000

/**
 * Who nearly fits, within the first step in which anybody does in any of them; nobody of whom a word is left out. Where
 * somebody is meant who is withheld, whoever may know of that gets no guesses there: see `find`.
 */
export async function findNear(
  sights: SeveralSights,
  words: WordsOfSeveral,
  readings: readonly Reading[],
  filters: SearchFilters,
): Promise<ReadonlyMap<number, FoundPart>> {
  const judge = new Judge(readings, (word) => words.has(word))
  const known = new KnownWords(sights, words)
  let among = sights.communityIds
  const asTyped = stepAt(0)
  let before: Step = asTyped
  for (let next = 1; next <= NEARLY; next++) {
    if (!goesFurther(next, readings)) continue
    const step = stepAt(next)
    // Only who is shown was looked for: others who are withheld may fit as typed.
    const asTypedToo = before === asTyped && sights.knowsMore
    const searches = searchesOf(words, judge, readings, step, before, { asTypedToo })
    const isKnown = await known.among(searches.flatMap(({ terms }) => terms.flatMap(({ others }) => others)))
    const looked = await Promise.all(
      searches.map(async (search) => {
        const terms = search.terms.map(({ term, others }) => ({ term, others: others.filter(isKnown) }))
        if (isFoundBefore({ ...search, terms })) return []
        return await lookAt(sights, terms, words, filters, among)
      }),
    )
    const near = [...Map.groupBy(looked.flat(), ({ communityId }) => communityId)].map(
      ([communityId, here]) => ({ communityId, ...guessesAmong(here, judge, step, false) }),
    )
    const parts = near
      .map((here) => [here.communityId, nearPart(here, next, readings)] as const)
      .filter(([, { total }]) => total > 0)
    if (parts.length > 0) return new Map(parts)
    // Where those who are meant are withheld, nobody is guessed at more boldly.
    const settled = near.filter(
      ({ guesses }) => guesses.length >= enoughGuessed(next, next + 1, readings) || guesses.some(fits),
    )
    among = among.filter((id) => !settled.some(({ communityId }) => communityId === id))
    before = step
  }
  return new Map()
}

/**
 * What is found of who nearly fits: nobody where one of those is meant who fit as typed, and are withheld.
 * @param step an index of `STEPS`
 */
function nearPart({ guesses, isCut }: Guesses, step: number, readings: readonly Reading[]): FoundPart {
  const fitting = guesses.filter(fits).map(({ judgement }) => judgement.guesses.every(isWhole))
  const seen = areMeant(step, readings, fitting) ? [] : guesses.filter((each) => each.seen)
  return similarPart(
    seen.map(({ customerId }) => customerId),
    isCut,
    stepAt(step),
  )
}

function fits({ judgement }: GuessedCustomer): boolean {
  return judgement.penalty === 0
}

function isWhole({ term, word }: Guess): boolean {
  return word.length === 1 + term.word.length
}

/**
 * Customers with a key that begins with the longest term, or what it may stand for, and a signature that lets the others
 * through; and their listings, as far as they may be known of.
 */
async function lookAt(
  sights: SeveralSights,
  terms: readonly Alternatives[],
  words: WordsOfSeveral,
  filters: SearchFilters,
  among: readonly number[],
): Promise<readonly (LookedAt & { readonly communityId: number })[]> {
  const [driver, ...others] = terms.toSorted((a, b) => b.term.word.length - a.term.word.length)
  if (!driver) return []
  return await sights.readIn((ids) => {
    const looks = ids.flatMap((id) => {
      const usedHere = driver.others.filter(({ word }) => words.isIn(word, id))
      return rangesFor({ ...driver, others: usedHere }).map((range) => ({ ...range, id }))
    })
    const likeliest = new Map(driver.others.map(({ word }, i) => [word, i + 1]))
    const most = Math.ceil((LOOKED_AT_IN_ALL * ids.length) / among.length)
    return sql`
      with found as materialized (
        select p.community_id, p.departments, p.knows,
          (${looks.map(({ word }) => likeliest.get(word) ?? 0)}::int[])[f.place] as likely, r.*
        from ${rangesFrom(looks)} join ${sights.placesOf(looks)} on p.look = f.place
        cross join lateral (select k.customer_id, k.key, ${countInKey(others)} as in_key, row_number() over (order by k.key, k.customer_id) as nth from search_key k
          where ${sql.join([OF_EACH.inRange('known'), ...others.map(mayHaveOne)], sql` and `)}
          order by k.key, k.customer_id limit ${MOST_KEYS_NEAR}) r),
      near as materialized (
        select n.*, count(*) over (partition by community_id) as near_here,
          row_number() over (partition by community_id order by in_key desc, likely, key, customer_id) as no
        from (select distinct on (community_id, customer_id) * from found
          order by community_id, customer_id, in_key desc, likely, key) n)
      select p.community_id as "communityId", ${FOUND}, max(p.taken) < max(p.near_here) or exists (
        select from found where community_id = p.community_id and nth = ${MOST_KEYS_NEAR}) as "isCut"
      from (select n.*, count(*) over (partition by community_id) as taken from (
        select * from near where no <= ${MOST_LOOKED_AT} order by in_key desc, likely, key, customer_id limit ${most}) n) p
      cross join lateral (select p.customer_id) s ${listingsOf(OF_EACH, filters)}
      group by p.community_id`
  }, among)
}
