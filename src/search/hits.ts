import { sql } from 'kysely'
import type { CommunityStore } from '../store/index.ts'
import { addressLines } from './customer-record.ts'
import type { DescribeMatch } from './describe-match.ts'
import type { Step } from './steps.ts'
import { passesAll } from './filters.ts'
import type { Hit, HitContact, SearchRequest } from './result.ts'
import { shownOf, type Shown, type ShownCustomer, type ShownOf } from './shown.ts'

/**
 * What is shown of these customers of a community.
 * @param before what the looks that found them have read
 */
export async function readShown(
  store: CommunityStore,
  shown: ShownOf,
  customerIds: readonly string[],
  before: readonly Shown[],
): Promise<{ readonly readAt: Date | null; readonly byId: ReadonlyMap<string, ShownCustomer> }> {
  const byId = new Map<string, ShownCustomer>()
  let readAt: string | null | undefined
  const take = (read: Shown) => {
    for (const each of read.customers ?? []) byId.set(each.customerId, each)
    readAt = read.readAt
  }
  before.forEach(take)
  const left = customerIds.filter((id) => !byId.has(id))
  if (left.length > 0 || readAt === undefined) {
    const [[row]] = await store.read(() => [
      sql<{
        shown: Shown
      }>`select ${shownOf(shown, sql`select * from unnest(${left}::text[]) as p(customer_id)`)} as shown`,
    ])
    if (row) take(row.shown)
  }
  return { readAt: readAt === null || readAt === undefined ? null : new Date(readAt), byId }
}

/** What of a request decides what is shown of a customer. */
export type ShownRequest = Pick<SearchRequest, 'filters' | 'contact'>

export function hitOf(
  customer: ShownCustomer,
  describe: DescribeMatch,
  step: Step,
  request: ShownRequest,
): Hit {
  const { customerId, name, accounts } = customer
  const { filters = {} } = request
  const searched = accounts.filter((account) => passesAll(filters, account)).map(({ words }) => words)
  const hit = {
    customerId,
    name,
    accounts: accounts.map(({ words: _, ...account }) => account),
    matched: describe(step, searched),
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
