import { sql, type RawBuilder } from 'kysely'
import { rangesOf, type KeyRanges } from './key-ranges.ts'
import type { Term } from './reading.ts'
import { shownOf, type PagePart, type Shown } from './shown.ts'

/** Of the keys that begin with a term, few belong to a customer who was read already. */
const KEYS_A_CUSTOMER = 1.5

/** Customers who fit what was typed, best first. */
export interface Fitting {
  readonly customerIds: readonly string[]
  /** How many of them, the first, have all of it as whole words. */
  readonly whole: number
  /** There may be more than were looked at. */
  readonly isCut: boolean
  /** Of the part that is shown, those who were read by the way, where it was asked for: all of them, as a rule. */
  readonly shown?: Shown | null
}

export interface FittingSeen extends Fitting {
  /** Others may be known of who fit, too: false where it was seen that there is nobody at all. */
  readonly mayBeKnown: boolean
}

/**
 * Customers with a word that begins with the term, or is it where it has to be whole: whole words before longer ones, then
 * field by field and in the order of their keys. At most `most`, and all of them where there are fewer.
 */
export async function findByOneTerm(
  keys: KeyRanges,
  { word, fields, whole: isWhole = false }: Term,
  most: number,
  part?: PagePart,
): Promise<FittingSeen> {
  const ranges = fields.map((field) => rangesOf(field, word))
  const inOrder = [
    ...ranges.map(({ whole }) => whole),
    ...(isWhole ? [] : ranges.map(({ longer }) => longer)),
  ]
  for (let limit = Math.ceil(most * KEYS_A_CUSTOMER); ;) {
    const shown = part ? shownOf(keys, firstOf(part)) : sql`null`
    // One value with all ids: a row for each would take longer to hand over than to find. The order is that of the scan.
    const [row] = await keys.read(sql<{ ids: string[] | null; whole: number; shown: Shown | null }>`
      with found as materialized (select customer_id, place from (${keys.keysIn(inOrder, limit)}) r limit ${limit})
      select json_agg(customer_id) as ids, (count(*) filter (where place <= ${ranges.length}))::int as whole,
        ${shown} as shown from found`)
    const read = row?.ids ?? []
    const ids = [...new Set(read)]
    // Where keys were left unread and customers are missing, it has to be read further.
    if (read.length < limit || ids.length >= most)
      return {
        customerIds: ids.slice(0, most),
        whole: new Set(read.slice(0, row?.whole)).size,
        isCut: false,
        mayBeKnown: true,
        shown: row?.shown ?? null,
      }
    // As many of each customer as in what was read, or somewhat more.
    limit = Math.ceil(((most * read.length) / ids.length) * KEYS_A_CUSTOMER)
  }
}

/** Rows (customer_id) of a part of those who were found. */
function firstOf({ from, size }: PagePart): RawBuilder<unknown> {
  const keys = Math.ceil((from + size) * KEYS_A_CUSTOMER)
  return sql`select customer_id from (
      select customer_id, row_number() over () as no from (select customer_id from found limit ${keys}) f) f
    group by customer_id order by min(no) offset ${from} limit ${size}`
}
