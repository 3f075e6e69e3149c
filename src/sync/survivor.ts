import { sql, type RawBuilder } from 'kysely'
import { ALL_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import { survivorOf } from '../store/index.ts'

/**
 * Rows (survivor_id) of the record into which a customer or an account was merged; none where somebody with these departments may
 * not know of it: then it is deleted, to them. With all departments it was merged whatever became of the other.
 * @param from the id of the record that is no more
 */
export function survivorWithin(
  communityId: number,
  mask: DepartmentMask,
  kind: 'customer' | 'account',
  from: RawBuilder<unknown>,
): RawBuilder<{ survivor_id: string }> {
  const bits = sql`${mask.toString()}::bigint`
  const known = {
    customer: sql<boolean>`exists (select from listing as i where i.community_id = ${communityId} and i.customer_id = chain.id
      and i.belongs & ${bits} <> 0)`,
    account: sql<boolean>`exists (select from account as a where a.community_id = ${communityId} and a.account_id = chain.id
      and (1::bigint << a.department::int) & ${bits} <> 0)`,
  }
  return survivorOf(communityId, kind, from, mask === ALL_DEPARTMENTS ? sql`true` : known[kind])
}
