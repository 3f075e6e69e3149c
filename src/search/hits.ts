import { sql } from 'kysely'
import type { DepartmentMask } from '../kernel/departments.ts'
import type { CommunityStore, FormerNumber } from '../store/index.ts'
import type { CustomerFields } from './keys.ts'
import { describeMatch, matches, wordsOfListing } from './match.ts'
import type { Reading } from './normalise.ts'
import type { Hit, HitAccount } from './result.ts'

interface CustomerRow {
  customer_id: string
  name: string
  first_name: string | null
  middle_name: string | null
  last_name: string | null
  suffix: string | null
  business_name: string | null
  email: string | null
  phone: string | null
  phone2: string | null
  mailing_address: string | null
}

interface AccountRow {
  customer_id: string
  account_number: string
  former_numbers: FormerNumber[]
  module: string
  department: string | null
  status: string
  service_address: string | null
  balance_cents: number
}

/**
 * What a page of results shows of these customers, in this order: only accounts that are shared and in the departments.
 * Rows are fetched one by one by their key (`lateral`), because a join under a policy may be planned over the community.
 */
export async function readHits(
  store: CommunityStore,
  departments: DepartmentMask,
  customerIds: readonly string[],
  readings: readonly Reading[],
): Promise<Hit[]> {
  if (customerIds.length === 0) return []
  const id = store.communityId
  const wanted = sql`unnest(${customerIds}::text[]) as w(customer_id)`
  const [customers, accounts] = await store.read(
    () =>
      [
        sql<CustomerRow>`select c.* from ${wanted} cross join lateral (
          select customer_id, name, first_name, middle_name, last_name, suffix, business_name, email, phone, phone2, mailing_address
          from customer where community_id = ${id} and customer_id = w.customer_id limit 1) c`,
        sql<AccountRow>`select w.customer_id, a.account_number, a.former_numbers, a.module, d.name as department,
          a.status, a.service_address, a.balance_cents
          from ${wanted}
          join listing l on l.community_id = ${id} and l.customer_id = w.customer_id
            and l.departments & ${departments.toString()}::bigint <> 0
          cross join lateral (select * from account where community_id = ${id} and account_id = l.account_id limit 1) a
          left join department d on d.community_id = ${id} and d.bit = a.department
          order by a.account_number collate "C", a.account_id`,
      ] as const,
  )
  const byId = new Map(customers.map((row) => [row.customer_id, row]))
  const accountsOf = Map.groupBy(accounts, (row) => row.customer_id)
  // Between the search and this look a run may have taken a customer out: then it is not shown.
  return customerIds.flatMap((customerId) => {
    const row = byId.get(customerId)
    const own = accountsOf.get(customerId)
    return row && own ? [hitOf(row, own, readings)] : []
  })
}

function hitOf(row: CustomerRow, accounts: readonly AccountRow[], readings: readonly Reading[]): Hit {
  const customer = fieldsOf(row)
  const listed = accounts.map((account) => ({
    accountNumber: account.account_number,
    formerNumbers: account.former_numbers,
    serviceAddress: account.service_address,
  }))
  const through = listed.find((account) => matches(readings, wordsOfListing(customer, account)))
  return {
    customerId: row.customer_id,
    name: row.name,
    accounts: accounts.map(accountOf),
    matched: describeMatch(readings, customer, through ?? null),
  }
}

function accountOf(row: AccountRow): HitAccount {
  return {
    accountNumber: row.account_number,
    module: row.module,
    department: row.department,
    status: row.status,
    serviceAddress: row.service_address,
    balanceCents: row.balance_cents,
  }
}

function fieldsOf(row: CustomerRow): CustomerFields {
  return {
    customerId: row.customer_id,
    name: row.name,
    firstName: row.first_name,
    middleName: row.middle_name,
    lastName: row.last_name,
    suffix: row.suffix,
    businessName: row.business_name,
    email: row.email,
    phone: row.phone,
    phone2: row.phone2,
    mailingAddress: row.mailing_address,
  }
}
