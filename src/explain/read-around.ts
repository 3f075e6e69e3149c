import { sql } from 'kysely'
import { NO_DEPARTMENT } from '../kernel/departments.ts'
import { numberKey } from '../search/normalise.ts'
import type { CommunityStore } from '../store/index.ts'
import { conditionsOf, type World } from './knowable.ts'

/** When the copy was true, which is the same for everybody with a grant in the community. */
export interface Freshness {
  /** When the data of the last completed run was true in the source; null before the first. */
  readonly dataAsOf: Date | null
  /** When that run began. */
  readonly readAt: Date | null
}

export async function readFreshness(store: CommunityStore): Promise<Freshness> {
  const [[run]] = await store.read(() => [
    sql<{ source_read_at: Date | null; started_at: Date }>`select source_read_at, started_at from run
      where community_id = ${store.communityId} and status = 'completed' order by run_id desc limit 1`,
  ])
  return { dataAsOf: run?.source_read_at ?? null, readAt: run?.started_at ?? null }
}

/** The raw rows behind a customer, as the last run read them; accounts by their id. */
export interface Payloads {
  readonly customer: unknown
  readonly accounts: ReadonlyMap<string, unknown>
}

/** The rows of the source behind a customer and its accounts that may be known of. */
export async function readPayloads(
  store: CommunityStore,
  world: World,
  customerId: string,
): Promise<Payloads> {
  const known = conditionsOf(world)
  const { community } = known
  const [customers, accounts] = await store.read(() => [
    sql<{ payload: unknown }>`select s.payload from source_record s where s.community_id = ${community}
      and s.kind = 'customer' and s.source_id = ${customerId} and ${known.customer(sql`s.source_id`)}`,
    sql<{ account_id: string; payload: unknown }>`select a.account_id, s.payload
      from (select distinct account_id from holder where community_id = ${community} and customer_id = ${customerId}) tie
      ${known.joinAccount}
      join source_record s on s.community_id = ${community} and s.kind = 'account' and s.source_id = a.account_id
      where ${known.remembered(sql`(1::bigint << a.department::int)`)}`,
  ])
  return {
    customer: customers[0]?.payload ?? null,
    accounts: new Map(accounts.map((row) => [row.account_id, row.payload])),
  }
}

/** The departments of this world: the key of each name, and its bit. */
export async function readDepartments(
  store: CommunityStore,
  world: World,
): Promise<ReadonlyMap<string, number>> {
  const known = conditionsOf(world)
  const [rows] = await store.read(() => [
    sql<{ bit: number; name_key: string }>`select d.bit, d.name_key from department d
      where d.community_id = ${known.community} and ${known.remembered(sql`(1::bigint << d.bit::int)`)}`,
  ])
  return new Map(rows.map((row) => [row.name_key, row.bit]))
}

/**
 * The one look beyond the asker's world: that a customer or account with exactly this id or number is in a department
 * outside it. Asked only where the community's settings disclose that much; nothing but yes or no comes back.
 */
export async function existsElsewhere(
  store: CommunityStore,
  world: World,
  named: { readonly customer: string } | { readonly account: string },
): Promise<boolean> {
  const { community, department, joinAccount } = conditionsOf(world)
  const outside = sql`a.department <> ${sql.lit(NO_DEPARTMENT)} and not (${department(sql`a.department`)})`
  const [[row]] = await store.read(() => [
    'customer' in named
      ? sql<{ elsewhere: boolean }>`select exists (select from holder tie ${joinAccount}
          where tie.community_id = ${community} and tie.customer_id = ${named.customer} and ${outside}) as elsewhere`
      : sql<{ elsewhere: boolean }>`select exists (select from account a
          where a.community_id = ${community} and a.number_key = ${numberKey(named.account)} and ${outside}) as elsewhere`,
  ])
  return row?.elsewhere === true
}
