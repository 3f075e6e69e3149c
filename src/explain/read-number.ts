import { sql } from 'kysely'
import { numberKeys } from '../search/keys.ts'
import { numberKey } from '../search/normalise.ts'
import { survivorOf, type CommunityStore, type FormerNumber } from '../store/index.ts'
import type { NamedCustomer, Subject } from './facts.ts'
import { conditionsOf, type World } from './knowable.ts'
import { rejectionColumns, rejectionOf, type RejectionRow } from './read-customer.ts'

/** What an account number leads to. */
export interface NumberFindings {
  /** Customers tied to an account with this number, now or under a former number; who holds it now and owners first. */
  readonly holders: readonly string[]
  /** What is known of the number itself where no customer leads on. */
  readonly otherwise: Subject | null
}

interface NumberedRow {
  readonly account_id: string
  readonly account_number: string
  readonly former_numbers: FormerNumber[]
  readonly customer_id: string | null
}

/** What may be known of the accounts with this number, however it is punctuated. */
export async function readNumber(
  store: CommunityStore,
  world: World,
  accountNumber: string,
): Promise<NumberFindings> {
  const key = numberKey(accountNumber)
  if (key === '') return { holders: [], otherwise: null }
  const known = conditionsOf(world)
  const { community } = known
  const [numbered, renumbered, rejected, tied, tombstones] = await store.read(() => [
    sql<NumberedRow>`select a.account_id, a.account_number, a.former_numbers, tie.customer_id from account a
      left join lateral (
        select h.customer_id, bool_or(h.to_on is null) as lasts,
          min(array_position(array['owner', 'tenant', 'landlord', 'cosigner', 'other'], h.role)) as rank
        from holder h where h.community_id = ${community} and h.account_id = a.account_id group by h.customer_id) tie on true
      where a.community_id = ${community} and a.number_key = ${key} and ${known.account}
      order by tie.lasts desc nulls last, tie.rank, tie.customer_id`,
    sql<NumberedRow>`select a.account_id, a.account_number, a.former_numbers, tie.customer_id from search_key k
      join listing tie on tie.community_id = ${community} and tie.customer_id = k.customer_id
      ${known.joinAccount}
      where k.community_id = ${community} and k.key = ${wholeNumberKey(accountNumber)} and a.former_numbers <> '[]'
        and ${known.account} order by tie.customer_id`,
    sql<RejectionRow>`select ${rejectionColumns(world)} from rejected_row r
      where r.community_id = ${community} and r.kind = 'account' and ${known.remembered(sql`r.departments`)}
        and regexp_replace(lower(r.account_number), '[^[:alnum:]]', '', 'g') = ${key} order by r.row_key`,
    // A refused row can tie a customer to the account: one that is refused itself, or the account's.
    sql<{ customer_id: string }>`select distinct r.customer_id from rejected_row r
      where r.community_id = ${community} and r.kind = 'holder' and ${known.remembered(sql`r.departments`)}
        and (r.account_id in (select a.account_id from account a where a.community_id = ${community} and a.number_key = ${key}
              and ${known.remembered(sql`(1::bigint << a.department::int)`)})
          or r.account_id in (select n.account_id from rejected_row n where n.community_id = ${community}
              and n.kind = 'account' and ${known.remembered(sql`n.departments`)}
              and regexp_replace(lower(n.account_number), '[^[:alnum:]]', '', 'g') = ${key}))
        and (${known.customer(sql`r.customer_id`)}) order by r.customer_id`,
    sql<TombstoneRow>`select t.source_id, t.account_number, t.gone_at from tombstone t
      where t.community_id = ${community} and t.kind = 'account' and t.number_key = ${key}
        and ${known.remembered(sql`t.departments`)} order by t.gone_at desc, t.source_id`,
  ])
  const formerly = renumbered.filter((row) =>
    row.former_numbers.some((former) => numberKey(former.number) === key),
  )
  const holders = [
    ...new Set([
      ...[...numbered, ...formerly].flatMap((row) => row.customer_id ?? []),
      ...tied.map((row) => row.customer_id),
    ]),
  ]
  if (holders.length > 0) return { holders, otherwise: null }
  const none: readonly string[] = []
  if (rejected.length > 0)
    return {
      holders: none,
      otherwise: { kind: 'rejected', customer: null, rejections: rejected.map(rejectionOf) },
    }
  const [bare] = numbered
  if (bare) return { holders: none, otherwise: { kind: 'without_holder', account: bare.account_number } }
  const [tombstone] = tombstones
  return { holders: none, otherwise: tombstone ? await readGoneAccount(store, world, tombstone) : null }
}

/** The search key under which accounts with this number, and those that had it before, are found. */
function wholeNumberKey(accountNumber: string): string {
  return numberKeys(accountNumber)[0] ?? ''
}

interface TombstoneRow {
  readonly source_id: string
  readonly account_number: string | null
  readonly gone_at: Date
}

/** An account that the source no longer has: merged into another one, or deleted. */
async function readGoneAccount(store: CommunityStore, world: World, gone: TombstoneRow): Promise<Subject> {
  const known = conditionsOf(world)
  const { community } = known
  const survivor = survivorOf(
    world.communityId,
    'account',
    sql`${gone.source_id}`,
    sql<boolean>`exists (select from account a where a.community_id = ${community} and a.account_id = chain.id
      and ${known.remembered(sql`(1::bigint << a.department::int)`)})`,
  )
  const [survivors, formerHolders] = await store.read(() => [
    sql<{ customer_id: string; at: Date | null }>`select h.customer_id, s.at
      from (${survivor}) s join holder h on h.community_id = ${community} and h.account_id = s.survivor_id
      order by h.to_on is not null, array_position(array['owner', 'tenant', 'landlord', 'cosigner', 'other'], h.role),
        h.customer_id limit 1`,
    sql<NamedRow>`select c.customer_id, c.name from former_holder f
      join customer c on c.community_id = ${community} and c.customer_id = f.customer_id
      where f.community_id = ${community} and f.account_id = ${gone.source_id}
        and ${known.remembered(sql`(1::bigint << f.department::int)`)} order by c.customer_id`,
  ])
  const account = gone.account_number ?? gone.source_id
  const [first] = survivors
  return first
    ? {
        kind: 'merged',
        customer: null,
        account,
        at: first.at?.toISOString() ?? null,
        survivorId: first.customer_id,
      }
    : {
        kind: 'deleted',
        customer: null,
        account,
        goneAt: gone.gone_at,
        formerHolders: formerHolders.map(named),
      }
}

interface NamedRow {
  readonly customer_id: string
  readonly name: string
}

function named(row: NamedRow): NamedCustomer {
  return { customerId: row.customer_id, name: row.name }
}
