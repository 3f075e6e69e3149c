import { sql } from 'kysely'
import type { Findable, Listing, SearchKey } from '../search/listing.ts'
import { rowsFrom, type Queries } from '../store/index.ts'
import {
  TABLES,
  chunksOf,
  deleteRows,
  executeAll,
  insertions,
  updateRows,
  type BulkRow,
  type Statement,
} from './bulk.ts'
import { deriveFindable, readCopyRows } from './copy-rows.ts'
import { lexiconInsertions } from './lexicon.ts'

/** Keeps `listing` and `search_key` what the rows of the copy say, by writing only what a change makes different. */

/**
 * Does some writing, and brings the listings and keys of the customers that it touches up to date.
 * @param customerIds all whose listings may change
 */
export async function withListings(
  tx: Queries,
  communityId: number,
  timeZone: string,
  customerIds: readonly string[],
  change: () => Promise<void>,
): Promise<void> {
  const before = deriveFindable(customerIds, await readCopyRows(tx, communityId, customerIds), timeZone)
  await change()
  const after = deriveFindable(customerIds, await readCopyRows(tx, communityId, customerIds), timeZone)
  await writeDifference(tx, communityId, customerIds, before, after)
}

/** The statements that insert the listings and keys of customers that have none. */
export function findableInsertions(
  communityId: number,
  findable: Iterable<Findable>,
  knownWords?: Set<string>,
): Statement[] {
  const listings: BulkRow[] = []
  const keys: SearchKey[] = []
  for (const each of findable) {
    for (const listing of each.listings) listings.push(listingRow(listing))
    keys.push(...each.keys)
  }
  return [
    ...insertions(communityId, TABLES.listing, listings),
    ...chunksOf(keys, KEYS_A_STATEMENT).map((chunk) => keyInsertion(communityId, chunk)),
    ...lexiconInsertions(
      communityId,
      keys.map(({ key }) => key),
      knownWords,
    ),
  ]
}

/** More than a batch has, as a rule: keys are neighbours only within a statement. */
const KEYS_A_STATEMENT = 60_000

/**
 * Search keys as rows to be named in `from`, most of what a sync writes. The keys of a customer that are shared alike travel as
 * one text (a key holds no line break): a sixth less time for a first load on PGlite than a row a key. They come in the
 * order of the index, so that neighbours are written together.
 */
function keysFrom(keys: readonly SearchKey[]) {
  const rows = alikeInARow(keys).map((alike) => ({
    ...sharedRow(alike[0]),
    keys: alike.map(({ key }) => key).join('\n'),
  }))
  return sql`(select k.key, r.customer_id, r.departments, r.belongs, r.initials, r.starts
    from ${rowsFrom(rows, 'customer_id text, departments bigint, belongs bigint, initials bigint, starts bigint, keys text')}
    cross join lateral unnest(string_to_array(r.keys, chr(10))) as k(key)
    order by k.key collate "C", r.customer_id collate "C") as r`
}

function alikeInARow(keys: readonly SearchKey[]): [SearchKey, ...SearchKey[]][] {
  const groups: [SearchKey, ...SearchKey[]][] = []
  for (const key of keys) {
    const group = groups.at(-1)
    if (group && group[0].customerId === key.customerId && areSharedAlike(group[0], key)) group.push(key)
    else groups.push([key])
  }
  return groups
}

function areSharedAlike(one: SearchKey, other: SearchKey): boolean {
  return (
    one.departments === other.departments &&
    one.belongs === other.belongs &&
    one.signature.initials === other.signature.initials &&
    one.signature.starts === other.signature.starts
  )
}

function keyInsertion(communityId: number, keys: readonly SearchKey[]): Statement {
  return sql`insert into search_key (community_id, key, customer_id, departments, belongs, initials, starts)
    select ${communityId}::int, r.key, r.customer_id, r.departments, r.belongs, r.initials, r.starts from ${keysFrom(keys)}`
}

function keyUpdate(communityId: number, keys: readonly SearchKey[]): Statement {
  return sql`update search_key as t set departments = r.departments, belongs = r.belongs from ${keysFrom(keys)}
    where ${isTheSameKey(communityId)}`
}

function keyDeletion(communityId: number, keys: readonly SearchKey[]): Statement {
  return sql`delete from search_key as t using ${keysFrom(keys)} where ${isTheSameKey(communityId)}`
}

/** Whether a row `t` of the table is a row `r` of `keysFrom`. */
function isTheSameKey(communityId: number) {
  return sql`t.community_id = ${communityId} and t.key = r.key collate "C" and t.customer_id = r.customer_id collate "C"
    and t.initials = r.initials and t.starts = r.starts`
}

/** What tells a key from the others of its customer. */
function nameOfKey({ key, signature: { initials, starts } }: SearchKey): string {
  return `${key}\t${initials}\t${starts}`
}

/**
 * Writes what differs in three statements a table: one that did everything with CTEs chose a nested loop over the
 * community and took 15 s for 1,000 customers; `on conflict` for every key took 2 s.
 */
async function writeDifference(
  tx: Queries,
  communityId: number,
  customerIds: readonly string[],
  before: ReadonlyMap<string, Findable>,
  after: ReadonlyMap<string, Findable>,
): Promise<void> {
  const listings = new Difference<Listing>(areListedAlike)
  const keys = new Difference<SearchKey>(areSharedAlike)
  for (const id of new Set(customerIds)) {
    const [old, now] = [before.get(id), after.get(id)]
    listings.compare(byName(old?.listings, nameOfListing), byName(now?.listings, nameOfListing))
    keys.compare(byName(old?.keys, nameOfKey), byName(now?.keys, nameOfKey))
  }
  await deleteRows(tx, communityId, TABLES.listing, listings.gone.map(listingRow))
  await updateRows(tx, communityId, TABLES.listing, listings.changed.map(listingRow))
  const inKeys = (
    changed: readonly SearchKey[],
    make: (communityId: number, keys: readonly SearchKey[]) => Statement,
  ) => chunksOf(changed, KEYS_A_STATEMENT).map((chunk) => make(communityId, chunk))
  await executeAll(tx, [
    ...insertions(communityId, TABLES.listing, listings.added.map(listingRow)),
    ...inKeys(keys.gone, keyDeletion),
    ...inKeys(keys.changed, keyUpdate),
    ...inKeys(keys.added, keyInsertion),
    ...lexiconInsertions(
      communityId,
      keys.added.map(({ key }) => key),
    ),
  ])
}

function areListedAlike(one: Listing, other: Listing): boolean {
  return (Object.keys(one) as (keyof Listing)[]).every((name) => one[name] === other[name])
}

class Difference<T> {
  readonly gone: T[] = []
  readonly added: T[] = []
  readonly changed: T[] = []
  readonly #areAlike: (one: T, other: T) => boolean

  constructor(areAlike: (one: T, other: T) => boolean) {
    this.#areAlike = areAlike
  }

  compare(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): void {
    for (const [name, row] of before) if (!after.has(name)) this.gone.push(row)
    for (const [name, row] of after) {
      const old = before.get(name)
      if (!old) this.added.push(row)
      else if (!this.#areAlike(old, row)) this.changed.push(row)
    }
  }
}

/**
 * Makes the listings and keys of these customers anew, whatever is stored of them: for keys that an older version of the
 * portal made. Without an index by customer each call reads all keys of the community, so give it thousands.
 */
export async function remakeFindable(
  tx: Queries,
  communityId: number,
  timeZone: string,
  customerIds: readonly string[],
): Promise<void> {
  await sql`delete from search_key where community_id = ${communityId} and customer_id = any(${customerIds}::text[])`.execute(
    tx,
  )
  await sql`delete from listing where community_id = ${communityId} and customer_id = any(${customerIds}::text[])`.execute(
    tx,
  )
  const rows = await readCopyRows(tx, communityId, customerIds)
  await executeAll(tx, findableInsertions(communityId, deriveFindable(customerIds, rows, timeZone).values()))
}

export function listingRow({ customerId, accountId, module, departments, belongs, words }: Listing): BulkRow {
  return {
    customer_id: customerId,
    account_id: accountId,
    module,
    departments: departments.toString(),
    belongs: belongs.toString(),
    words,
  }
}

export function keyRow(key: SearchKey): BulkRow {
  return { key: key.key, ...sharedRow(key) }
}

/** All of a key but the key. */
function sharedRow({ customerId, departments, belongs, signature }: SearchKey) {
  return {
    customer_id: customerId,
    departments: departments.toString(),
    belongs: belongs.toString(),
    initials: signature.initials.toString(),
    starts: signature.starts.toString(),
  }
}

function nameOfListing({ accountId }: Listing): string {
  return accountId
}

function byName<T>(rows: readonly T[] | undefined, nameOf: (row: T) => string): Map<string, T> {
  return new Map((rows ?? []).map((row) => [nameOf(row), row]))
}
