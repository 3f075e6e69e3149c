import type { Right } from '../../src/access/scope.ts'
import type { Explanation, Question } from '../../src/explain/index.ts'
import { wordsOf } from '../../src/search/normalise.ts'
import { withoutWords } from '../../src/search/asked-fields.ts'
import { findRow, takeOut, type City, type Row } from './city.ts'
import { tie } from './sketches.ts'

/** Everything that a failure can ask to be put right, as a generated test holds it. */
export interface Situation {
  city: City
  /** The rows that the city had on an earlier day, for what was deleted by mistake. */
  readonly before: City
  eligibility: Record<string, unknown>
  text: string
  module: string | undefined
  viewer: { departments: readonly string[] | null; rights: readonly Right[]; granted: boolean }
  readonly customerId: string
}

type Failure = Explanation['gates'][number]['failures'][number]

export interface NamedFailure extends Failure {
  /** Equal for failures that one and the same change puts right. */
  readonly fix: string
  /** The number of the account that it belongs to; undefined for the customer. */
  readonly account: string | undefined
}

/** The failures of the gates 1 to 5. */
export function failuresOf({ gates }: Explanation): NamedFailure[] {
  return gates
    .filter(({ gate }) => gate !== 'shown')
    .flatMap(({ failures }) => failures)
    .map((failure) => {
      const account = failure.evidence.account as string | undefined
      const { term, module, department } = failure.evidence
      const of =
        failure.code === 'term_not_matched'
          ? String(term)
          : failure.code === 'module_not_shared'
            ? String(module)
            : failure.code === 'filter_excludes' || failure.code === 'no_search_right'
              ? ''
              : failure.code === 'other_department'
                ? String(department)
                : (account ?? '')
      return { ...failure, account, fix: `${failure.code} ${of}` }
    })
}

/** Does what the remedy of a failure says. False where it says something else than to change this record. */
export function putRight(failure: NamedFailure, at: Situation): boolean {
  const customer = findRow(at.city.customers, 'customer_id', at.customerId)
  const accounts = accountsOf(at, failure.account)
  const record = failure.account === undefined ? (customer ? [customer] : []) : accounts
  const change = (cells: Row) => {
    for (const row of record) Object.assign(row, cells)
    return record.length > 0
  }
  switch (failure.code) {
    case 'account_inactive':
      return change({ status: 'active' })
    case 'account_closed':
      return change({ status: 'active', closed_on: '' })
    case 'not_marked_online':
      return change({ online_access: 'Y' })
    case 'confidential':
      return change({ confidential: 'N' })
    case 'no_eligible_balance':
      return change({ balance: '100.00' })
    case 'module_not_shared': {
      const modules = at.eligibility.modules as string[]
      at.eligibility = { ...at.eligibility, modules: [...modules, String(failure.evidence.module)] }
      return true
    }
    case 'reassigned_to':
      for (const account of accounts) holdAgain(at, account.account_id ?? '')
      return accounts.length > 0
    case 'no_account':
      addAccount(at)
      return true
    case 'rejected':
      return acceptRows(at, failure, customer, accounts)
    case 'deleted_in_source':
      return enterAgain(at)
    case 'other_department': {
      const department = failure.evidence.department as string | null
      const { departments } = at.viewer
      at.viewer.departments =
        department === null || departments === null ? null : [...departments, department]
      return true
    }
    case 'other_community':
      at.viewer.granted = true
      return true
    case 'no_search_right':
      at.viewer.rights = [...at.viewer.rights, 'search']
      return true
    case 'term_not_matched':
      at.text = without(at, String(failure.evidence.term))
      return true
    case 'filter_excludes':
      at.module = undefined
      return true
    default:
      return false
  }
}

/** The accounts with this number that are, or were, the customer's; the numbers of two accounts may be equal. */
function accountsOf(at: Situation, number: string | undefined): Row[] {
  if (number === undefined) return []
  const numbered = at.city.accounts.filter(
    (row) => row.account_number === number || row.account_id === number,
  )
  const ties = [...at.city.holders, ...at.before.holders].filter((row) => row.customer_id === at.customerId)
  return numbered.filter((row) => ties.some((each) => each.account_id === row.account_id))
}

function holdAgain(at: Situation, accountId: string): void {
  const own = at.city.holders.filter(
    (row) => row.account_id === accountId && row.customer_id === at.customerId,
  )
  for (const row of own) row.to_on = ''
  if (own.length === 0) at.city.holders.push(tie(at.customerId, accountId))
}

/** An account that the policy shares, in a department of the viewer, under a number that no search of the law finds. */
function addAccount(at: Situation): void {
  const id = `NEW-${at.customerId}`
  at.city.accounts.push({
    account_id: id,
    account_number: `88.${at.city.accounts.length}.1`,
    module: at.module !== undefined && isShared(at.module, at) ? at.module : 'utility',
    department: at.viewer.departments === null ? '' : (at.viewer.departments[0] ?? ''),
    status: 'active',
    online_access: 'Y',
    balance: '100.00',
  })
  at.city.holders.push(tie(at.customerId, id))
}

function isShared(module: string, { eligibility: { modules } }: Situation): boolean {
  return modules === 'all' || (modules as string[]).includes(module)
}

function acceptRows(
  at: Situation,
  failure: NamedFailure,
  customer: Row | undefined,
  accounts: Row[],
): boolean {
  if (failure.account === undefined) {
    if (!customer) return false
    if ((customer.name ?? '') === '') customer.name = 'Okafor, Chidi'
    if (customer.status === 'zzz') customer.status = 'active'
    if (customer.online_access === 'maybe') customer.online_access = 'Y'
    return true
  }
  for (const account of accounts) {
    if (account.status === 'zzz') account.status = 'active'
    if (account.closed_on === '2026-13-45') account.closed_on = ''
    if (account.balance === 'much') account.balance = '100.00'
    for (const holder of at.city.holders)
      if (
        holder.customer_id === at.customerId &&
        holder.account_id === account.account_id &&
        holder.role === 'boss'
      )
        holder.role = 'other'
  }
  return accounts.length > 0
}

/** Enters a customer again, with the accounts that it had. */
function enterAgain({ city, before, customerId }: Situation): boolean {
  const customer = findRow(before.customers, 'customer_id', customerId)
  if (!customer) return false
  city.customers.push({ ...customer })
  for (const holder of before.holders.filter((row) => row.customer_id === customerId)) {
    const account = findRow(before.accounts, 'account_id', holder.account_id ?? '')
    if (!account) continue
    if (!findRow(city.accounts, 'account_id', holder.account_id ?? '')) city.accounts.push({ ...account })
    city.holders.push({ ...holder })
  }
  takeOut(city.merges, (row) => row.from_id === customerId)
  return true
}

/** The search without a term; where nothing is left, a word of the customer's name instead. */
function without({ text, city, customerId }: Situation, term: string): string {
  const left = withoutWords(text, [term])
  const isAllOfIt = wordsOf(left).length === 0 || wordsOf(text).join('') === term
  if (!isAllOfIt && left === text)
    throw new Error(`"${term}" was to be left out of "${text}", and is not in it`)
  if (!isAllOfIt) return left
  return wordsOf(findRow(city.customers, 'customer_id', customerId)?.name ?? '')[0] ?? ''
}

export function questionOf({ text, module, customerId }: Situation): Question {
  return { text, customer: customerId, ...(module === undefined ? {} : { filters: { module } }) }
}
