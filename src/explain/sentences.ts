import type { FilterName } from '../search/filters.ts'
import { TAX_ID } from '../search/tax-id-asked.ts'
import type { Settings } from '../kernel/settings.ts'
import type { WithheldBy } from '../store/index.ts'
import type { Failure, Note, Remedy } from './explanation.ts'
import type { GuessedTerm } from './guessed.ts'
import type { NamedCustomer } from './facts.ts'
import { limitInWords, limitedTo } from './limit-in-words.ts'
import { dayInWords, listInWords, momentInWords } from './wording.ts'

/**
 * Every code of the six gates with its evidence, its sentence and its remedy. A code is a key of `FailureFacts`, and
 * `SENTENCES` must answer for each of them: a code without a sentence does not compile.
 */

/** What every sentence may refer to. */
export interface Circumstances {
  readonly settings: Settings
  /** Null while the schedule is paused: then nothing is promised for a time. */
  readonly nextSyncAt: Date | null
}

/** `account` (its number) is there where the failure belongs to one account. */
interface OfAccount {
  readonly account?: string
}
type Withheld = OfAccount & WithheldBy['evidence']

/** What a term was compared with: the field in plain words, and its value where that helps to see the difference. */
export interface Compared {
  readonly field: string
  readonly value: string
}

export interface FailureFacts {
  never_seen: { asked: string; foundInSource: boolean }
  change_pending: { asked: string; lastReadAt: string | null }
  rejected: OfAccount & {
    says: string
    reason: string
    file: string | null
    line: number | null
    column: string | null
  }
  deleted_in_source: OfAccount & { goneAt: string; formerHolders?: readonly NamedCustomer[] }
  merged_into: OfAccount & {
    mergedAt: string | null
    survivor: NamedCustomer & { outcome: string; failures: readonly { code: string; says: string }[] }
  }
  reassigned_to: { account: string; endedAt: string | null; newHolders: readonly NamedCustomer[] }
  no_account: { formerAccounts: readonly { accountNumber: string; endedAt: string }[] }
  no_holder: { account: string }
  account_inactive: Withheld
  account_closed: Withheld
  not_marked_online: Withheld
  no_eligible_balance: Withheld
  module_not_shared: Withheld
  confidential: Withheld
  other_community: { viewer: string }
  other_department: OfAccount & { viewer: string; department: string | null }
  no_search_right: { viewer: string }
  term_not_matched: OfAccount & { term: string; comparedWith: readonly Compared[] }
  filter_excludes: OfAccount & { filter: FilterName; value: string; has: readonly string[] }
  below_the_fold: { rank: number | null; page: number | null; pageSize: number }
}

export type FailureCode = keyof FailureFacts

type Sentence<Facts> = (facts: Facts, at: Circumstances) => { says: string; remedy: Remedy }

const OTHER_TAX_ID = {
  says: 'The tax id that was searched for is not the one of this customer.',
  remedy: { who: 'you', says: 'Check its digits, or search without it.' },
} as const

const SENTENCES: { readonly [Code in FailureCode]: Sentence<FailureFacts[Code]> } = {
  never_seen: ({ asked, foundInSource }, at) =>
    foundInSource
      ? {
          says: `${named(at)} has "${asked}", but the portal does not, although it has read ${named(at)} since.`,
          remedy: {
            who: 'support',
            says: `Look again after the next sync (${nextSync(at)}). If it is still missing, send this page to ${support(at)}.`,
            ...effective(at),
          },
        }
      : {
          says: `We could not find "${asked}" here.`,
          remedy: {
            who: 'you',
            says: `Try the last name only, or part of the account number. If the customer is new in ${named(at)}, look again after the next sync (${nextSync(at)}). If it is still missing, check that it is active in ${named(at)}, and then ask ${support(at)}.`,
          },
        },
  change_pending: ({ asked, lastReadAt }, at) => ({
    says:
      lastReadAt === null
        ? `"${asked}" is in ${named(at)}, and the portal has not read ${named(at)} yet.`
        : `"${asked}" is in ${named(at)} now, but was not when the portal last read it (${momentInWords(new Date(lastReadAt), at.settings.timeZone)}).`,
    remedy: wait(`It comes with the next sync (${nextSync(at)}).`, at),
  }),
  rejected: ({ account, says, file, line, column }, at) => ({
    says: `The import refused ${account === undefined ? 'the record' : `account ${account}`}: ${says}`,
    remedy: inSource(`Correct it in ${named(at)}${place(file, line, column)}. ${afterSync(at)}`, at),
  }),
  deleted_in_source: ({ account, goneAt, formerHolders }, at) => ({
    says:
      `${account === undefined ? 'The customer' : `Account ${account}`} is not in ${named(at)} any more. The portal has known since ${momentInWords(new Date(goneAt), at.settings.timeZone)}.` +
      (formerHolders?.length ? ` It belonged to ${names(formerHolders)}.` : ''),
    remedy: inSource(
      `Nothing to do if that is right. If it was deleted by mistake, enter it again in ${named(at)}. ${afterSync(at)}`,
      at,
    ),
  }),
  merged_into: ({ account, mergedAt, survivor }, at) => ({
    says: `${account === undefined ? 'This record' : `Account ${account}`} was merged into ${survivor.name} (${survivor.customerId}) in ${named(at)}${mergedAt === null ? '' : ` (${momentInWords(new Date(mergedAt), at.settings.timeZone)})`}.`,
    remedy: {
      who: 'you',
      says:
        survivor.outcome === 'shown'
          ? `Open ${survivor.name} (${survivor.customerId}) instead.`
          : `${survivor.name} (${survivor.customerId}) is not shown either: ${survivor.failures.map((failure) => failure.says).join(' ')}`,
    },
  }),
  reassigned_to: ({ account, endedAt, newHolders }, at) => ({
    says:
      newHolders.length > 0
        ? `Account ${account} has a new holder in ${named(at)}${since(endedAt, at)}: ${names(newHolders)}.`
        : `Account ${account} is not this customer's any more in ${named(at)}${since(endedAt, at)}, and nobody else holds it.`,
    remedy: inSource(
      `${newHolders.length > 0 ? `For the account, open ${names(newHolders)}. ` : ''}If that is wrong, make this customer a holder of the account again in ${named(at)}. ${afterSync(at)}`,
      at,
    ),
  }),
  no_account: ({ formerAccounts }, at) => ({
    says:
      formerAccounts.length > 0
        ? `The customer has no account any more. It had ${listInWords(formerAccounts.map((former) => former.accountNumber))}.`
        : 'The customer has no account. Customers are found through their accounts.',
    remedy: inSource(`Add the account to the customer in ${named(at)}. ${afterSync(at)}`, at),
  }),
  no_holder: ({ account }, at) => ({
    says: `Account ${account} is in the portal, but ${named(at)} names no customer who holds it.`,
    remedy: inSource(`Add a holder to the account in ${named(at)}. ${afterSync(at)}`, at),
  }),
  account_inactive: ({ account }, at) => ({
    says: `${holderOf(account)} is inactive in ${named(at)}.`,
    remedy: inSource(
      `Nothing to do if that is right. Otherwise make ${account === undefined ? 'the customer' : 'the account'} active in ${named(at)}. ${afterSync(at)}`,
      at,
    ),
  }),
  account_closed: ({ account, closedOn }, at) => ({
    says: `${holderOf(account)} is closed in ${named(at)}${typeof closedOn === 'string' ? `, since ${dayInWords(closedOn)}` : ''}.`,
    remedy: inSource(
      `Nothing to do if that is right. To show it again, reopen the account in ${named(at)}. ${afterSync(at)}`,
      at,
    ),
  }),
  not_marked_online: ({ account }, at) => ({
    says: `${holderOf(account)} is not marked for online access in ${named(at)}.`,
    remedy: inSource(
      `Set online access to Y on the ${account === undefined ? 'customer' : 'account'} in ${named(at)}. ${afterSync(at)}`,
      at,
    ),
  }),
  no_eligible_balance: ({ account }, at) => ({
    says:
      at.settings.eligibility.balance.require === 'owing'
        ? `${holderOf(account)} owes nothing that counts. This community shows only accounts with a balance due.`
        : `${holderOf(account)} has no charge or balance that counts. This community shows only accounts that have one.`,
    remedy: inSource(`Nothing to do: it is shown once it has one in ${named(at)}. ${afterSync(at)}`, at),
  }),
  module_not_shared: ({ account, module }) => ({
    says: `${holderOf(account)} belongs to the module "${String(module)}", which this community does not share with the portal.`,
    remedy: {
      who: 'portal_admin',
      says: `Ask a portal administrator to add "${String(module)}" to the modules in the community's settings. It is shown as soon as that is saved.`,
    },
  }),
  confidential: ({ account }, at) => ({
    says: `${holderOf(account)} is marked confidential in ${named(at)}.`,
    remedy: inSource(
      `Nothing to do if that is right. Otherwise remove the mark in ${named(at)}. ${afterSync(at)}`,
      at,
    ),
  }),
  other_community: ({ viewer }) => ({
    says: `${viewer} ${has(viewer)} no access to this community. Customers of other communities are never shown.`,
    remedy: {
      who: 'portal_admin',
      says: 'Ask a portal administrator of this community for access. It works as soon as it is given.',
    },
  }),
  other_department: ({ account, department, viewer }) => ({
    says:
      account === undefined
        ? 'This customer exists, but only in departments that are not in your access.'
        : department === null
          ? `Account ${account} belongs to no department. Only people with all departments see it.`
          : `Account ${account} belongs to ${department}, which is not in the access of ${viewer}.`,
    remedy: {
      who: 'portal_admin',
      says: `Ask a portal administrator for access to ${department ?? (account === undefined ? 'the department' : 'all departments')}, or ask a colleague who has it. It works as soon as it is given.`,
    },
  }),
  no_search_right: ({ viewer }) => ({
    says: `${viewer} ${has(viewer)} no right to search in this community.`,
    remedy: {
      who: 'portal_admin',
      says: 'Ask a portal administrator for the right to search. It works as soon as it is given.',
    },
  }),
  term_not_matched: ({ account, term, comparedWith }) =>
    term === TAX_ID
      ? OTHER_TAX_ID
      : {
          says: `"${term}" does not begin any word of ${account === undefined ? 'this customer' : `this customer with account ${account}`}. It was compared with ${listInWords(comparedWith.map(({ field, value }) => `${field} (${value})`))}.`,
          remedy: { who: 'you', says: `Search without "${term}", or with fewer letters of it.` },
        },
  filter_excludes: ({ account, filter, value, has }) => ({
    says: `The search is limited to "${limitInWords(filter, value)}". ${holding(account)} has ${has.length > 0 ? listInWords(has.map((each) => `"${limitedTo(filter, each)}"`)) : 'no account'}.`,
    remedy: { who: 'you', says: `Search without "${limitInWords(filter, value)}".` },
  }),
  below_the_fold: ({ rank, page, pageSize }) => ({
    says:
      rank === null
        ? 'The customer matches, but so many others do that it is beyond the last page.'
        : `The customer is number ${rank} of the results, on page ${page}. A page has ${pageSize}.`,
    remedy: {
      who: 'you',
      says:
        rank === null
          ? 'Add another word to the search, such as the first name or part of the address.'
          : `Open page ${page}, or add another word to the search.`,
    },
  }),
}

/** A failing code, with its evidence, sentence and remedy. */
export function fail<Code extends FailureCode>(
  code: Code,
  facts: FailureFacts[Code],
  at: Circumstances,
): Failure {
  const { says, remedy } = SENTENCES[code](facts, at)
  return { code, says, evidence: { ...facts }, remedy }
}

/** Facts that do not hide the customer. */
interface NoteFacts {
  renumbered: { account: string; formerNumber: string; until: string }
  change_pending: { fields: readonly string[] }
  sync_overdue: { lastReadAt: string | null; dueAt: string }
  sync_paused: { since: string; by: string; reason: string | null }
  source_unreachable: { why: string }
  account_withheld: { account: string; codes: readonly string[] }
  other_community: { allDepartments: boolean }
  other_department: Record<string, never>
  guessed: { terms: readonly GuessedTerm[] }
  reassigned_account: { account: string; endedAt: string | null; newHolders: readonly NamedCustomer[] }
}

export type NoteCode = keyof NoteFacts

const NOTES: { readonly [Code in NoteCode]: (facts: NoteFacts[Code], at: Circumstances) => string } = {
  renumbered: ({ account, formerNumber, until }, at) =>
    `Account ${account} was ${formerNumber} until ${momentInWords(new Date(until), at.settings.timeZone)}.`,
  change_pending: ({ fields }, at) =>
    `${named(at)} now differs in ${listInWords(fields)}. The portal has it after the next sync (${nextSync(at)}).`,
  sync_overdue: ({ lastReadAt, dueAt }, at) =>
    lastReadAt === null
      ? `The portal has not read ${named(at)} yet.`
      : `The portal last read ${named(at)} at ${momentInWords(new Date(lastReadAt), at.settings.timeZone)}. A newer sync was due at ${momentInWords(new Date(dueAt), at.settings.timeZone)}.`,
  sync_paused: ({ since, by, reason }, at) =>
    `The portal does not read ${named(at)} by itself now: ${by} paused it at ${momentInWords(new Date(since), at.settings.timeZone)}${reason === null ? '.' : ` (“${reason}”).`}`,
  source_unreachable: ({ why }, at) => `${named(at)} could not be asked just now: ${why}`,
  account_withheld: ({ account }) => `Account ${account} is not shown with this customer.`,
  other_community: ({ allDepartments }) =>
    allDepartments
      ? 'Customers of other communities are never shown here.'
      : 'Customers of other communities are never shown here, nor those of departments outside your access.',
  guessed: ({ terms }) => {
    const said = terms.map(({ term, word }) =>
      word === null ? `"${term}" was left out` : `"${term}" was taken for "${word}"`,
    )
    return `Too few customers fit the search as it was typed, so that others are listed behind them: ${listInWords(said)}.`
  },
  other_department: () => 'This customer also exists in a department that is not in your access.',
  reassigned_account: ({ account, endedAt, newHolders }, at) =>
    `Account ${account} was this customer's${endedAt === null ? ' before' : ` until ${whenInWords(endedAt, at)}`}.${newHolders.length > 0 ? ` It is now held by ${names(newHolders)}.` : ''}`,
}

/** A note; `more` is put behind its sentence. */
export function note<Code extends NoteCode>(
  code: Code,
  facts: NoteFacts[Code],
  at: Circumstances,
  more = '',
): Note {
  return { code, says: `${NOTES[code](facts, at)}${more === '' ? '' : ` ${more}`}`, evidence: { ...facts } }
}

function named(at: Circumstances): string {
  return at.settings.systemOfRecordName
}

function nextSync(at: Circumstances): string {
  return at.nextSyncAt === null
    ? 'no time is set: syncing is paused'
    : momentInWords(at.nextSyncAt, at.settings.timeZone)
}

function effective(at: Circumstances): Pick<Remedy, 'effectiveAt'> {
  return at.nextSyncAt === null ? {} : { effectiveAt: at.nextSyncAt.toISOString() }
}

function afterSync(at: Circumstances): string {
  return `It shows here after the next sync (${nextSync(at)}).`
}

function inSource(says: string, at: Circumstances): Remedy {
  return { who: 'system_of_record', says, ...effective(at) }
}

function wait(says: string, at: Circumstances): Remedy {
  return at.nextSyncAt === null
    ? { who: 'portal_admin', says: `${says} Ask an administrator to resume it, or to sync now.` }
    : { who: 'wait', says, ...effective(at) }
}

function support(at: Circumstances): string {
  const { email, phone } = at.settings.support
  const ways = [email, phone].filter((way) => way !== null)
  return ways.length > 0 ? `support (${ways.join(', ')})` : 'a portal administrator'
}

function holderOf(account: string | undefined): string {
  return account === undefined ? 'The customer' : `Account ${account}`
}

function holding(account: string | undefined): string {
  return account === undefined ? 'This customer' : `Account ${account}`
}

function has(viewer: string): string {
  return viewer === 'You' ? 'have' : 'has'
}

function names(customers: readonly NamedCustomer[]): string {
  return listInWords(customers.map(({ name, customerId }) => `${name} (${customerId})`))
}

/** Ends of a tie are a day where the source gave one, and otherwise the instant of the run that saw it. */
function whenInWords(endedAt: string, at: Circumstances): string {
  return endedAt.length === 10 ? dayInWords(endedAt) : momentInWords(new Date(endedAt), at.settings.timeZone)
}

function since(endedAt: string | null, at: Circumstances): string {
  return endedAt === null ? '' : ` since ${whenInWords(endedAt, at)}`
}

function place(file: string | null, line: number | null, column: string | null): string {
  const where = [file, line === null ? null : `line ${line}`, column === null ? null : `column ${column}`]
  const parts = where.filter((part) => part !== null)
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}
