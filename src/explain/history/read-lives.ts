import { sql, type RawBuilder } from 'kysely'
import { patchFrom } from '../../history/merge-patch.ts'
import {
  firstRunOf,
  lifeOf,
  type Life,
  type State,
  type Step,
  type StoredVersion,
} from '../../history/replay.ts'
import {
  accountQueries,
  accountsOf,
  customerQueries,
  customersOf,
  departmentIn,
  type Recorded,
} from '../../history/states.ts'
import type { CommunityStore } from '../../store/index.ts'
import { conditionsOf, isWhole, reaches, type Conditions, type World } from '../knowable.ts'

/** What may be known of a customer's past, and of the accounts that it has or had. */
export interface CustomerLife {
  readonly customerId: string
  readonly customer: Life
  /** By id. An account is nothing for as long as it belonged to a department outside the world. */
  readonly accounts: ReadonlyMap<string, Life>
}

type VersionRow = StoredVersion & { readonly id: string }

/** A customer of this world, in the copy or only remembered. With the whole world, also one whose tombstone is lost. */
export function customerKnown(world: World, id: RawBuilder<unknown>): RawBuilder<boolean> {
  return isWhole(world) ? sql<boolean>`true` : conditionsOf(world).customer(id)
}

/** An account that belongs to this world now, or did when it was removed. */
export function accountKnown(known: Conditions, id: RawBuilder<unknown>): RawBuilder<boolean> {
  const { community } = known
  return known.remembered(sql`coalesce(
    (select 1::bigint << a.department::int from account a where a.community_id = ${community} and a.account_id = ${id}),
    (select d.departments from version d where d.community_id = ${community} and d.kind = 'account'
      and d.source_id = ${id} order by d.version_no desc limit 1))`)
}

/**
 * The lives of these customers, as far as they may be known of; the others are left out. What a removed customer had is
 * found through its last version.
 * @param sinceRun a run before which nothing is asked about. Of what went before it, steps tell then at most that a record
 *   was first seen, in the state that it had before this run; who is not in the copy, and was not since, is left out
 */
export async function readLives(
  store: CommunityStore,
  world: World,
  customerIds: readonly string[],
  sinceRun = 0,
): Promise<CustomerLife[]> {
  if (world.sees !== 'all' || customerIds.length === 0) return []
  const known = conditionsOf(world)
  const { communityId } = store
  const asked = (column: RawBuilder<unknown>) => sql<boolean>`${column} = any(${customerIds}::text[])`
  const theirs = (column: RawBuilder<unknown>) =>
    sql<boolean>`${asked(column)} and ${customerKnown(world, column)}`
  const tie = (table: 'holder' | 'former_holder') => sql`select t.customer_id, t.account_id
    from ${sql.table(table)} t where t.community_id = ${communityId} and ${asked(sql`t.customer_id`)}`
  const [people, allTies, versions, ties] = await store.read(
    () =>
      [
        ...customerQueries(communityId, theirs),
        versionQuery(communityId, 'customer', theirs, sinceRun),
        sql<{ customer_id: string; account_id: string }>`
          select t.customer_id, t.account_id from (${tie('holder')} union ${tie('former_holder')} union
            select v.source_id, held.id collate "C" from version v
            cross join lateral json_object_keys(v.was -> 'accounts') as held(id)
            where v.community_id = ${communityId} and v.kind = 'customer' and v.first_run is not null
              and ${asked(sql`v.source_id`)}) t
          where ${customerKnown(world, sql`t.customer_id`)} and ${accountKnown(known, sql`t.account_id`)}
          order by t.account_id`,
      ] as const,
  )
  const customers = customersOf(people, allTies)
  const accountIds = [...new Set(ties.map(({ account_id }) => account_id))]
  const these = (column: RawBuilder<unknown>) => sql<boolean>`${column} = any(${accountIds}::text[])`
  const [rows, holders, charges, accountVersions] = await store.read(
    () =>
      [...accountQueries(communityId, these), versionQuery(communityId, 'account', these, sinceRun)] as const,
  )
  const accounts = accountsOf(rows, holders, charges)
  const ofCustomer = Map.groupBy(versions, ({ id }) => id)
  const ofAccount = Map.groupBy(accountVersions, ({ id }) => id)
  const starts = await readStarts(store, [
    ...customerIds.map((id) => firstRunOf(customers.get(id), ofCustomer.get(id) ?? [])),
    ...accountIds.map((id) => firstRunOf(accounts.get(id), ofAccount.get(id) ?? [])),
  ])
  const live = (now: Recorded | undefined, past: readonly VersionRow[] = []) =>
    lifeOf(now, past, (runId) => starts.get(runId))
  const accountLives = new Map(
    accountIds.map((id) => [id, within(world, live(accounts.get(id), ofAccount.get(id)))]),
  )
  return [...new Set(customerIds)].flatMap((customerId): CustomerLife[] => {
    const customer = withoutTies(live(customers.get(customerId), ofCustomer.get(customerId)))
    if (customer.now === null && customer.steps.length === 0) return []
    const theirs = ties.filter((each) => each.customer_id === customerId).map((each) => each.account_id)
    return [
      {
        customerId,
        customer,
        accounts: new Map(theirs.map((id) => [id, accountLives.get(id) as Life])),
      },
    ]
  })
}

function versionQuery(
  communityId: number,
  kind: 'customer' | 'account',
  id: (column: RawBuilder<unknown>) => RawBuilder<boolean>,
  sinceRun: number,
) {
  return sql<VersionRow>`select v.source_id as id, v.version_no as no, v.run_id as "runId", v.at, v.cause,
      v.first_run as "firstRun", v.was
    from version v where v.community_id = ${communityId} and v.kind = ${kind} and ${id(sql`v.source_id`)}
      and v.run_id >= ${sinceRun}::int
    order by v.version_no desc`
}

/** When these runs began. */
async function readStarts(
  store: CommunityStore,
  runIds: readonly (number | undefined)[],
): Promise<ReadonlyMap<number, Date>> {
  const named = [...new Set(runIds.filter((id) => id !== undefined))]
  const [rows] = await store.read(() => [
    sql<{ run_id: number; started_at: Date }>`select run_id, started_at from run
      where community_id = ${store.communityId} and run_id = any(${named}::int[])`,
  ])
  return new Map(rows.map((row) => [row.run_id, row.started_at]))
}

/** Ties are told of by the accounts, of those alone that may be known of: a step that changed nothing else is none. */
function withoutTies({ now, steps }: Life): Life {
  const own = ({ before, after }: Step) => {
    if (before === null || after === null) return true
    const { accounts: _, ...was } = before
    const { accounts: __, ...is } = after
    return patchFrom(was, is) !== undefined
  }
  return { now, steps: steps.filter(own) }
}

/** An account may have come from a department outside this world: what it was there is as if it had not been. */
function within(world: World, { now, steps }: Life): Life {
  const seen = (state: State): State =>
    state !== null && (isWhole(world) || reaches(world, departmentIn(state))) ? state : null
  return {
    now: seen(now),
    steps: steps
      .map((step) => ({ ...step, before: seen(step.before), after: seen(step.after) }))
      .filter(({ before, after }) => before !== null || after !== null),
  }
}
