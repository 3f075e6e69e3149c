import { sql } from 'kysely'
import { rangesOf, type KeyRanges } from './key-ranges.ts'
import type { Term } from './reading.ts'

/** Of the keys that begin with a term, few belong to a customer who was read already. */
const KEYS_A_CUSTOMER = 1.5
const MORE = 8

/** Customers who fit what was typed, best first. */
export interface Fitting {
  readonly customerIds: readonly string[]
  /** How many of them, the first, have all of it as whole words. */
  readonly whole: number
  /** There may be more than were looked at. */
  readonly isCut: boolean
}

export interface FittingSeen extends Fitting {
  /** Others may be known of who fit, too: false where it was seen that there is nobody at all. */
  readonly mayBeKnown: boolean
}

/**
 * Customers with a word that begins with the term: whole words before longer ones, then field by field and in the order
 * of their keys. At most `most`, and all of them where there are fewer.
 */
export async function findByOneTerm(
  keys: KeyRanges,
  { word, fields }: Term,
  most: number,
): Promise<FittingSeen> {
  const ranges = fields.map((field) => rangesOf(field, word))
  const inOrder = [...ranges.map(({ whole }) => whole), ...ranges.map(({ longer }) => longer)]
  for (let limit = Math.ceil(most * KEYS_A_CUSTOMER); ; limit *= MORE) {
    // One value with all ids: a row for each would take longer to hand over than to find. The order is that of the scan.
    const [row] = await keys.read(sql<{ ids: string[] | null; whole: number }>`
      select json_agg(customer_id) as ids, (count(*) filter (where place <= ${ranges.length}))::int as whole
      from (select customer_id, place from (${keys.keysIn(inOrder, limit)}) r limit ${limit}) r`)
    const read = row?.ids ?? []
    const ids = [...new Set(read)]
    // Where keys were left unread and customers are missing, it has to be read further.
    if (read.length < limit || ids.length >= most)
      return {
        customerIds: ids.slice(0, most),
        whole: new Set(read.slice(0, row?.whole)).size,
        isCut: false,
        mayBeKnown: true,
      }
  }
}
