import { sql } from 'kysely'
import type { Community } from '../src/kernel/community.ts'
import type { Store } from '../src/store/index.ts'
import { listBySize } from './world.ts'

/** A customer of the data, as somebody at a counter would know it. */
export interface Target {
  readonly community: Community
  readonly customerId: string
  readonly firstName: string
  readonly lastName: string
  readonly phone: string
  readonly email: string
  readonly accountNumber: string
  readonly address: string
}

/** Half of the targets are in the largest community; the others in so many of the next at the most. */
const OTHER_COMMUNITIES = 50

/**
 * Customers that are shared through an account and have all of what can be searched for, the same for the same data, and
 * mixed.
 */
export async function drawTargets(
  store: Store,
  communities: readonly Community[],
  count: number,
): Promise<Target[]> {
  const [largest, ...smaller] = await listBySize(store, communities)
  if (!largest) return []
  const others = smaller.slice(0, OTHER_COMMUNITIES)
  const inOthers = others.length === 0 ? 0 : Math.floor(count / 2)
  const drawn = [await drawFrom(store, largest, count - inOthers)]
  for (const community of others)
    drawn.push(await drawFrom(store, community, Math.ceil(inOthers / others.length)))
  const [first = [], ...rest] = drawn
  return alternating(first, rest.flat().slice(0, inOthers))
}

/** Other customers, with which each class is asked before it is measured: by then its statements and code are warm. */
export async function drawToWarm(
  store: Store,
  communities: readonly Community[],
  targets: readonly Target[],
): Promise<Target[]> {
  const measured = new Set(targets.map(nameOf))
  const drawn = await drawTargets(store, communities, 2 * targets.length)
  return drawn.filter((target) => !measured.has(nameOf(target))).slice(0, TO_WARM)
}

const TO_WARM = 40

function nameOf({ community, customerId }: Target): string {
  return `${community.communityId} ${customerId}`
}

async function drawFrom(store: Store, community: Community, count: number): Promise<Target[]> {
  const { communityId } = community
  const [rows] = await store.as(communityId).read(() => [
    // Those with all fields are a quarter of all, so most of what is tried is looked at in vain.
    sql<Omit<Target, 'community'>>`
      with tried as (
        select customer_id as "customerId", first_name as "firstName", last_name as "lastName", phone, email from customer
        where community_id = ${communityId} and withheld_by = '[]' and first_name is not null and last_name is not null
          and phone is not null and email is not null
        order by md5(customer_id) limit ${count * 5 + 20})
      select tried.*, a.account_number as "accountNumber", a.service_address as address
      from tried cross join lateral (
        select a.account_number, a.service_address from holder h
        join account a on a.community_id = ${communityId} and a.account_id = h.account_id and a.withheld_by = '[]'
          and a.service_address is not null
        where h.community_id = ${communityId} and h.customer_id = tried."customerId" and h.to_on is null
        order by a.account_id limit 1) a
      order by md5("customerId") limit ${count}`,
  ])
  return rows.map((row) => ({ ...row, community }))
}

function alternating<T>(a: readonly T[], b: readonly T[]): T[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [a[i], b[i]])
    .flat()
    .filter((each) => each !== undefined)
}
