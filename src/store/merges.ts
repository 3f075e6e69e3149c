import { sql, type RawBuilder } from 'kysely'

/** More merges in a row than these are none that a source makes. */
const MOST_MERGES = 50

/** The merges `n` of a kind. */
function ofKind(communityId: number, kind: 'customer' | 'account'): RawBuilder<boolean> {
  return sql`n.community_id = ${communityId}::int and n.kind = ${sql.lit(kind)}`
}

/**
 * Rows (survivor_id, at) of the record into which another one was merged, directly or through others, and when it was; none
 * where it may not be known of. A chain that runs in a circle has no end.
 * @param from the id of the record that is no more
 * @param known whether the record `chain.id` may be known of
 */
export function survivorOf(
  communityId: number,
  kind: 'customer' | 'account',
  from: RawBuilder<unknown>,
  known: RawBuilder<boolean>,
): RawBuilder<{ survivor_id: string; at: Date | null }> {
  const step = sql`${ofKind(communityId, kind)} and n.from_id =`
  return sql`with recursive chain(id, at, steps) as (
      select n.to_id, n.at, 1 from alias n where ${step} ${from}
      union all
      select n.to_id, chain.at, chain.steps + 1 from chain join alias n on ${step} chain.id where chain.steps < ${MOST_MERGES})
    select chain.id as survivor_id, chain.at from chain
    where ${known} and not exists (select from alias n where ${step} chain.id)`
}

/** Rows (merged_id), in order, of the records that were merged into another one, directly or through others. */
export function mergedInto(
  communityId: number,
  kind: 'customer' | 'account',
  to: string,
): RawBuilder<{ merged_id: string }> {
  const step = sql`${ofKind(communityId, kind)} and n.to_id =`
  return sql`with recursive chain(id, steps) as (
      select n.from_id, 1 from alias n where ${step} ${to}
      union
      select n.from_id, chain.steps + 1 from chain join alias n on ${step} chain.id where chain.steps < ${MOST_MERGES})
    select distinct id as merged_id from chain order by id`
}
