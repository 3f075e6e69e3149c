import { sql, type InferResult } from 'kysely'
import { judgeCustomer } from '../eligibility/index.ts'
import type { Day } from '../kernel/clock.ts'
import type { ChargeKind, Settings } from '../kernel/settings.ts'
import type { Queries, WithheldBy } from '../store/index.ts'
import { decideAccount, type DecidedAccount } from './decide.ts'

/** Verdicts made from the rows of the copy, beside those that are stored: to write them anew, or to compare them. */

/** The statements whose answers `judgeAccountRows` judges. */
export function accountsToJudge(db: Queries, communityId: number, ids: readonly string[]) {
  const these = sql<boolean>`account_id = any(${ids}::text[])`
  return [
    db
      .selectFrom('account')
      .select([
        'account_id',
        'account_number',
        'number_key',
        'module',
        'department',
        'status',
        'source_status',
        'closed_on',
        'online_access',
        'balance_cents',
        'withheld_by',
        'verdict_valid_until',
      ])
      .where('community_id', '=', communityId)
      .where(these),
    db
      .selectFrom('holder')
      .select(['account_id', 'customer_id', 'to_on'])
      .where('community_id', '=', communityId)
      .where(these),
    db
      .selectFrom('charge')
      .select(['account_id', 'kind'])
      .distinct()
      .where('community_id', '=', communityId)
      .where(these),
  ] as const
}

/** The statement whose answers `judgeCustomerRow` judges. */
export function customersToJudge(db: Queries, communityId: number, ids: readonly string[]) {
  return db
    .selectFrom('customer')
    .select(['customer_id', 'status', 'online_access', 'confidential', 'withheld_by'])
    .where('community_id', '=', communityId)
    .where(sql<boolean>`customer_id = any(${ids}::text[])`)
}

type Answer<I extends 0 | 1 | 2> = InferResult<ReturnType<typeof accountsToJudge>[I]>
type AccountRow = Answer<0>[number]

export interface JudgedRow {
  readonly account: AccountRow
  /** Who holds it, in any period, each once. */
  readonly customers: readonly string[]
  readonly decided: DecidedAccount
}

/** @param dayOf the day on which an account is judged */
export function judgeAccountRows(
  accounts: Answer<0>,
  holders: Answer<1>,
  charges: Answer<2>,
  settings: Settings,
  dayOf: (account: AccountRow) => Day,
): JudgedRow[] {
  const holdersOf = Map.groupBy(holders, ({ account_id }) => account_id)
  const chargesOf = Map.groupBy(charges, ({ account_id }) => account_id)
  return accounts.map((account) => {
    const held = holdersOf.get(account.account_id) ?? []
    const charged = chargesOf.get(account.account_id) ?? []
    const decided = decideAccount(
      {
        module: account.module,
        status: account.status,
        sourceStatus: account.source_status,
        closedOn: account.closed_on,
        onlineAccess: account.online_access,
        balanceCents: account.balance_cents,
      },
      new Set<ChargeKind>(charged.map(({ kind }) => kind)),
      held.map(({ customer_id, to_on }) => ({ customerId: customer_id, toOn: to_on })),
      settings,
      dayOf(account),
    )
    return { account, customers: [...new Set(held.map(({ customer_id }) => customer_id))], decided }
  })
}

export function judgeCustomerRow(
  { status, online_access, confidential }: InferResult<ReturnType<typeof customersToJudge>>[number],
  { eligibility }: Settings,
): WithheldBy[] {
  return judgeCustomer({ status, onlineAccess: online_access, confidential }, eligibility)
}

/** Whether two JSON values are equal: `jsonb` gives keys back in its own order. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
