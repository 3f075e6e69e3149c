import { sql, type Selectable } from 'kysely'
import { isHeldBy, storedDay } from '../eligibility/index.ts'
import type { AccountStatus } from '../kernel/settings.ts'
import {
  survivorOf,
  type CommunityStore,
  type CustomerTable,
  type FormerNumber,
  type WithheldBy,
} from '../store/index.ts'
import { customerFieldsOf } from '../search/customer-fields.ts'
import type { KnownAccount, KnownCustomer, NamedCustomer, Rejection, Subject } from './facts.ts'
import { conditionsOf, isWhole, type World } from './knowable.ts'

type CustomerRow = Selectable<CustomerTable>

interface AccountRow {
  readonly account_id: string
  readonly account_number: string
  readonly former_numbers: FormerNumber[]
  readonly module: string
  readonly department: number
  readonly department_name: string | null
  readonly status: AccountStatus
  readonly service_address: string | null
  readonly balance_cents: number
  readonly withheld_by: WithheldBy[]
  readonly verdict_valid_until: Date | null
  /** When the source stopped to name the tie. */
  readonly ended_at: Date | null
}

interface HolderRow {
  readonly account_id: string
  readonly customer_id: string
  readonly name: string
  readonly to_on: string | null
}

export interface RejectionRow {
  readonly kind: Rejection['kind']
  readonly customer_id: string | null
  readonly account_id: string | null
  readonly account_number: string | null
  readonly label: string | null
  readonly file: string | null
  readonly line: number | null
  readonly column_name: string | null
  readonly reason: string
  readonly says: string
}

/**
 * What may be known of the customer with this id: in the copy, refused, merged, deleted, or nothing.
 * @param timeZone of the community, in which ties end.
 */
export async function readCustomer(
  store: CommunityStore,
  world: World,
  customerId: string,
  timeZone: string,
): Promise<Subject> {
  const known = conditionsOf(world)
  const { community } = known
  const id = sql`${customerId}`
  const ties = sql`(select customer_id, account_id, null::timestamptz as ended_at from holder
      where community_id = ${community} and customer_id = ${id}
    union all
    select customer_id, account_id, ended_at from former_holder
      where community_id = ${community} and customer_id = ${id}
    union all
    select r.customer_id, r.account_id, null from rejected_row r
      where r.community_id = ${community} and r.customer_id = ${id} and r.kind = 'holder'
        and ${known.remembered(sql`r.departments`)})`
  const [customers, accounts, holders, formers, rejections] = await store.read(() => [
    sql<CustomerRow>`select c.* from customer c
      where c.community_id = ${community} and c.customer_id = ${id} and ${known.customer(id)}`,
    sql<AccountRow>`select a.account_id, a.account_number, a.former_numbers, a.module, a.department,
        d.name as department_name, a.status, a.service_address, a.balance_cents, a.withheld_by,
        a.verdict_valid_until, tie.ended_at
      from (select customer_id, account_id, max(ended_at) as ended_at from ${ties} each_tie group by 1, 2) tie
      ${known.joinAccount}
      left join department d on d.community_id = ${community} and d.bit = a.department
      where ${known.account} order by a.account_number collate "C", a.account_id`,
    sql<HolderRow>`select h.account_id, h.customer_id, c.name, h.to_on
      from (select distinct customer_id, account_id from ${ties} each_tie) tie
      ${known.joinAccount}
      join holder h on h.community_id = ${community} and h.account_id = a.account_id
      join customer c on c.community_id = ${community} and c.customer_id = h.customer_id
      where ${known.remembered(sql`(1::bigint << a.department::int)`)}
      order by c.name collate "C", h.customer_id, h.role, h.from_on`,
    sql<{ account_id: string; account_number: string; ended_at: Date }>`
      select f.account_id, f.account_number, f.ended_at from former_holder f
      where f.community_id = ${community} and f.customer_id = ${id}
        and ${known.remembered(sql`(1::bigint << f.department::int)`)}
      order by f.account_number collate "C", f.account_id`,
    sql<RejectionRow>`select ${rejectionColumns(world)} from rejected_row r
      where r.community_id = ${community} and ${known.remembered(sql`r.departments`)}
        and (r.customer_id = ${id} and r.kind in ('customer', 'holder')
          or r.kind = 'account' and r.account_id in (
            select h.account_id from rejected_row h where h.community_id = ${community} and h.customer_id = ${id}
              and h.kind = 'holder' and ${known.remembered(sql`h.departments`)}))
      order by r.kind, r.row_key`,
  ])
  const [customer] = customers
  if (customer)
    return {
      kind: 'customer',
      customer: {
        ...knownCustomer(customer),
        accounts: accounts.map((row) =>
          knownAccount(
            row,
            customerId,
            world.sees === 'all' ? holders.filter((holder) => holder.account_id === row.account_id) : null,
            rejections.some((refused) => refused.kind === 'holder' && refused.account_id === row.account_id),
            timeZone,
          ),
        ),
        formerAccounts: formers
          .filter((former) => !accounts.some((row) => row.account_id === former.account_id))
          .map((former) => ({
            accountNumber: former.account_number,
            endedAt: former.ended_at.toISOString(),
          })),
        rejections: rejections.map(rejectionOf),
      },
    }
  const refused = rejections.filter((row) => row.kind === 'customer')
  if (refused.length > 0)
    return {
      kind: 'rejected',
      customer: { customerId, name: refused[0]?.label ?? customerId },
      rejections: refused.map(rejectionOf),
    }
  return await readRemembered(store, world, customerId)
}

/** What is remembered of a customer that the source does not have any more. */
async function readRemembered(store: CommunityStore, world: World, customerId: string): Promise<Subject> {
  if (world.sees !== 'all') return { kind: 'unknown' }
  const known = conditionsOf(world)
  const id = sql`${customerId}`
  const [aliases, tombstones] = await store.read(() => [
    survivorOf(world.communityId, 'customer', id, known.customer(sql`chain.id`)),
    sql<{ label: string; gone_at: Date }>`select t.label, t.gone_at from tombstone t
      where t.community_id = ${known.community} and t.kind = 'customer' and t.source_id = ${id}
        and ${known.remembered(sql`t.departments`)}`,
  ])
  const [tombstone] = tombstones
  const customer = { customerId, name: tombstone?.label ?? customerId }
  const [alias] = aliases
  if (alias)
    return {
      kind: 'merged',
      customer,
      account: null,
      at: alias.at?.toISOString() ?? null,
      survivorId: alias.survivor_id,
    }
  if (tombstone)
    return { kind: 'deleted', customer, account: null, goneAt: tombstone.gone_at, formerHolders: [] }
  return { kind: 'unknown' }
}

/** The columns of a rejected row. Its line would tell how many records stand before it: only where all are known. */
export function rejectionColumns(world: World) {
  return sql`r.kind, r.customer_id, r.account_id, r.account_number, r.label, r.file,
    ${isWhole(world) ? sql`r.line` : sql`null::int`} as line, r.column_name, r.reason, r.says`
}

export function rejectionOf(row: RejectionRow): Rejection {
  return {
    kind: row.kind,
    customerId: row.customer_id,
    accountId: row.account_id,
    accountNumber: row.account_number,
    label: row.label,
    file: row.file,
    line: row.line,
    column: row.column_name,
    reason: row.reason,
    says: row.says,
  }
}

function knownCustomer(row: CustomerRow): Omit<KnownCustomer, 'accounts' | 'formerAccounts' | 'rejections'> {
  return {
    customerId: row.customer_id,
    name: row.name,
    withheldBy: row.withheld_by,
    fields: customerFieldsOf(row),
    taxIdHash: row.tax_id_hash,
  }
}

/** @param holders all ties of the account; null for those who can only search: they see it because it is held. */
function knownAccount(
  row: AccountRow,
  customerId: string,
  holders: readonly HolderRow[] | null,
  refused: boolean,
  timeZone: string,
): KnownAccount {
  const day = storedDay(row.verdict_valid_until, timeZone)
  const periods = (holders ?? []).map((holder) => ({ customerId: holder.customer_id, toOn: holder.to_on }))
  const held = holders === null || isHeldBy(customerId, periods, day)
  const others = new Map<string, NamedCustomer>()
  for (const holder of holders ?? [])
    if (holder.customer_id !== customerId && isHeldBy(holder.customer_id, periods, day))
      others.set(holder.customer_id, { customerId: holder.customer_id, name: holder.name })
  const ends = (holders ?? []).flatMap((holder) =>
    holder.customer_id === customerId ? (holder.to_on ?? []) : [],
  )
  return {
    accountId: row.account_id,
    accountNumber: row.account_number,
    formerNumbers: row.former_numbers,
    module: row.module,
    department: row.department,
    departmentName: row.department_name,
    status: row.status,
    serviceAddress: row.service_address,
    balanceCents: row.balance_cents,
    withheldBy: row.withheld_by,
    tie: held ? 'held' : refused ? 'refused' : 'ended',
    endedAt: held ? null : (ends.sort().at(-1) ?? row.ended_at?.toISOString() ?? null),
    otherHolders: [...others.values()],
  }
}
