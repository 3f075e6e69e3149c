import { sql, type RawBuilder } from 'kysely'
import { compareTexts } from '../kernel/compare.ts'
import { passingAccount, type SearchFilters } from './filters.ts'
import type { KeyRanges } from './key-ranges.ts'
import { fold } from './normalise.ts'
import type { Sort } from './result.ts'

/** What accounts are put in order by: those that the searcher sees and that pass the filters. */
const ORDERS: Readonly<Record<'account' | 'balance', RawBuilder<unknown>>> = {
  account: sql`min(a.number_key) collate "C"`,
  balance: sql`sum(a.balance_cents) desc`,
}

/** These customers in another order than that of the best match; equals by their id. */
export async function inOrder(
  keys: KeyRanges,
  customerIds: readonly string[],
  sort: Sort,
  filters: SearchFilters,
): Promise<readonly string[]> {
  if (sort === 'best' || customerIds.length < 2) return customerIds
  const wanted = sql`unnest(${customerIds}::text[]) as w(customer_id)`
  if (sort === 'name') {
    const named = await keys.read(sql<{
      id: string
      name: string
    }>`select w.customer_id as id, c.name from ${wanted}
      cross join lateral (
        select name from customer where community_id = ${keys.community} and customer_id = w.customer_id limit 1) c`)
    return named
      .map(({ id, name }) => ({ id, name: fold(name) }))
      .sort((a, b) => compareTexts(a.name, b.name) || compareTexts(a.id, b.id))
      .map(({ id }) => id)
  }
  const rows = await keys.read(sql<{ id: string }>`select w.customer_id as id from ${wanted}
    cross join lateral (select l.account_id from listing l ${passingAccount(keys.community, filters)}
      where l.community_id = ${keys.community} and l.customer_id = w.customer_id and ${keys.seen('l')} offset 0) l
    cross join lateral (select number_key, balance_cents from account
      where community_id = ${keys.community} and account_id = l.account_id limit 1) a
    group by w.customer_id order by ${ORDERS[sort]}, w.customer_id collate "C"`)
  return rows.map(({ id }) => id)
}
