import { sql } from 'kysely'
import { ALL_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import type { Queries } from '../store/index.ts'
import type { Ledger } from './report.ts'
import { survivorWithin } from './survivor.ts'

/**
 * The order in which a customer who is withheld for several reasons is counted under one of them: that of the codes in
 * `product.md`, and last the customer who has no account at all.
 */
export const WITHHELD_CODES = [
  'account_inactive',
  'account_closed',
  'not_marked_online',
  'no_eligible_balance',
  'module_not_shared',
  'confidential',
  'no_account',
] as const
export type WithheldCode = (typeof WITHHELD_CODES)[number]

/** Whether a department is within a mask: bit 63 is the sign of the number. */
function within(column: string, mask: DepartmentMask) {
  return sql<boolean>`(1::bigint << ${sql.ref(column)}::int) & ${mask.toString()}::bigint <> 0`
}

/**
 * Where each customer of the copy stands for somebody with these departments: `shared`, `not_current` (all its accounts
 * went to others), or the code of the first rule that withholds it. What lies outside the departments is not looked at.
 *
 * A customer's own rules count; those of its accounts count where no account passes them. Who holds an account is asked
 * for the day for which the listings were made, as in `eligibility/holding.ts`.
 */
export function standings(communityId: number, mask: DepartmentMask, timeZone: string) {
  const codes = sql.join(WITHHELD_CODES.map((code) => sql`${code}::text`))
  return sql<{ customer_id: string; standing: string }>`
    select k.customer_id,
      case
        when k.shared then 'shared'
        when not k.holds and k.held_before then 'not_current'
        else coalesce((array[${codes}])[(
          select min(array_position(array[${codes}], rule ->> 'code'))
          from jsonb_array_elements(k.rules) as rule)], 'no_account')
      end as standing
    from (
      select c.customer_id, s.shared, coalesce(t.holds, false) as holds, coalesce(t.held_before, false) as held_before,
        c.withheld_by || case when t.passes then '[]'::jsonb else coalesce(t.rules, '[]'::jsonb) end as rules
      from (
        select customer_id, bool_or(departments & ${mask.toString()}::bigint <> 0) as shared
        from listing
        where community_id = ${communityId} and belongs & ${mask.toString()}::bigint <> 0
        group by customer_id
      ) as s
      join customer as c on c.community_id = ${communityId} and c.customer_id = s.customer_id
      left join lateral (
        select bool_or(h.holds) as holds, bool_or(not h.holds) as held_before,
          bool_or(h.holds and h.withheld_by = '[]'::jsonb) as passes,
          jsonb_path_query_array(jsonb_agg(h.withheld_by) filter (where h.holds), '$[*][*]') as rules
        from (
          select a.withheld_by, h.to_on is null or h.to_on > d.day or not exists (
              select from holder as o
              where o.community_id = ${communityId} and o.account_id = h.account_id
                and o.customer_id <> h.customer_id and (o.to_on is null or o.to_on > d.day)) as holds
          from holder as h
          join account as a on a.community_id = ${communityId} and a.account_id = h.account_id
          cross join lateral (select coalesce(
            ((a.verdict_valid_until - interval '12 hours') at time zone ${timeZone}::text)::date,
            'infinity'::date) as day) as d
          where h.community_id = ${communityId} and h.customer_id = c.customer_id and not s.shared
            and ${within('a.department', mask)}
          union all
          select a.withheld_by, false
          from former_holder as f
          join account as a on a.community_id = ${communityId} and a.account_id = f.account_id
          where f.community_id = ${communityId} and f.customer_id = c.customer_id and not s.shared
            and ${within('a.department', mask)}
        ) as h
      ) as t on true
    ) as k`
}

/** Every record of the source accounted for, within these departments. The numbers add up by construction. */
export async function readLedger(
  tx: Queries,
  communityId: number,
  mask: DepartmentMask,
  timeZone: string,
): Promise<Ledger> {
  const bits = mask.toString()
  const [standing, gone, rejected, accounts, tied] = await Promise.all([
    sql<{ standing: string; count: number }>`
      select standing, count(*)::int as count
      from (${standings(communityId, mask, timeZone)}) as s group by standing`.execute(tx),
    sql<{ merged: number; deleted: number }>`
      select count(*) filter (where merged)::int as merged, count(*) filter (where not merged)::int as deleted
      from (select exists (${survivorWithin(communityId, mask, 'customer', sql`t.source_id`)}) as merged
            from tombstone as t
            where t.community_id = ${communityId} and t.kind = 'customer'
              and t.departments & ${bits}::bigint <> 0) as t`.execute(tx),
    sql<{ kind: string; count: number }>`
      select kind, count(*)::int as count from rejected_row as r
      where community_id = ${communityId} and departments & ${bits}::bigint <> 0
        and not (kind = 'customer' and customer_id is not null and exists (select from customer as c
          where c.community_id = ${communityId} and c.customer_id = r.customer_id))
        and not (kind = 'account' and account_id is not null and exists (select from account as a
          where a.community_id = ${communityId} and a.account_id = r.account_id))
      group by kind`.execute(tx),
    sql<{ synced: number; shared: number }>`
      select count(*)::int as synced, count(*) filter (where withheld_by = '[]'::jsonb)::int as shared
      from account where community_id = ${communityId} and ${within('department', mask)}`.execute(tx),
    sql<{ holders: number; charges: number; merges: number }>`
      select
        (select count(*)::int from holder as h join account as a
          on a.community_id = ${communityId} and a.account_id = h.account_id
          where h.community_id = ${communityId} and ${within('a.department', mask)}) as holders,
        (select count(*)::int from charge as h join account as a
          on a.community_id = ${communityId} and a.account_id = h.account_id
          where h.community_id = ${communityId} and ${within('a.department', mask)}) as charges,
        ${
          mask === ALL_DEPARTMENTS
            ? sql`(select count(*)::int from alias as l where l.community_id = ${communityId})`
            : sql`(select count(*)::int from tombstone as t where t.community_id = ${communityId}
                and t.departments & ${bits}::bigint <> 0
                and (t.kind = 'customer' and exists (${survivorWithin(communityId, mask, 'customer', sql`t.source_id`)})
                  or t.kind = 'account' and exists (${survivorWithin(communityId, mask, 'account', sql`t.source_id`)})))`
        } as merges`.execute(tx),
  ])
  const refused = Object.fromEntries(rejected.rows.map(({ kind, count }) => [kind, count]))
  const counted = new Map(standing.rows.map((row) => [row.standing, row.count]))
  const shared = counted.get('shared') ?? 0
  const notCurrent = counted.get('not_current') ?? 0
  const withheldBy = Object.fromEntries(
    WITHHELD_CODES.flatMap((code) => (counted.has(code) ? [[code, counted.get(code) ?? 0]] : [])),
  )
  const withheld = Object.values(withheldBy).reduce((sum, count) => sum + count, 0)
  const synced = shared + notCurrent + withheld
  const kind = (name: string, inCopy: number) => ({
    inSource: inCopy + (refused[name] ?? 0),
    rejected: refused[name] ?? 0,
    synced: inCopy,
  })
  const account = accounts.rows[0] ?? { synced: 0, shared: 0 }
  return {
    customers: {
      ...kind('customer', synced),
      notCurrent,
      withheld,
      withheldBy,
      shared,
      merged: gone.rows[0]?.merged ?? 0,
      deleted: gone.rows[0]?.deleted ?? 0,
    },
    accounts: {
      ...kind('account', account.synced),
      withheld: account.synced - account.shared,
      shared: account.shared,
    },
    holders: kind('holder', tied.rows[0]?.holders ?? 0),
    charges: kind('charge', tied.rows[0]?.charges ?? 0),
    merges: kind('merge', tied.rows[0]?.merges ?? 0),
  }
}
