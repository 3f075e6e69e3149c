import { sharesModule } from '../../eligibility/index.ts'
import type { CustomerFields } from '../../search/keys.ts'
import { unmatchedTerms, wordsOfListing } from '../../search/match.ts'
import { balanceOf, filtersFailed, filtersSet, type FilterName } from '../../search/filters.ts'
import { readQuery } from '../../search/reading.ts'
import { TAX_ID } from '../../search/tax-id-asked.ts'
import type { Failure } from '../explanation.ts'
import type { KnownAccount } from '../facts.ts'
import { fail, type Compared } from '../sentences.ts'
import { findings, type Findings, type Inquiry } from './gate.ts'

/**
 * Gate 5: does it meet the search criteria? A customer matches through one account: every term has to begin a word of the
 * customer's own fields or of that account's. Null where nothing was searched for.
 */
export function matched(inquiry: Inquiry): Findings | null {
  const { customer, accounts, search } = inquiry
  if (search.text.trim() === '' && filtersSet(search.filters).length === 0) return null
  const missing = accounts.map((account) => missingTerms(inquiry, account))
  // What no account helps to match is named once, for the customer; unless an account that the import refused might help.
  const isOpen = customer.rejections.some((row) => accounts.every((each) => each.accountId !== row.accountId))
  const nowhere = isOpen ? [] : accounts.length === 0 ? missingTerms(inquiry, null) : inAll(missing)
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
  return findings({ ofCustomer, ofAccounts })
}

/** The terms that neither the customer nor this account matches, in the reading that comes closest. */
function missingTerms({ customer, search }: Inquiry, account: KnownAccount | null): readonly string[] {
  const text = search.text.trim()
  const { readings } = readQuery(text)
  const { taxIdHash } = search
  const others = taxIdHash === undefined || taxIdHash === customer.taxIdHash ? [] : [TAX_ID]
  // Text without a letter or digit finds nobody; it is one term that nothing matches.
  if (readings.length === 0) return text === '' || taxIdHash !== undefined ? others : [text]
  const words = unmatchedTerms(readings, wordsOfListing(customer.fields, account)).map(({ word }) => word)
  return [...words, ...others]
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
