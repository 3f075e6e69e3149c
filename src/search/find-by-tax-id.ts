import { sql } from 'kysely'
import { passingAccount, type SearchFilters } from './filters.ts'
import type { KeyRanges } from './key-ranges.ts'

/** Customers with this tax id, by its keyed hash, who have an account that passes the filters; in the order of ids. */
export async function findByTaxId(
  keys: KeyRanges,
  taxIdHash: string,
  filters: SearchFilters,
): Promise<readonly string[]> {
  const rows = await keys.read(sql<{ customer_id: string }>`
    select c.customer_id from customer c
    cross join lateral (select from listing l ${passingAccount(keys.community, filters)}
      where l.community_id = ${keys.community} and l.customer_id = c.customer_id and ${keys.seen('l')} limit 1) l
    where c.community_id = ${keys.community} and c.tax_id_hash = ${taxIdHash} order by c.customer_id`)
  return rows.map((row) => row.customer_id)
}
