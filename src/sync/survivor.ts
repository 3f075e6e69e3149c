import { sql, type RawBuilder } from 'kysely'
import { ALL_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'

/** More merges in a row than these are none that a source makes. */
const MOST_MERGES = 50

/**
 * Rows (id) of the record into which a customer or an account was merged, directly or through others; none where somebody
 * with these departments may not know of it: then it is deleted, to them. With all departments it was merged whatever
 * became of the other.
 * @param from the id of the record that is no more
 */
export function survivorWithin(
  communityId: number,
  mask: DepartmentMask,
  kind: 'customer' | 'account',
  from: RawBuilder<unknown>,
): RawBuilder<{ id: string }> {
  const step = sql`n.community_id = ${communityId} and n.kind = ${sql.lit(kind)} and n.from_id =`
  const bits = sql`${mask.toString()}::bigint`
  const isKnown =
    kind === 'customer'
      ? sql`exists (select from listing as i where i.community_id = ${communityId} and i.customer_id = chain.id
          and i.belongs & ${bits} <> 0)`
      : sql`exists (select from account as a where a.community_id = ${communityId} and a.account_id = chain.id
          and (1::bigint << a.department::int) & ${bits} <> 0)`
  return sql`with recursive chain(id, steps) as (
      select n.to_id, 1 from alias as n where ${step} ${from}
      union all
      select n.to_id, chain.steps + 1 from chain join alias as n on ${step} chain.id where chain.steps < ${MOST_MERGES})
    select chain.id from chain where not exists (select from alias as n where ${step} chain.id)
      and ${mask === ALL_DEPARTMENTS ? sql`true` : isKnown}`
}
