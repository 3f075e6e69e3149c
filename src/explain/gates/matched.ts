import { sharesModule } from '../../eligibility/index.ts'
import type { CustomerFields } from '../../search/keys.ts'
import { unmatchedTerms, wordsOfListing } from '../../search/match.ts'
import { readingsOf } from '../../search/normalise.ts'
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
  const { module } = search.filters
  if (search.text.trim() === '' && module === undefined) return null
  const missing = accounts.map((account) => missingTerms(inquiry, account))
  // What no account helps to match is named once, for the customer; unless an account that the import refused might help.
  const isOpen = customer.rejections.some((row) => accounts.every((each) => each.accountId !== row.accountId))
  const nowhere = isOpen ? [] : accounts.length === 0 ? missingTerms(inquiry, null) : inAll(missing)
  const excluded =
    accounts.length > 0
      ? !isOpen && accounts.every((each) => isExcluded(each, module))
      : !isOpen && module !== undefined && !sharesModule(module, inquiry.settings.eligibility)
  const ofCustomer = nowhere.map((term) => notMatched(inquiry, term, accounts))
  if (excluded) ofCustomer.push(filtered(inquiry, accounts))
  const ofAccounts = new Map<string, Failure[]>()
  accounts.forEach((account, i) => {
    const failures = (missing[i] ?? [])
      .filter((term) => !nowhere.includes(term))
      .map((term) => notMatched(inquiry, term, [account], account.accountNumber))
    if (!excluded && isExcluded(account, module))
      failures.push(filtered(inquiry, [account], account.accountNumber))
    if (failures.length > 0) ofAccounts.set(account.accountId, failures)
  })
  return findings({ ofCustomer, ofAccounts })
}

/** The terms that neither the customer nor this account matches, in the reading that comes closest. */
function missingTerms({ customer, search }: Inquiry, account: KnownAccount | null): readonly string[] {
  const text = search.text.trim()
  const readings = readingsOf(text)
  // Text without a letter or digit finds nobody; it is one term that nothing matches.
  if (readings.length === 0) return text === '' ? [] : [text]
  return unmatchedTerms(readings, wordsOfListing(customer.fields, account))
}

function inAll(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists
  return first.filter((term) => others.every((terms) => terms.includes(term)))
}

function isExcluded(account: KnownAccount, module: string | undefined): boolean {
  return module !== undefined && account.module !== module
}

function notMatched(
  { customer, ...at }: Inquiry,
  term: string,
  accounts: readonly KnownAccount[],
  account?: string,
): Failure {
  const comparedWith = [...ownFields(customer.fields), ...accounts.slice(0, 5).flatMap(fieldsOf)]
  return fail('term_not_matched', { ...(account === undefined ? {} : { account }), term, comparedWith }, at)
}

function filtered({ search, ...at }: Inquiry, accounts: readonly KnownAccount[], account?: string): Failure {
  const has = [...new Set(accounts.map((each) => each.module))].sort()
  const value = search.filters.module ?? ''
  return fail(
    'filter_excludes',
    { ...(account === undefined ? {} : { account }), filter: 'module', value, has },
    at,
  )
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
