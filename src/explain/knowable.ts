import { sql, type RawBuilder } from 'kysely'
import { scopeIn, type Scope, type User } from '../access/scope.ts'
import { ALL_DEPARTMENTS, NO_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'

/**
 * Says which records the asker may know of. Every query of `read-*.ts` is made of these conditions, so what is outside
 * is not read at all, and nothing has to be hidden from an answer afterwards.
 *
 *  - With the right `explain`: the accounts, shared or withheld, of the asker's departments; the customers tied to them now
 *    or before; the rejected rows and tombstones that belonged to these departments; an alias whose survivor is known.
 *    What belongs to no department is known with all departments only.
 *  - With the right `search` alone: what search would show.
 *  - With neither, or without a grant in the community: nothing.
 */
export interface World {
  readonly communityId: number
  readonly sees: 'all' | 'shared' | 'nothing'
  readonly departments: DepartmentMask
}

export function worldOf(asker: User, communityId: number): World {
  return worldIn(scopeIn(asker, communityId))
}

export function worldIn({ communityId, rights, departments }: Scope): World {
  const sees = rights.has('explain') ? 'all' : rights.has('search') ? 'shared' : 'nothing'
  return { communityId, sees, departments: sees === 'nothing' ? NO_DEPARTMENTS : departments }
}

/** Nothing of the community lies outside this world. */
export function isWhole(world: World): boolean {
  return world.sees === 'all' && world.departments === ALL_DEPARTMENTS
}

/** Whether records of a department (its bit; `NO_DEPARTMENT` for none) are inside this world. */
export function reaches(world: World, department: number): boolean {
  return world.sees === 'all' && ((world.departments >> BigInt(department)) & 1n) === 1n
}

/** The conditions of a world, as SQL. */
export interface Conditions {
  readonly community: RawBuilder<unknown>
  /** The department of a bit column is inside. Says nothing about shared or withheld. */
  readonly department: (bit: RawBuilder<unknown>) => RawBuilder<boolean>
  /**
   * Joins the account `a` of a `tie` by one look-up for each. A plain join is planned without statistics on a new
   * database, and read all 149,000 accounts of a community to find one: 420 ms on PGlite.
   */
  readonly joinAccount: RawBuilder<unknown>
  /** The account `a`, looked at as one of `tie.customer_id`, may be known of. */
  readonly account: RawBuilder<boolean>
  /** The customer with this id, in the copy or only remembered, may be known of. */
  customer(id: RawBuilder<unknown>): RawBuilder<boolean>
  /** A rejected row, tombstone or former tie with this mask may be known of; never to those who can only search. */
  remembered(departments: RawBuilder<unknown>): RawBuilder<boolean>
}

export function conditionsOf(world: World): Conditions {
  const community = sql`${world.communityId}::int`
  const mask = sql`${world.departments.toString()}::bigint`
  const all = world.sees === 'all'
  const listed = sql`${sql.ref(all ? 'l.belongs' : 'l.departments')} & ${mask} <> 0`
  const department = (bit: RawBuilder<unknown>) => sql<boolean>`(1::bigint << ${bit}::int) & ${mask} <> 0`
  return {
    community,
    department,
    joinAccount: sql`cross join lateral (select * from account each_account
      where each_account.community_id = ${community} and each_account.account_id = tie.account_id limit 1) a`,
    account: all
      ? department(sql`a.department`)
      : sql<boolean>`exists (select from listing l where l.community_id = ${community}
          and l.customer_id = tie.customer_id and l.account_id = a.account_id and ${listed})`,
    customer: (id) =>
      sql<boolean>`exists (select from listing l where l.community_id = ${community} and l.customer_id = ${id} and ${listed})`,
    remembered: (departments) =>
      all
        ? sql<boolean>`(${departments} & ${mask} <> 0 or (${departments} = 0 and ${mask} = -1))`
        : sql<boolean>`false`,
  }
}
