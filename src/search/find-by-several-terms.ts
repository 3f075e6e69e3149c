import { sql } from 'kysely'
import { tooBroad, type KeyRanges } from './key-ranges.ts'
import { isSoughtInside, type Reading } from './normalise.ts'

/** Keys of a field counted at the most to find the rarest term; where there are more, so many are assumed. */
const COUNTED_KEYS = 200
const ASSUMED_KEYS = 3_000
/** Keys of the rarest term that are read at the most: about half a second on the embedded database. */
const MOST_KEYS = 200_000
/** Checking a customer against its listings takes as long as reading 10 to 20 keys: half of that is worth a try. */
const KEYS_A_CHECK = 6
/** So few customers are checked sooner than narrowed. */
const FEW = 40

/**
 * Customers who match all terms through one account, best first, at most `most` of them.
 *
 * The rarest term drives. Its keys are rotations of a whole name or address, so the other terms are mostly found in the
 * key itself, still in the index alone; words of one name or address are found through the same account. Who is not
 * found so may match through another field: those are narrowed by the keys of the next rarest term where these are few,
 * and then checked against their listings.
 *
 * @throws failure `search_too_broad`
 */
export async function findBySeveralTerms(
  ranges: KeyRanges,
  reading: Reading,
  module: string | undefined,
  most: number,
): Promise<readonly string[]> {
  const [driver, ...others] = await byRarity(ranges, reading)
  if (!driver || driver.keys === 0) return []
  const candidates = await readCandidates(ranges, reading, driver.term)
  // A key does not say of which module its account is: then a listing has to.
  const sure = module === undefined ? candidates.inKey : []
  let left = [...new Set([...candidates.inKey, ...candidates.elsewhere]).difference(new Set(sure))]
  if (sure.length >= most) return sure.slice(0, most)
  for (const { term, keys } of others)
    if (left.length > FEW && keys < left.length * KEYS_A_CHECK) left = await narrow(ranges, term, left)
  return [...sure, ...(await check(ranges, reading, module, left))].slice(0, most)
}

interface Rarity {
  readonly term: string
  /** About so many; exact where they are few. */
  readonly keys: number
}

/**
 * The terms, the one with the fewest keys first; of equals the one that was typed first, as what is common in addresses
 * comes last. Fields are counted one by one: a house number is rare in each of many, `street` is common in one.
 */
async function byRarity(ranges: KeyRanges, reading: Reading): Promise<Rarity[]> {
  if (reading.length === 1) return reading.map((term) => ({ term, keys: ASSUMED_KEYS }))
  const counted = await ranges.read(sql<{ n: number; keys: number }>`
    select n, count(*)::int as keys from (${ranges.beginningWith(reading, COUNTED_KEYS)}) r group by n, left(key, 1)`)
  return reading
    .map((term, i) => ({
      term,
      keys: counted
        .filter(({ n }) => n === i + 1)
        .reduce((sum, { keys }) => sum + (keys < COUNTED_KEYS ? keys : ASSUMED_KEYS), 0),
    }))
    .sort((a, b) => a.keys - b.keys)
}

/** Customers with the driving term, in the order of their keys: with the other terms in the same key, and others. */
async function readCandidates(ranges: KeyRanges, reading: Reading, driver: string) {
  const others = reading.filter((term) => term !== driver).map(escaped)
  const words = others.map((term) => `% ${term}%`)
  const neighbours = others.map((term) => `_${escaped(driver)} ${term}%`)
  // Values that hold all ids: a row for each would take longer to hand over than to find. The order is that of the scan.
  const [row] = await ranges.read(sql<
    Record<'beside' | 'within' | 'elsewhere', string[] | null> & { keys: number }
  >`
    select count(*)::int as keys,
      json_agg(customer_id) filter (where here and beside) as beside,
      json_agg(customer_id) filter (where here and not beside) as within,
      json_agg(customer_id) filter (where not here) as elsewhere
    from (select customer_id, key like all(${words}::text[]) as here, key like any(${neighbours}::text[]) as beside
          from (${ranges.beginningWith([driver], MOST_KEYS)}) r) c`)
  if ((row?.keys ?? 0) >= MOST_KEYS) throw tooBroad()
  return {
    inKey: [...new Set([...(row?.beside ?? []), ...(row?.within ?? [])])],
    elsewhere: row?.elsewhere ?? [],
  }
}

/** Those of the customers who have a key with the term; all of them, unverified, where the term has too many keys. */
async function narrow(ranges: KeyRanges, term: string, ids: readonly string[]): Promise<string[]> {
  const most = ids.length * KEYS_A_CHECK
  // A sub-select becomes a hash; `any` of a parameter would be searched from its beginning for each key.
  const [row] = await ranges.read(sql<{ keys: number; ids: string[] | null }>`
    select count(*)::int as keys, json_agg(customer_id) filter (where customer_id in (select unnest(${ids}::text[]))) as ids
    from (select customer_id from (${ranges.beginningWith([term], most)}) r limit ${most}) k`)
  return (row?.keys ?? 0) < most ? kept(ids, row?.ids) : [...ids]
}

/** Those of the customers who match through one listing. `any`, as a join may be planned over the whole community. */
async function check(
  ranges: KeyRanges,
  reading: Reading,
  module: string | undefined,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return []
  const plain = reading.filter((term) => !isSoughtInside(term)).map((term) => `% ${escaped(term)}%`)
  const inside = reading.filter(isSoughtInside).map(escaped)
  const said = inside.map((term) => sql`and (l.words like ${`% ${term}%`} or l.words like ${`% #${term}%`})`)
  const [row] = await ranges.read(sql<{ ids: string[] | null }>`
    select json_agg(l.customer_id) as ids from listing l where l.community_id = ${ranges.community}
      and l.customer_id = any(${ids}::text[]) and ${ranges.seen('l')}
      ${module === undefined ? sql`` : sql`and l.module = ${module}`}
      and l.words like all(${plain}::text[]) ${sql.join(said, sql` `)}`)
  return kept(ids, row?.ids)
}

/** In the order in which they were. */
function kept(ids: readonly string[], found: readonly string[] | null | undefined): string[] {
  const those = new Set(found)
  return ids.filter((id) => those.has(id))
}

/** As a pattern of `like`: an e-mail address may hold a `_`. */
function escaped(term: string): string {
  return term.replace(/[\\%_]/g, '\\$&')
}
