import { sql, type RawBuilder } from 'kysely'
import { searchable, type Scope } from '../access/scope.ts'
import type { Community } from '../kernel/community.ts'
import { NO_DEPARTMENTS } from '../kernel/departments.ts'
import type { Cents } from '../kernel/money.ts'
import type { ChargeKind } from '../kernel/settings.ts'
import {
  mergedInto,
  survivorOf,
  type FormerNumber,
  type HolderRole,
  type Queries,
  type Store,
} from '../store/index.ts'

/** A customer as the page shows it: only what the viewer finds it through. */
export interface CustomerRecord {
  readonly customerId: string
  readonly name: string
  readonly kind: 'person' | 'business'
  readonly email: string | null
  readonly phones: readonly string[]
  /** Line by line. */
  readonly mailingAddress: readonly string[]
  /** When the run that brought it read the source; null where that run is not remembered. */
  readonly since: Date | null
  /** When the data was true in the source; null before the first completed run. */
  readonly dataAsOf: Date | null
  /** Ids of customers that were merged into this one. */
  readonly mergedIds: readonly string[]
  /** Shared, held by this customer, and in the viewer's departments. Never empty. */
  readonly accounts: readonly RecordAccount[]
}

export interface RecordAccount {
  readonly accountId: string
  readonly accountNumber: string
  readonly formerNumbers: readonly FormerNumber[]
  readonly module: string
  readonly department: string | null
  readonly status: string
  readonly serviceAddress: string | null
  /** Calendar days. */
  readonly openedOn: string | null
  readonly closedOn: string | null
  readonly balanceCents: Cents
  /** This customer first, then those whom the viewer may see through this account. */
  readonly holders: readonly RecordHolder[]
  /** Newest first. */
  readonly charges: readonly RecordCharge[]
}

export interface RecordHolder {
  readonly customerId: string
  readonly name: string
  readonly role: HolderRole
  readonly fromOn: string | null
  readonly toOn: string | null
}

export interface RecordCharge {
  readonly chargeId: string
  readonly kind: ChargeKind
  readonly description: string | null
  readonly amountCents: Cents
  readonly balanceCents: Cents
  readonly postedOn: string | null
  readonly dueOn: string | null
}

export interface CustomerRecords {
  /** Nothing, alike, when there is no such customer and when the viewer may not see it. */
  find(community: Community, scope: Scope, customerId: string): Promise<CustomerRecord | undefined>
  /** The id of the visible customer that an old id leads to now. */
  findSurvivor(community: Community, scope: Scope, formerId: string): Promise<string | undefined>
}

/** The records behind the customer page, read in one round trip through the listings that search uses. */
export function createCustomerRecords({ store }: { readonly store: Store }): CustomerRecords {
  return {
    async find({ communityId }, scope, customerId) {
      const mask = searchable(scope)
      if (mask === NO_DEPARTMENTS) return undefined
      const visible = { communityId, mask: sql`${mask.toString()}::bigint` }
      const [[customer], accounts, holders, charges, aliases, [run]] = await store
        .as(communityId)
        .read((db) => [
          customerQuery(db, visible, customerId),
          accountsQuery(visible, customerId),
          holdersQuery(visible, customerId),
          chargesQuery(visible, customerId),
          mergedInto(communityId, 'customer', customerId),
          lastRunQuery(db, communityId),
        ])
      if (!customer || accounts.length === 0) return undefined
      return {
        ...customer,
        phones: [customer.phone, customer.phone2].filter((phone) => phone !== null),
        mailingAddress: addressLines(customer),
        dataAsOf: run?.source_read_at ?? null,
        mergedIds: aliases.map(({ merged_id }) => merged_id),
        accounts: accounts.map((account) => ({
          ...account,
          holders: holders.filter((holder) => holder.accountId === account.accountId),
          charges: charges.filter((charge) => charge.accountId === account.accountId),
        })),
      }
    },

    async findSurvivor({ communityId }, scope, formerId) {
      const mask = searchable(scope)
      if (mask === NO_DEPARTMENTS) return undefined
      const visible = { communityId, mask: sql`${mask.toString()}::bigint` }
      const isShown = sql<boolean>`exists (select from listing where ${shownThrough(visible, sql`chain.id`)})`
      const [[survivor]] = await store
        .as(communityId)
        .read(() => [survivorOf(communityId, 'customer', sql`${formerId}`, isShown)])
      return survivor?.survivor_id
    },
  }
}

interface Visible {
  readonly communityId: number
  readonly mask: RawBuilder<unknown>
}

/** The listings through which the viewer finds a customer: shared, held, in a department of the viewer's. */
function shownThrough({ communityId, mask }: Visible, customerId: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`listing.community_id = ${communityId} and listing.customer_id = ${customerId} and listing.departments & ${mask} <> 0`
}

function customerQuery(db: Queries, { communityId }: Visible, customerId: string) {
  return db
    .selectFrom('customer')
    .leftJoin('run', (join) =>
      join
        .onRef('run.community_id', '=', 'customer.community_id')
        .onRef('run.run_id', '=', 'customer.first_run'),
    )
    .select([
      'customer.customer_id as customerId',
      'customer.name',
      'customer.kind',
      'customer.email',
      'customer.phone',
      'customer.phone2',
      'customer.mailing_address as street',
      'customer.city',
      'customer.state',
      'customer.postal_code as postalCode',
      'run.source_read_at as since',
    ])
    .where('customer.community_id', '=', communityId)
    .where('customer.customer_id', '=', customerId)
}

function accountsQuery(visible: Visible, customerId: string) {
  return sql<Omit<RecordAccount, 'holders' | 'charges'>>`
    select account.account_id as "accountId", account.account_number as "accountNumber",
      account.former_numbers as "formerNumbers", account.module, department.name as department, account.status,
      account.service_address as "serviceAddress", account.opened_on as "openedOn", account.closed_on as "closedOn",
      account.balance_cents as "balanceCents"
    from listing
    join account on account.community_id = ${visible.communityId} and account.account_id = listing.account_id
    left join department on department.community_id = ${visible.communityId} and department.bit = account.department
    where ${shownThrough(visible, sql`${customerId}`)}
    order by account.account_number collate "C", account.account_id`
}

function holdersQuery(visible: Visible, customerId: string) {
  return sql<RecordHolder & { accountId: string }>`
    select holder.account_id as "accountId", customer.customer_id as "customerId", customer.name, holder.role,
      nullif(holder.from_on, '-infinity'::date) as "fromOn", holder.to_on as "toOn"
    from listing
    join holder on holder.community_id = ${visible.communityId} and holder.account_id = listing.account_id
    join customer on customer.community_id = ${visible.communityId} and customer.customer_id = holder.customer_id
    where ${shownThrough(visible, sql`${customerId}`)}
      and exists (select from listing as theirs where theirs.community_id = ${visible.communityId}
        and theirs.customer_id = holder.customer_id and theirs.account_id = holder.account_id
        and theirs.departments & ${visible.mask} <> 0)
    order by holder.customer_id <> ${customerId}, customer.name collate "C", holder.customer_id, holder.role, holder.from_on`
}

function chargesQuery(visible: Visible, customerId: string) {
  return sql<RecordCharge & { accountId: string }>`
    select charge.account_id as "accountId", charge.charge_id as "chargeId", charge.kind, charge.description,
      charge.amount_cents as "amountCents", charge.balance_cents as "balanceCents", charge.posted_on as "postedOn",
      charge.due_on as "dueOn"
    from listing
    join charge on charge.community_id = ${visible.communityId} and charge.account_id = listing.account_id
    where ${shownThrough(visible, sql`${customerId}`)}
    order by charge.posted_on desc nulls last, charge.charge_id desc`
}

function lastRunQuery(db: Queries, communityId: number) {
  return db
    .selectFrom('run')
    .select('source_read_at')
    .where('community_id', '=', communityId)
    .where('status', '=', 'completed')
    .orderBy('run_id', 'desc')
    .limit(1)
}

/** A mailing address line by line; none where nothing is known of it. */
export function addressLines(customer: {
  readonly street: string | null
  readonly city: string | null
  readonly state: string | null
  readonly postalCode: string | null
}): string[] {
  const region = [customer.state, customer.postalCode].filter((part) => part !== null).join(' ')
  const town = [customer.city, region].filter((part) => part !== null && part !== '').join(', ')
  return [customer.street, town].filter((line) => line !== null).filter((line) => line !== '')
}
