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
  const readings = readingsOf(search.text)
  const { module } = search.filters
  const text = search.text.trim()
  if (text === '' && module === undefined) return null
  const missing = new Map(
    accounts.map((account) => [
      account.accountId,
      readings.length === 0
        ? [text].filter((each) => each !== '')
        : unmatchedTerms(readings, wordsOfListing(customer.fields, account)),
    ]),
  )
  // A term that no account helps to match is named once, for the customer.
  const [first = [], ...others] = missing.values()
  const nowhere = first.filter((term) => others.every((terms) => terms.includes(term)))
  const excluded =
    module !== undefined && accounts.length > 0 && accounts.every((each) => each.module !== module)
  const ofCustomer = nowhere.map((term) => notMatched(inquiry, term, accounts))
  if (excluded) ofCustomer.push(filtered(inquiry, module, accounts))
  const ofAccounts = new Map<string, Failure[]>()
  for (const account of accounts) {
    const failures = (missing.get(account.accountId) ?? [])
      .filter((term) => !nowhere.includes(term))
      .map((term) => notMatched(inquiry, term, [account], account.accountNumber))
    if (module !== undefined && !excluded && account.module !== module)
      failures.push(filtered(inquiry, module, [account], account.accountNumber))
    if (failures.length > 0) ofAccounts.set(account.accountId, failures)
  }
  return findings({ ofCustomer, ofAccounts })
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

function filtered(at: Inquiry, module: string, accounts: readonly KnownAccount[], account?: string): Failure {
  const has = [...new Set(accounts.map((each) => each.module))].sort()
  return fail(
    'filter_excludes',
    { ...(account === undefined ? {} : { account }), filter: 'module', value: module, has },
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
