import { sql, type Selectable } from 'kysely'
import type { DepartmentMask } from '../kernel/departments.ts'
import type { AccountStatus } from '../kernel/settings.ts'
import type { CommunityStore, CustomerTable } from '../store/index.ts'
import { addressLines } from './customer-record.ts'
import { describeMatch } from './describe-match.ts'
import type { Judge, Step } from './guess.ts'
import { filtersFailed, type FilteredAccount, type SearchFilters } from './filters.ts'
import { wordsListed } from './listing.ts'
import type { Hit, HitAccount, HitContact, SearchRequest } from './result.ts'

interface AccountRow {
  customer_id: string
  account_number: string
  module: string
  department: string | null
  status: AccountStatus
  service_address: string | null
  balance_cents: number
  /** Of its listing. */
  words: string
}

type CustomerRow = Pick<Selectable<CustomerTable>, (typeof SHOWN)[number]>

const SHOWN = [
  'customer_id',
  'name',
  'email',
  'phone',
  'phone2',
  'mailing_address',
  'city',
  'state',
  'postal_code',
] as const satisfies readonly (keyof CustomerTable)[]

interface Page {
  readonly hits: Hit[]
  /** When the data of the last completed run was true in the source. */
  readonly dataAsOf: Date | null
}

/**
 * What a page of results shows of these customers, in this order: only accounts that are shared and in the departments.
 * Rows are fetched one by one by their key (`lateral`), because a join under a policy may be planned over the community.
 */
export async function readPage(
  store: CommunityStore,
  departments: DepartmentMask,
  request: SearchRequest,
  customerIds: readonly string[],
  judge: Judge,
  step: Step,
): Promise<Page> {
  const id = store.communityId
  const wanted = sql`unnest(${customerIds}::text[]) as w(customer_id)`
  const [[run], customers, accounts] = await store.read(
    (db) =>
      [
        db
          .selectFrom('run')
          .select('source_read_at')
          .where('community_id', '=', id)
          .where('status', '=', 'completed')
          .orderBy('run_id', 'desc')
          .limit(1),
        sql<CustomerRow>`select c.* from ${wanted} cross join lateral (
          select ${sql.join(SHOWN.map((column) => sql.ref(column)))} from customer where community_id = ${id} and customer_id = w.customer_id limit 1) c`,
        sql<AccountRow>`select w.customer_id, a.account_number, a.module, d.name as department,
          a.status, a.service_address, a.balance_cents, l.words
          from ${wanted}
          cross join lateral (select l.account_id, l.words from listing l where l.community_id = ${id}
            and l.customer_id = w.customer_id and l.departments & ${departments.toString()}::bigint <> 0 offset 0) l
          cross join lateral (select * from account where community_id = ${id} and account_id = l.account_id limit 1) a
          left join lateral (select name from department where community_id = ${id} and bit = a.department limit 1) d on true
          order by a.account_number collate "C", a.account_id`,
      ] as const,
  )
  const byId = new Map(customers.map((row) => [row.customer_id, row]))
  const accountsOf = Map.groupBy(accounts, (row) => row.customer_id)
  // Between the search and this look a run may have taken a customer out: then it is not shown.
  const hits = customerIds.flatMap((customerId) => {
    const row = byId.get(customerId)
    const own = accountsOf.get(customerId)
    if (!row || !own) return []
    const hit = hitOf(row, own, judge, step, request.filters ?? {})
    return [request.contact === true ? { ...hit, contact: contactOf(row) } : hit]
  })
  return { hits, dataAsOf: run?.source_read_at ?? null }
}

function hitOf(
  row: CustomerRow,
  accounts: readonly AccountRow[],
  judge: Judge,
  step: Step,
  filters: SearchFilters,
): Hit {
  const searched = accounts
    .filter((account) => filtersFailed(filters, filteredOf(account)).length === 0)
    .map(({ words }) => wordsListed(words))
  return {
    customerId: row.customer_id,
    name: row.name,
    accounts: accounts.map(accountOf),
    matched: describeMatch(judge, step, searched),
  }
}

function contactOf(row: CustomerRow): HitContact {
  const line = (parts: readonly (string | null)[]) => parts.filter((part) => part !== null).join(', ') || null
  const { mailing_address: street, city, state, postal_code: postalCode } = row
  return {
    phone: line([row.phone, row.phone2]),
    email: row.email,
    mailingAddress: line(addressLines({ street, city, state, postalCode })),
  }
}

function filteredOf({ module, department, status, balance_cents }: AccountRow): FilteredAccount {
  return { module, departmentName: department, status, balanceCents: balance_cents }
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
