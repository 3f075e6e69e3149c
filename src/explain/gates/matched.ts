import { sharesModule } from '../../eligibility/index.ts'
import type { CustomerFields } from '../../search/keys.ts'
import { balanceOf, filtersFailed, filtersSet, type FilterName } from '../../search/filters.ts'
import { TAX_ID } from '../../search/tax-id-asked.ts'
import type { Failure, Note } from '../explanation.ts'
import type { KnownAccount } from '../facts.ts'
import { fail, note, type Compared } from '../sentences.ts'
import { findings, type Findings, type Inquiry } from './gate.ts'

/**
 * Gate 5: does it meet the search criteria? A customer matches through one account: every term has to begin a word of the
 * customer's own fields or of that account's, or nearly so where few others match better (`fit.ts`). Null where
 * nothing was searched for.
 */
export function matched(inquiry: Inquiry): Findings | null {
  const { customer, accounts, search } = inquiry
  if (search.text.trim() === '' && filtersSet(search.filters).length === 0) return null
  const missingThrough = (accountId: string) => inquiry.fits.get(accountId)?.missing ?? []
  const missing = accounts.map(({ accountId }) => missingThrough(accountId))
  // What no account helps to match is named once, for the customer; unless an account that the import refused might help.
  const isOpen = customer.rejections.some((row) => accounts.every((each) => each.accountId !== row.accountId))
  const nowhere = isOpen ? [] : accounts.length === 0 ? missingThrough('') : inAll(missing)
  const failed = accounts.map((account) => filtersFailed(search.filters, account))
  const excluding = isOpen ? [] : accounts.length > 0 ? inAll(failed) : unpassable(inquiry)
  const ofCustomer = [
    ...nowhere.map((term) => notMatched(inquiry, term, accounts)),
    ...excluding.map((filter) => filtered(inquiry, filter, accounts)),
  ]
  const ofAccounts = new Map<string, Failure[]>()
  accounts.forEach((account, i) => {
    const failures = [
      ...(missing[i] ?? [])
        .filter((term) => !nowhere.includes(term))
        .map((term) => notMatched(inquiry, term, [account], account.accountNumber)),
      ...(failed[i] ?? [])
        .filter((filter) => !excluding.includes(filter))
        .map((filter) => filtered(inquiry, filter, [account], account.accountNumber)),
    ]
    if (failures.length > 0) ofAccounts.set(account.accountId, failures)
  })
  return findings({ ofCustomer, ofAccounts, notes: guessed(inquiry) })
}

/** A customer who does not fit as typed is listed because few or none do: it is said how it was found. */
function guessed({ fits, ...at }: Inquiry): Note[] {
  const through = [...fits.values()].filter(({ missing }) => missing.length === 0)
  const [fit] = through.toSorted((a, b) => a.guesses.length - b.guesses.length)
  if (fit === undefined || fit.guesses.length === 0) return []
  const terms = fit.guesses.map(({ term, how, word }) => ({
    term: term.word,
    how: how ?? 'left_out',
    word: how === undefined ? null : word.slice(1),
  }))
  return [note('guessed', { terms }, at)]
}

function inAll<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const [first = [], ...others] = lists
  return first.filter((each) => others.every((list) => list.includes(each)))
}

/** Of somebody without an account: the filters that no account could pass which the community shares. */
function unpassable({ search, settings }: Inquiry): FilterName[] {
  const { module } = search.filters
  return module !== undefined && !sharesModule(module, settings.eligibility) ? ['module'] : []
}

function notMatched(
  { customer, ...at }: Inquiry,
  term: string,
  accounts: readonly KnownAccount[],
  account?: string,
): Failure {
  const comparedWith =
    term === TAX_ID
      ? [{ field: TAX_ID, value: 'not shown' }]
      : [...ownFields(customer.fields), ...accounts.slice(0, 5).flatMap(fieldsOf)]
  return fail('term_not_matched', { ...(account === undefined ? {} : { account }), term, comparedWith }, at)
}

function filtered(
  { search, ...at }: Inquiry,
  filter: FilterName,
  accounts: readonly KnownAccount[],
  account?: string,
): Failure {
  const has = [...new Set(accounts.map((each) => VALUE_OF[filter](each)))].sort()
  const value = search.filters[filter] ?? ''
  return fail('filter_excludes', { ...(account === undefined ? {} : { account }), filter, value, has }, at)
}

/** What an account has where a filter looks. */
const VALUE_OF: Readonly<Record<FilterName, (account: KnownAccount) => string>> = {
  module: ({ module }) => module,
  department: ({ departmentName }) => departmentName ?? 'none',
  status: ({ status }) => status,
  balance: balanceOf,
}

function ownFields(customer: CustomerFields): Compared[] {
  return present([
    ['name', customer.name],
    ['customer number', customer.customerId],
    ['phone', customer.phone],
    ['second phone', customer.phone2],
    ['e-mail', customer.email],
    ['mailing address', customer.mailingAddress],
  ])
}

function fieldsOf(account: KnownAccount): Compared[] {
  return present([
    ['account number', account.accountNumber],
    ...account.formerNumbers.map(({ number }) => ['former account number', number] as const),
    ['service address', account.serviceAddress],
  ])
}

function present(fields: readonly (readonly [string, string | null])[]): Compared[] {
  return fields.flatMap(([field, value]) => (value === null ? [] : [{ field, value }]))
}
