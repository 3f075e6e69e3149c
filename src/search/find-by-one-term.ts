import { sql } from 'kysely'
import type { KeyRanges } from './key-ranges.ts'

/** Of the keys that begin with a term, few belong to a customer who was read already. */
const KEYS_A_CUSTOMER = 1.5
const MORE = 8

/**
 * Customers with a word that begins with the term, in the order of their keys: at most `most`, and all of them where there
 * are fewer. The first character of a key is its field, so the order of keys is the order of results.
 */
export async function findByOneTerm(
  ranges: KeyRanges,
  term: string,
  most: number,
): Promise<readonly string[]> {
  for (let keys = Math.ceil(most * KEYS_A_CUSTOMER); ; keys *= MORE) {
    // One value with all ids: a row for each would take longer to hand over than to find. The order is that of the scan.
    const [row] = await ranges.read(sql<{ ids: string[] | null }>`
      select json_agg(customer_id) as ids from (select customer_id from (${ranges.beginningWith([term], keys)}) r limit ${keys}) r`)
    const read = row?.ids ?? []
    const ids = [...new Set(read)]
    // Where keys were left unread and customers are missing, it has to be read further.
    if (read.length < keys || ids.length >= most) return ids.slice(0, most)
  }
}
