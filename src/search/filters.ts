import { sql, type RawBuilder } from 'kysely'
import { departmentKey } from '../kernel/departments.ts'
import type { AccountStatus } from '../kernel/settings.ts'
import type { HitAccount } from './result.ts'

/**
 * Limits of a search to customers with an account of some kind: the account through which a customer is found has to
 * pass all of them. Said twice, in TypeScript for the accounts of one customer and in SQL for a city; a test holds the two
 * together.
 */
export interface SearchFilters {
  readonly module?: string | undefined
  /** A department by its name, whatever the case. */
  readonly department?: string | undefined
  readonly status?: AccountStatus | undefined
  readonly balance?: BalanceFilter | undefined
}

export const BALANCE_FILTERS = ['owing', 'zero', 'credit'] as const
/** More than nothing, nothing, or less than nothing. */
export type BalanceFilter = (typeof BALANCE_FILTERS)[number]

export type FilterName = keyof SearchFilters

export interface FilteredAccount {
  readonly module: string
  /** Null where it belongs to none. */
  readonly departmentName: string | null
  readonly status: AccountStatus
  readonly balanceCents: number
}

/** The filters that are set, in a fixed order. */
export function filtersSet(filters: SearchFilters): FilterName[] {
  return (['module', 'department', 'status', 'balance'] as const).filter(
    (name) => filters[name] !== undefined,
  )
}

/** The filters that an account does not pass. */
export function filtersFailed(filters: SearchFilters, account: FilteredAccount): FilterName[] {
  const { module, department, status, balance } = filters
  const passes: Readonly<Record<FilterName, boolean>> = {
    module: module === undefined || account.module === module,
    department:
      department === undefined ||
      (account.departmentName !== null &&
        departmentKey(account.departmentName) === departmentKey(department)),
    status: status === undefined || account.status === status,
    balance: balance === undefined || balanceOf(account) === balance,
  }
  return filtersSet(filters).filter((name) => !passes[name])
}

/** Whether an account as it is shown passes all filters. */
export function passesAll(filters: SearchFilters, { department, ...account }: HitAccount): boolean {
  return filtersFailed(filters, { ...account, departmentName: department }).length === 0
}

export function balanceOf({ balanceCents }: Pick<FilteredAccount, 'balanceCents'>): BalanceFilter {
  return balanceCents > 0 ? 'owing' : balanceCents < 0 ? 'credit' : 'zero'
}

const SIGN: Readonly<Record<BalanceFilter, number>> = { owing: 1, zero: 0, credit: -1 }

/** A join that lets only listings `l` through whose account passes the filters; nothing where none is set. */
export function passingAccount(community: RawBuilder<unknown>, filters: SearchFilters): RawBuilder<unknown> {
  const { module, department, status, balance } = filters
  const conditions = [
    ...(module === undefined ? [] : [sql`a.module = ${module}`]),
    ...(status === undefined ? [] : [sql`a.status = ${status}`]),
    ...(balance === undefined ? [] : [sql`sign(a.balance_cents) = ${SIGN[balance]}`]),
    ...(department === undefined
      ? []
      : [
          sql`a.department = (select bit from department d where d.community_id = ${community}
            and d.name_key = ${departmentKey(department)})`,
        ]),
  ]
  if (conditions.length === 0) return sql``
  return sql`cross join lateral (select from account a where a.community_id = ${community}
    and a.account_id = l.account_id and ${sql.join(conditions, sql` and `)} limit 1) a`
}
