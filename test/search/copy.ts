import { sql } from 'kysely'
import { RIGHTS_OF_ROLE, type Right, type Scope } from '../../src/access/scope.ts'
import type { Clock } from '../../src/kernel/clock.ts'
import type { Community } from '../../src/kernel/community.ts'
import { ALL_DEPARTMENTS, NO_DEPARTMENT, NO_DEPARTMENTS, maskOf } from '../../src/kernel/departments.ts'
import { defaultSettings, type AccountStatus } from '../../src/kernel/settings.ts'
import { numberKey } from '../../src/search/normalise.ts'
import { createSearch, type Search } from '../../src/search/index.ts'
import { findableCustomer, type ListedAccount, type ListedCustomer } from '../../src/search/listing.ts'
import { rowsFrom, type Store } from '../../src/store/index.ts'
import { lexiconInsertions } from '../../src/sync/lexicon.ts'
import { TestClock } from '../world/clock.ts'

/** Bits of the departments of the test cities. */
export const WATER = 0
export const LICENSING = 1
export const PARKS = 2
/** By their bits. */
export const DEPARTMENTS: readonly string[] = ['Water', 'Licensing', 'Parks']

/** An account as it is kept: with what only the limits of a search look at. */
export interface KeptAccount extends ListedAccount {
  readonly status: AccountStatus
  readonly balanceCents: number
}

export type Sketch = Partial<Omit<ListedCustomer, 'customerId' | 'accounts'>> & {
  readonly accounts?: readonly Partial<KeptAccount>[]
}

export interface KeptCustomer extends ListedCustomer {
  readonly accounts: readonly KeptAccount[]
}

let made = 0

/** A customer as sync would list it: shared, with one shared account of Water unless told. */
export function customerOf(customerId: string, sketch: Sketch = {}): KeptCustomer {
  const { accounts = [{}], ...fields } = sketch
  const printed = [fields.lastName, fields.firstName]
    .filter((part) => part !== null && part !== undefined)
    .join(', ')
  return {
    name: fields.businessName ?? printed,
    firstName: null,
    middleName: null,
    lastName: null,
    suffix: null,
    businessName: null,
    email: null,
    phone: null,
    phone2: null,
    mailingAddress: null,
    formerNames: [],
    shared: true,
    formerDepartments: NO_DEPARTMENTS,
    ...fields,
    customerId,
    accounts: accounts.map((account) => ({
      accountId: `A${++made}`,
      accountNumber: `99.${String(made).padStart(7, '0')}`,
      formerNumbers: [],
      serviceAddress: null,
      module: 'utility',
      department: WATER,
      held: true,
      shared: true,
      status: 'active',
      balanceCents: 0,
      ...account,
    })),
  }
}

/** A search of its own, which has learned no words yet. */
export function searchOver(store: Store, clock: Clock = new TestClock('2026-11-20T17:00:00Z')): Search {
  return createSearch({ store, clock, taxIdKey: 'a key for tests' })
}

/** A community whose copy holds these customers, as a completed run would leave it. */
export async function cityWith(
  store: Store,
  customers: readonly KeptCustomer[],
  readAt = '2026-11-20T16:30:00Z',
): Promise<Community> {
  const slug = `city-${++made}`
  const { community_id: id } = await store.platform
    .insertInto('platform.community')
    .values({ slug, name: 'Cedar Hollow', source: 'files:nowhere', settings: '{}' })
    .returning('community_id')
    .executeTakeFirstOrThrow()
  await store.as(id).write(async (tx) => {
    await tx
      .insertInto('department')
      .values(
        DEPARTMENTS.map((name, bit) => ({
          community_id: id,
          bit,
          name,
          name_key: name.toLowerCase(),
        })),
      )
      .execute()
    await tx
      .insertInto('run')
      .values({
        community_id: id,
        run_id: 1,
        trigger: 'test',
        status: 'completed',
        source_read_at: readAt,
        started_at: readAt,
      })
      .execute()
  })
  for (let from = 0; from < customers.length; from += 500)
    await writeCustomers(store, id, customers.slice(from, from + 500))
  return {
    communityId: id,
    slug,
    name: 'Cedar Hollow',
    source: 'files:nowhere',
    settings: defaultSettings,
    isDemo: false,
  }
}

/** Adds customers to the copy of a community. */
export async function writeCustomers(
  store: Store,
  id: number,
  customers: readonly KeptCustomer[],
): Promise<void> {
  const found = customers.map(findableCustomer)
  const withMasks = <T extends { departments: bigint; belongs: bigint }>(row: T) => ({
    ...row,
    departments: row.departments.toString(),
    belongs: row.belongs.toString(),
  })
  await store.as(id).write(async (tx) => {
    await sql`insert into customer (community_id, customer_id, name, kind, first_name, middle_name, last_name, suffix,
        business_name, email, phone, phone2, mailing_address, status, confidential, withheld_by, first_run, changed_run)
      select ${id}::int, "customerId", name, 'person', "firstName", "middleName", "lastName", suffix, "businessName", email,
        phone, phone2, "mailingAddress", 'active', false, '[]', 1, 1
      from ${rowsFrom(
        customers.map(({ formerDepartments: _, ...row }) => row),
        `"customerId" text, name text, "firstName" text, "middleName" text, "lastName" text, suffix text,
         "businessName" text, email text, phone text, phone2 text, "mailingAddress" text`,
      )}`.execute(tx)
    await sql`insert into account (community_id, account_id, account_number, number_key, former_numbers, module, department,
        status, source_status, service_address, balance_cents, withheld_by, first_run, changed_run)
      select ${id}::int, "accountId", "accountNumber", number_key, "formerNumbers", module, department, status, status,
        "serviceAddress", "balanceCents", '[]', 1, 1
      from ${rowsFrom(
        customers.flatMap(({ accounts }) =>
          accounts.map((account) => ({ ...account, number_key: numberKey(account.accountNumber) })),
        ),
        `"accountId" text, "accountNumber" text, number_key text, "formerNumbers" jsonb, module text, department int,
         status text, "serviceAddress" text, "balanceCents" int`,
      )} on conflict do nothing`.execute(tx)
    await sql`insert into listing (community_id, customer_id, account_id, module, departments, belongs, words)
      select ${id}::int, "customerId", "accountId", module, departments, belongs, words
      from ${rowsFrom(
        found.flatMap(({ listings }) => listings.map(withMasks)),
        `"customerId" text, "accountId" text, module text, departments bigint, belongs bigint, words text`,
      )}`.execute(tx)
    await sql`insert into search_key (community_id, key, customer_id, departments, belongs, initials, starts)
      select ${id}::int, key, "customerId", departments, belongs, initials, starts
      from ${rowsFrom(
        found.flatMap(({ keys }) =>
          keys.map(({ signature: { initials, starts }, ...key }) => ({
            ...withMasks(key),
            initials: initials.toString(),
            starts: starts.toString(),
          })),
        ),
        `key text, "customerId" text, departments bigint, belongs bigint, initials bigint, starts bigint`,
      )}`.execute(tx)
    const keys = found.flatMap((each) => each.keys.map(({ key }) => key))
    for (const statement of lexiconInsertions(id, keys)) await statement.execute(tx)
  })
}

/** What somebody with these departments may do; all departments unless told. */
export function scopeOf(
  { communityId }: Community,
  departments: readonly number[] | 'all' = 'all',
  rights: readonly Right[] = RIGHTS_OF_ROLE.staff,
): Scope {
  const mask = departments === 'all' ? ALL_DEPARTMENTS : maskOf(...departments)
  return { communityId, rights: new Set(rights), departments: mask }
}

export { NO_DEPARTMENT }
