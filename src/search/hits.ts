import { sql, type RawBuilder } from 'kysely'
import type { CommunityStore } from '../store/index.ts'
import { addressLines } from './customer-record.ts'
import { describeMatch } from './describe-match.ts'
import type { Judge, Step } from './guess.ts'
import { filtersFailed } from './filters.ts'
import type { Readable } from './key-ranges.ts'
import { wordsListed } from './listing.ts'
import type { Hit, HitAccount, HitContact, SearchRequest } from './result.ts'

/** What is read of a customer that is shown. */
export interface ShownCustomer {
  readonly customerId: string
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly phone2: string | null
  readonly street: string | null
  readonly city: string | null
  readonly state: string | null
  readonly postalCode: string | null
  readonly accounts: readonly ShownAccount[]
}

interface ShownAccount extends HitAccount {
  /** Of its listing. */
  readonly words: string
}

interface Page {
  readonly hits: Hit[]
  /** When the data of the last completed run was true in the source. */
  readonly dataAsOf: Date | null
}

/** What a page of results shows of these customers of a community, in this order. */
export async function readPage(
  store: CommunityStore,
  shown: ShownOf,
  request: ShownRequest,
  customerIds: readonly string[],
  judge: Judge,
  step: Step,
): Promise<Page> {
  const [[page]] = await store.read(() => [
    sql<{ readAt: Date | null; customers: ShownCustomer[] | null }>`select
      (select source_read_at from run where community_id = ${shown.community} and status = 'completed'
        order by run_id desc limit 1) as "readAt",
      (select json_agg(s.customer) from unnest(${customerIds}::text[]) as p(customer_id)
        cross join lateral (${shownCustomer(shown)}) s) as customers`,
  ])
  const byId = new Map((page?.customers ?? []).map((each) => [each.customerId, each]))
  // Between the search and this look a run may have taken a customer out: then it is not shown.
  const hits = customerIds.flatMap((customerId) => {
    const customer = byId.get(customerId)
    return customer ? [hitOf(customer, judge, step, request)] : []
  })
  return { hits, dataAsOf: page?.readAt ?? null }
}

/** What may be shown: accounts that are shared and in the departments. */
type ShownOf = Pick<Readable, 'community' | 'seen'>

/**
 * A row (customer) for a row `p(customer_id)`; none where no account of the customer may be shown. Rows are fetched one by one
 * by their key (`lateral`), because a join under a policy may be planned over the community, and handed over as one value,
 * which takes less time than a row for each.
 */
export function shownCustomer(shown: ShownOf): RawBuilder<{ customer: ShownCustomer }> {
  return sql`select json_build_object('customerId', c.customer_id, 'name', c.name, 'email', c.email, 'phone', c.phone,
      'phone2', c.phone2, 'street', c.mailing_address, 'city', c.city, 'state', c.state, 'postalCode', c.postal_code,
      'accounts', o.accounts) as customer
    from (select * from customer where community_id = ${shown.community} and customer_id = p.customer_id limit 1) c
    cross join lateral (select json_agg(json_build_object('accountNumber', a.account_number, 'module', a.module,
        'department', d.name, 'status', a.status, 'serviceAddress', a.service_address,
        'balanceCents', a.balance_cents, 'words', l.words)
        order by a.account_number collate "C", a.account_id) as accounts
      from (select account_id, words from listing l where community_id = ${shown.community} and customer_id = p.customer_id
        and ${shown.seen('l')} offset 0) l
      cross join lateral (select * from account where community_id = ${shown.community} and account_id = l.account_id limit 1) a
      left join lateral (select name from department where community_id = ${shown.community} and bit = a.department limit 1) d
        on true) o
    where o.accounts is not null`
}

/** What of a request decides what is shown of a customer. */
export type ShownRequest = Pick<SearchRequest, 'filters' | 'contact'>

export function hitOf(customer: ShownCustomer, judge: Judge, step: Step, request: ShownRequest): Hit {
  const { customerId, name, accounts } = customer
  const searched = accounts
    .filter(
      (account) =>
        filtersFailed(request.filters ?? {}, { ...account, departmentName: account.department }).length === 0,
    )
    .map(({ words }) => wordsListed(words, judge.fields))
  const hit = {
    customerId,
    name,
    accounts: accounts.map(({ words: _, ...account }) => account),
    matched: describeMatch(judge, step, searched),
  }
  return request.contact === true ? { ...hit, contact: contactOf(customer) } : hit
}

function contactOf({ email, phone, phone2, street, city, state, postalCode }: ShownCustomer): HitContact {
  const line = (parts: readonly (string | null)[]) => parts.filter((part) => part !== null).join(', ') || null
  return {
    phone: line([phone, phone2]),
    email,
    mailingAddress: line(addressLines({ street, city, state, postalCode })),
  }
}
