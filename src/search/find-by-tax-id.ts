import { sql } from 'kysely'
import { passingAccount, type SearchFilters } from './filters.ts'
import type { KeyRanges } from './key-ranges.ts'
import { wordsListed } from './listing.ts'
import { matches } from './match.ts'
import type { Reading } from './reading.ts'

/**
 * Customers with this tax id, by its keyed hash, who also match the words beside it through an account that passes the
 * filters; in the order of ids. A tax id has few of them, so their words are compared here.
 */
export async function findByTaxId(
  keys: KeyRanges,
  taxIdHash: string,
  readings: readonly Reading[],
  filters: SearchFilters,
): Promise<readonly string[]> {
  const rows = await keys.read(sql<{ customer_id: string; words: string }>`
    select c.customer_id, l.words from customer c
    cross join lateral (select l.words from listing l ${passingAccount(keys.community, filters)}
      where l.community_id = ${keys.community} and l.customer_id = c.customer_id and ${keys.seen('l')} offset 0) l
    where c.community_id = ${keys.community} and c.tax_id_hash = ${taxIdHash} order by c.customer_id`)
  const fitting = rows.filter(({ words }) => readings.length === 0 || matches(readings, wordsListed(words)))
  return [...new Set(fitting.map((row) => row.customer_id))]
}
