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
