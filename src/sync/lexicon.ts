import { sql } from 'kysely'
import { lexiconWordsOf } from '../search/keys.ts'
import type { Statement } from './bulk.ts'

/**
 * The statement that adds the words of these search keys to the lexicon of a community; none where all are known.
 *
 * @param known words that this run has added already; the new ones are added to it. One run writes at a time, so numbers
 *   are given out in the order of commits; those of words that are there are left out.
 */
export function lexiconInsertions(
  communityId: number,
  keys: Iterable<string>,
  known: Set<string> = new Set(),
): Statement[] {
  const words = [...lexiconWordsOf(keys)].filter((word) => !known.has(word) && known.add(word))
  if (words.length === 0) return []
  return [
    sql`insert into lexicon_word (community_id, word, no)
      select ${communityId}::int, w.word, last.no + row_number() over ()
      from unnest(${words}::text[]) as w(word),
        (select coalesce(max(no), 0) as no from lexicon_word where community_id = ${communityId}::int) last
      on conflict do nothing`,
  ]
}
