import { sql } from 'kysely'
import type { CommunityStore } from '../store/index.ts'

/** Customers who come into the copy, or who leave it. */
export interface Turning {
  readonly coming: readonly string[]
  readonly leaving: readonly string[]
}

/**
 * The accounts that read differently when these customers come or leave: a row that ties somebody to an account is accepted
 * only with its customer. A source does not tell of such an account by itself, as nothing about it has changed.
 */
export async function accountsTiedTo(store: CommunityStore, { coming, leaving }: Turning): Promise<string[]> {
  const all = [...coming, ...leaving]
  if (all.length === 0) return []
  const [rows] = await store.read(
    () =>
      [
        sql<{ account_id: string }>`
          select account_id from rejected_row
          where community_id = ${store.communityId} and kind = 'holder' and account_id is not null
            and customer_id = any(${all}::text[])
            and (reason in ('unknown_customer', 'rejected_customer') or customer_id = any(${leaving}::text[]))
          union
          select account_id from holder
          where community_id = ${store.communityId} and customer_id = any(${leaving}::text[])`,
      ] as const,
  )
  return rows.map(({ account_id }) => account_id)
}

/**
 * The refused customers who were tied to these accounts when they were read. Who may know of somebody who was refused follows
 * from the accounts that name him, so they are looked at again when one of these comes or goes.
 */
export async function refusedTiedTo(store: CommunityStore, accountIds: readonly string[]): Promise<string[]> {
  if (accountIds.length === 0) return []
  const [rows] = await store.read(
    () =>
      [
        sql<{ customer_id: string }>`
          select distinct h.customer_id from rejected_row as h
          join rejected_row as c on c.community_id = ${store.communityId} and c.kind = 'customer'
            and c.customer_id = h.customer_id
          where h.community_id = ${store.communityId} and h.kind = 'holder'
            and h.account_id = any(${accountIds}::text[])`,
      ] as const,
  )
  return rows.map(({ customer_id }) => customer_id)
}
