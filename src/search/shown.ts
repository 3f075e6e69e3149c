import { sql, type RawBuilder } from 'kysely'
import type { Readable } from './key-ranges.ts'
import type { HitAccount } from './result.ts'

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

/** What a page of results is made of, as JSON brings it. */
export interface Shown {
  /** When the data of the last completed run was true in the source; an instant. */
  readonly readAt: string | null
  /** In no order. */
  readonly customers: readonly ShownCustomer[] | null
}

/** The part of the results that a page shows. */
export interface PagePart {
  /** How many come before it. */
  readonly from: number
  readonly size: number
}

/** What may be shown: accounts that are shared and in the departments. */
export type ShownOf = Pick<Readable, 'community' | 'seen'>

/**
 * One value (`Shown`) of a community.
 * @param customers rows (customer_id)
 */
export function shownOf(shown: ShownOf, customers: RawBuilder<unknown>): RawBuilder<Shown> {
  return sql`json_build_object(
    'readAt', (select source_read_at from run where community_id = ${shown.community} and status = 'completed'
      order by run_id desc limit 1),
    'customers', (select json_agg(s.customer) from (${customers}) p cross join lateral (${shownCustomer(shown)}) s))`
}

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
