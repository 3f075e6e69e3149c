import { sql, type RawBuilder } from 'kysely'
import type { CommunityStore } from '../store/index.ts'
import type { Sight } from './key-ranges.ts'
import type { Sort } from './result.ts'

/** What customers are put in order by; equals by their id. Accounts are those that the searcher may see. */
const ORDERS: Readonly<
  Record<Exclude<Sort, 'best'>, { by: RawBuilder<unknown>; needs: 'customer' | 'account' }>
> = {
  name: { by: sql`lower(c.name) collate "C"`, needs: 'customer' },
  account: { by: sql`min(a.number_key) collate "C"`, needs: 'account' },
  balance: { by: sql`sum(a.balance_cents) desc`, needs: 'account' },
}

/** These customers in another order than that of the best match. */
export async function inOrder(
  store: CommunityStore,
  { departments }: Sight,
  customerIds: readonly string[],
  sort: Sort,
): Promise<readonly string[]> {
  if (sort === 'best' || customerIds.length < 2) return customerIds
  const { by, needs } = ORDERS[sort]
  const id = sql`${store.communityId}::int`
  const wanted = sql`unnest(${customerIds}::text[]) as w(customer_id)`
  const [rows] = await store.read(() => [
    needs === 'customer'
      ? sql<{ customer_id: string }>`select w.customer_id from ${wanted}
          cross join lateral (select name from customer where community_id = ${id} and customer_id = w.customer_id limit 1) c
          order by ${by}, w.customer_id`
      : sql<{ customer_id: string }>`select w.customer_id from ${wanted}
          cross join lateral (select account_id from listing l where l.community_id = ${id}
            and l.customer_id = w.customer_id and l.departments & ${departments.toString()}::bigint <> 0 offset 0) l
          cross join lateral (select number_key, balance_cents from account
            where community_id = ${id} and account_id = l.account_id limit 1) a
          group by w.customer_id order by ${by}, w.customer_id`,
  ])
  return rows.map((row) => row.customer_id)
}
