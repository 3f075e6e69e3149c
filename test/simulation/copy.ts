import { sql } from 'kysely'
import type { Store } from '../../src/store/index.ts'
import type { Pair } from './oracle.ts'

/** What stands in the copy that a watcher looks at. */
export interface Copy {
  readonly customers: ReadonlySet<string>
  readonly accounts: ReadonlySet<string>
  readonly aliases: ReadonlyMap<string, string>
  /** Through which accounts customers are found, by their listings. */
  readonly found: ReadonlySet<Pair>
  /** Listings and keys of somebody who is not known: not a customer, nor one who is remembered. As sentences. */
  readonly strays: readonly string[]
}

export async function readCopy(store: Store, id: number): Promise<Copy> {
  const rows = (query: ReturnType<typeof sql>) => query as ReturnType<typeof sql<{ a: string; b: string }>>
  const [customers, accounts, aliases, found, strays] = await store.as(id).read(
    () =>
      [
        rows(sql`select customer_id as a, '' as b from customer where community_id = ${id}`),
        rows(sql`select account_id as a, '' as b from account where community_id = ${id}`),
        rows(
          sql`select from_id as a, to_id as b from alias where community_id = ${id} and kind = 'customer'`,
        ),
        rows(sql`select customer_id as a, account_id as b from listing
          where community_id = ${id} and departments <> 0`),
        rows(sql`select k.customer_id as a, 'key' as b from search_key as k where community_id = ${id} and not exists (
            select from listing as l where l.community_id = ${id} and l.customer_id = k.customer_id)
          union select l.customer_id, 'listing' from listing as l where community_id = ${id}
            and not exists (select from customer as c where c.community_id = ${id} and c.customer_id = l.customer_id)
            and not exists (select from tombstone as t where t.community_id = ${id} and t.kind = 'customer'
              and t.source_id = l.customer_id)
            and not exists (select from rejected_row as r where r.community_id = ${id} and r.kind = 'customer'
              and r.customer_id = l.customer_id)`),
      ] as const,
  )
  return {
    customers: new Set(customers.map(({ a }) => a)),
    accounts: new Set(accounts.map(({ a }) => a)),
    aliases: new Map(aliases.map(({ a, b }) => [a, b])),
    found: new Set(found.map(({ a, b }): Pair => `${a} ${b}`)),
    strays: strays.map(({ a, b }) => `there is a ${b} of ${a}, who is not known`),
  }
}
