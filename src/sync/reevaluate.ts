import { sql, type RawBuilder } from 'kysely'
import { writeVersions, type Change, type Occasion } from '../history/index.ts'
import { patchFrom, type Json } from '../history/merge-patch.ts'
import { dayAt } from '../kernel/clock.ts'
import { maskOf } from '../kernel/departments.ts'
import type { Settings } from '../kernel/settings.ts'
import type { CommunityStore, Queries, SeveralCommunitiesStore, WithheldBy } from '../store/index.ts'
import { TABLES, updateRows, type BulkRow } from './bulk.ts'
import {
  accountsToJudge,
  customersToJudge,
  judgeAccountRows,
  judgeCustomerRow,
  sameJson,
} from './judge-copy.ts'
import { remakeFindable, withListings } from './listings.ts'

/** Verdicts made anew from the copy, without the source: after a change of the policy, and when a date has passed. */

export interface Reevaluation {
  readonly store: CommunityStore
  readonly settings: Settings
  readonly now: Date
}

const RECORDS_A_PAGE = 500

/**
 * Judges all customers and accounts again, and writes what comes out differently. Customers together with what they hold:
 * one whom the new policy withholds is at no moment found through an account that the old one withheld.
 */
export async function reevaluateAll(work: Reevaluation, onDone: (customers: number) => void): Promise<void> {
  const { communityId } = work.store
  let done = 0
  await eachPage(work, 'customer', sql`true`, async (tx, ids) => {
    const held = await tx
      .selectFrom('holder')
      .select('account_id')
      .distinct()
      .where('community_id', '=', communityId)
      .where(sql<boolean>`customer_id = any(${ids}::text[])`)
      .execute()
    await judgeAccounts(
      tx,
      work,
      held.map(({ account_id }) => account_id),
      'settings',
    )
    await judgeCustomers(tx, work, ids)
    onDone((done += ids.length))
  })
  const isHeldByNobody = sql`not exists (select from holder as h
    where h.community_id = account.community_id and h.account_id = account.account_id)`
  await eachPage(work, 'account', isHeldByNobody, (tx, ids) => judgeAccounts(tx, work, ids, 'settings'))
}

/** The communities in which a date has changed something. One look into an index in each. */
export async function listDue(store: SeveralCommunitiesStore, now: Date): Promise<readonly number[]> {
  const due = await store.read(
    (ids) => sql<{ communityId: number }>`select s.community_id as "communityId"
      from unnest(${ids}::int[]) as s(community_id)
      cross join lateral (select from account where community_id = s.community_id and verdict_valid_until <= ${now} limit 1) a`,
  )
  return due.map(({ communityId }) => communityId)
}

/** Judges the accounts again whose verdict, or whose holders, a date has changed. */
export async function judgeDueAccounts(work: Reevaluation): Promise<number> {
  const { store, now } = work
  let judged = 0
  for (;;) {
    const count = await store.write(async (tx) => {
      const due = await tx
        .selectFrom('account')
        .select('account_id')
        .where('community_id', '=', store.communityId)
        .where('verdict_valid_until', '<=', now)
        .limit(RECORDS_A_PAGE)
        .execute()
      await judgeAccounts(
        tx,
        work,
        due.map(({ account_id }) => account_id),
        'date',
      )
      return due.length
    })
    judged += count
    if (count < RECORDS_A_PAGE) return judged
  }
}

/** Makes all listings and search keys anew: for those that an older version of the portal made in another way. */
export async function remakeAllFindable(
  { store, settings }: Reevaluation,
  onDone: (records: number) => void,
): Promise<void> {
  // A page reads all keys of the community, so pages are large: 20 pages for 100,000 customers.
  const customersAPage = 5_000
  let after = ''
  let done = 0
  for (;;) {
    const last = await store.write(async (tx) => {
      const { rows } = await sql<{ customer_id: string }>`
        select customer_id from (
          select customer_id from customer where community_id = ${store.communityId}
          union select customer_id from listing where community_id = ${store.communityId}
        ) as known
        where customer_id > ${after}::text collate "C"
        order by customer_id collate "C" limit ${customersAPage}::int`.execute(tx)
      const ids = rows.map(({ customer_id }) => customer_id)
      if (ids.length > 0) await remakeFindable(tx, store.communityId, settings.timeZone, ids)
      onDone((done += ids.length))
      return ids.length < customersAPage ? undefined : ids.at(-1)
    })
    if (last === undefined) return
    after = last
  }
}

async function judgeAccounts(
  tx: Queries,
  { store, settings, now }: Reevaluation,
  ids: readonly string[],
  cause: Occasion['cause'],
): Promise<void> {
  if (ids.length === 0) return
  const { communityId } = store
  const today = dayAt(now, settings.timeZone)
  const [accounts, holders, charges] = accountsToJudge(tx, communityId, ids)
  const rows = await Promise.all([accounts.execute(), holders.execute(), charges.execute()])
  const changed: BulkRow[] = []
  const versions: Change[] = []
  const touched = new Set<string>()
  for (const { account, customers, decided } of judgeAccountRows(...rows, settings, () => today)) {
    if (
      sameJson(decided.withheldBy, account.withheld_by) &&
      decided.validUntil?.getTime() === account.verdict_valid_until?.getTime()
    )
      continue
    changed.push({
      account_id: account.account_id,
      withheld_by: JSON.stringify(decided.withheldBy),
      verdict_valid_until: decided.validUntil?.toISOString() ?? null,
    })
    versions.push({
      kind: 'account',
      id: account.account_id,
      was: verdictBefore(account, decided.withheldBy, decided.validUntil),
      firstRun: null,
      account: { holders: customers, departments: maskOf(account.department) },
    })
    for (const customer of customers) touched.add(customer)
  }
  if (changed.length === 0) return
  await withListings(tx, communityId, settings.timeZone, [...touched], () =>
    updateRows(tx, communityId, TABLES.account, changed, ['withheld_by', 'verdict_valid_until']),
  )
  await writeVersions(tx, communityId, { cause, at: now }, versions)
}

/** The difference back to the verdict that stood before. */
function verdictBefore(
  before: { readonly withheld_by: readonly WithheldBy[]; readonly verdict_valid_until?: Date | null },
  withheldBy: readonly WithheldBy[],
  validUntil: Date | null = null,
): Json {
  const state = (rules: readonly WithheldBy[], until: Date | null | undefined): Json => ({
    withheld_by: rules as unknown as Json,
    ...(until ? { verdict_valid_until: until.toISOString() } : {}),
  })
  const was = patchFrom(state(withheldBy, validUntil), state(before.withheld_by, before.verdict_valid_until))
  return was ?? {}
}

async function judgeCustomers(
  tx: Queries,
  { store, settings, now }: Reevaluation,
  ids: readonly string[],
): Promise<void> {
  const { communityId } = store
  const versions: Change[] = []
  const customers = await customersToJudge(tx, communityId, ids).execute()
  const changed = customers.flatMap((customer): BulkRow[] => {
    const withheldBy = judgeCustomerRow(customer, settings)
    if (sameJson(withheldBy, customer.withheld_by)) return []
    const was = verdictBefore(customer, withheldBy)
    versions.push({ kind: 'customer', id: customer.customer_id, was, firstRun: null, account: null })
    return [{ customer_id: customer.customer_id, withheld_by: JSON.stringify(withheldBy) }]
  })
  if (changed.length === 0) return
  await withListings(
    tx,
    communityId,
    settings.timeZone,
    changed.map((row) => String(row['customer_id'])),
    () => updateRows(tx, communityId, TABLES.customer, changed, ['withheld_by']),
  )
  await writeVersions(tx, communityId, { cause: 'settings', at: now }, versions)
}

/** Goes through records of a kind, a transaction a page. */
async function eachPage(
  { store }: Reevaluation,
  kind: 'account' | 'customer',
  which: RawBuilder<unknown>,
  work: (tx: Queries, ids: readonly string[]) => Promise<void>,
): Promise<void> {
  let after = ''
  for (;;) {
    const last = await store.write(async (tx) => {
      const rows = await tx
        .selectFrom(kind)
        .select(sql<string>`${sql.ref(`${kind}_id`)}`.as('id'))
        .where('community_id', '=', store.communityId)
        .where(sql<boolean>`${sql.ref(`${kind}_id`)} > ${after} and ${which}`)
        .orderBy(sql.ref(`${kind}_id`))
        .limit(RECORDS_A_PAGE)
        .execute()
      const ids = rows.map(({ id }) => id)
      if (ids.length > 0) await work(tx, ids)
      return ids.length < RECORDS_A_PAGE ? undefined : ids.at(-1)
    })
    if (last === undefined) return
    after = last
  }
}
