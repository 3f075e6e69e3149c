import { sql } from 'kysely'
import { UNIT } from '../../history/states.ts'
import { pageAsked } from '../../kernel/paging.ts'
import type { CommunityStore } from '../../store/index.ts'
import { conditionsOf, type World } from '../knowable.ts'
import { accountKnown, customerKnown } from './read-lives.ts'

export interface Touched {
  readonly total: number
  /** Of one page, in their order. */
  readonly ids: readonly string[]
  /** The page, from 1. */
  readonly at: number
}

/**
 * The customers of this world whose record, or one of whose accounts, a run has changed, brought or removed. A tie to an
 * account outside the world touches nobody.
 */
export async function listTouched(
  store: CommunityStore,
  world: World,
  runId: number,
  { page, limit }: { readonly page?: number | undefined; readonly limit: number },
): Promise<Touched> {
  if (world.sees !== 'all') return { total: 0, ids: [], at: 1 }
  const at = pageAsked(page)
  const known = conditionsOf(world)
  const { community } = known
  const own = sql`v.community_id = ${community} and v.run_id = ${runId}::int and v.cause = 'run'`
  // Who was new in a run has no version: the run stands in the record, or in the version that removed it since.
  const touched = sql`select t.id from (
      select v.source_id as id from version v where ${own} and v.kind = 'customer' and (v.was is null
        or exists (select from json_object_keys(v.was) as k(name) where k.name <> 'accounts')
        or exists (select from json_object_keys(v.was -> 'accounts') as k(id)
          where ${accountKnown(known, sql`k.id collate "C"`)}))
      union
      select tied.id collate "C" from version v
      cross join lateral unnest(string_to_array(v.holders, ${UNIT}::text)) as tied(id)
      where ${own} and v.kind = 'account' and ${known.remembered(sql`v.departments`)}
        and ${accountKnown(known, sql`v.source_id`)}
      union
      select c.customer_id from customer c where c.community_id = ${community} and c.first_run = ${runId}::int
      union
      select v.source_id from version v
      where v.community_id = ${community} and v.first_run = ${runId}::int and v.kind = 'customer') t
    where ${customerKnown(world, sql`t.id`)}`
  const [ids, counts] = await store.read(
    () =>
      [
        sql<{ id: string }>`${touched} order by t.id limit ${limit}::int offset ${(at - 1) * limit}::int`,
        sql<{ count: number }>`select count(*)::int as count from (${touched}) as counted`,
      ] as const,
  )
  return { total: counts[0]?.count ?? 0, ids: ids.map(({ id }) => id), at }
}
