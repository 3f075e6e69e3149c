import {
  ALL_DEPARTMENTS,
  NO_DEPARTMENT,
  NO_DEPARTMENTS,
  maskOf,
  type DepartmentMask,
} from '../kernel/departments.ts'
import { filtersFailed } from '../search/filters.ts'
import type { Step } from '../search/steps.ts'
import { itemise } from './bill.ts'
import type { Explanation, Failure, Gate, GateResult, Note, SubjectAccount } from './explanation.ts'
import {
  candidateAccounts,
  type KnownAccount,
  type KnownCustomer,
  type NamedCustomer,
  type Subject,
} from './facts.ts'
import { current } from './gates/current.ts'
import { eligible } from './gates/eligible.ts'
import type { SearchAsked, Viewer } from './gates/gate.ts'
import { matched } from './gates/matched.ts'
import { permitted } from './gates/permitted.ts'
import { shown } from './gates/shown.ts'
import { rejected, synced } from './gates/synced.ts'
import { fitOf, type Fit } from './fit.ts'
import { fail, type Circumstances } from './sentences.ts'

/** What is asked of each subject. */
export interface Asked extends Circumstances {
  readonly viewer: Viewer
  readonly search: SearchAsked
  readonly askedNumbers: readonly string[]
  /** The question in the asker's words. */
  readonly inWords: string
  /** How bold the guesses are that a search makes for the viewer, were they given access to more departments. */
  stepOf(search: Asked['search'], more: DepartmentMask): Promise<Step>
  /** The place of a customer in the results of this search, from 1; null beyond what search counts. */
  rankOf(customerId: string): Promise<number | null>
  /** The record that a merged one became, asked in turn. */
  explainInTurn(customerId: string): Promise<Answer>
}

export type Answer = Pick<Explanation, 'outcome' | 'subject' | 'gates'>

/** What may be added to the first gate and the fourth, whatever the subject is. */
export interface Notes {
  readonly synced: readonly Note[]
  readonly permitted: readonly Note[]
}

/** Walks the six gates for one subject. */
export async function answerFor(subject: Subject, asked: Asked, notes: Notes): Promise<Answer> {
  switch (subject.kind) {
    case 'customer':
      return await answerForCustomer(subject.customer, asked, notes)
    case 'merged':
      return stoppedAt('current', subject.customer, [await mergedInto(subject, asked)], notes)
    case 'rejected':
      return stoppedAt(
        'synced',
        subject.customer,
        subject.rejections.map((row) =>
          rejected(row, asked, row.kind === 'account' ? (row.accountNumber ?? undefined) : undefined),
        ),
        notes,
        'unknown',
      )
    case 'deleted': {
      const { account, customer, goneAt, formerHolders } = subject
      const failure = fail(
        'deleted_in_source',
        {
          ...(account === null ? {} : { account }),
          goneAt: goneAt.toISOString(),
          ...(account === null ? {} : { formerHolders }),
        },
        asked,
      )
      return stoppedAt('synced', customer, [failure], notes)
    }
    case 'without_holder':
      return stoppedAt('current', null, [fail('no_holder', { account: subject.account }, asked)], notes)
    case 'elsewhere':
      return stoppedAt(
        'permitted',
        null,
        [fail('other_department', { viewer: asked.viewer.name, department: null }, asked)],
        notes,
        'unknown',
      )
    case 'unknown':
      return notFound(fail('never_seen', { asked: asked.inWords, foundInSource: false }, asked), notes)
  }
}

/** Nobody is known by this id, number or words. */
export function notFound(failure: Failure, notes: Notes): Answer {
  return { ...stoppedAt('synced', null, [failure], notes), outcome: 'not_found' }
}

async function answerForCustomer(customer: KnownCustomer, asked: Asked, notes: Notes): Promise<Answer> {
  const accounts = candidateAccounts(customer)
  const inquiry = { ...asked, customer, accounts, fits: await fitsThrough(customer, accounts, asked) }
  const bill = itemise(
    {
      synced: synced(inquiry),
      current: current(inquiry),
      eligible: eligible(inquiry),
      permitted: permitted(inquiry),
      matched: matched(inquiry),
    },
    new Map(accounts.map((account) => [account.accountId, account.accountNumber])),
    asked,
  )
  const searched = bill.gates.at(-1)?.outcome === 'pass' && asked.search.text.trim() !== ''
  const beyond = bill.passes && searched ? shown(await asked.rankOf(customer.customerId), asked) : undefined
  const sixth: GateResult = {
    gate: 'shown',
    outcome: beyond === undefined ? 'not_asked' : beyond.length > 0 ? 'fail' : 'pass',
    failures: beyond ?? [],
    notes: [],
  }
  return {
    outcome: bill.passes && (beyond ?? []).length === 0 ? 'shown' : 'not_shown',
    subject: {
      customerId: customer.customerId,
      name: customer.name,
      accounts: accounts.map((account): SubjectAccount => {
        const { accountNumber, module, departmentName, status, serviceAddress, balanceCents } = account
        const shared =
          customer.withheldBy.length === 0 && account.withheldBy.length === 0 && account.tie === 'held'
        return {
          accountNumber,
          module,
          department: departmentName,
          status,
          serviceAddress,
          balanceCents,
          shared,
        }
      }),
    },
    gates: withNotes([...bill.gates, sixth], notes),
  }
}

/**
 * How the customer fits the search through each account, and through none. It is asked as if all else were put
 * right: the viewer saw the account, and filters that exclude it were not set.
 */
async function fitsThrough(
  customer: KnownCustomer,
  accounts: readonly KnownAccount[],
  asked: Asked,
): Promise<ReadonlyMap<string, Fit>> {
  const { filters } = asked.search
  const fits = new Map<string, Fit>()
  for (const account of accounts.length > 0 ? accounts : [null]) {
    const failed = account === null ? [] : filtersFailed(filters, account)
    const passing = { ...filters, ...Object.fromEntries(failed.map((name) => [name, undefined])) }
    const stepFor = (words: string) => asked.stepOf({ text: words, filters: passing }, accessTo(account))
    fits.set(account?.accountId ?? '', await fitOf(asked.search, customer, account, stepFor))
  }
  return fits
}

/** What access somebody needs who is to see an account; of none is known which it will be. */
function accessTo(account: KnownAccount | null): DepartmentMask {
  if (account === null) return NO_DEPARTMENTS
  return account.department === NO_DEPARTMENT ? ALL_DEPARTMENTS : maskOf(account.department)
}

async function mergedInto(subject: Extract<Subject, { kind: 'merged' }>, asked: Asked): Promise<Failure> {
  const { outcome, subject: survivor, gates } = await asked.explainInTurn(subject.survivorId)
  const failures = gates.flatMap((gate) => gate.failures.map(({ code, says }) => ({ code, says })))
  return fail(
    'merged_into',
    {
      ...(subject.account === null ? {} : { account: subject.account }),
      mergedAt: subject.at,
      survivor: {
        customerId: subject.survivorId,
        name: survivor?.name ?? subject.survivorId,
        outcome,
        failures,
      },
    },
    asked,
  )
}

const ORDER: readonly Gate[] = ['synced', 'current', 'eligible', 'permitted', 'matched', 'shown']

/** A record that fails one gate in a way that leaves nothing to ask the later ones. */
function stoppedAt(
  gate: Gate,
  customer: NamedCustomer | null,
  failures: readonly Failure[],
  notes: Notes,
  others: 'not_asked' | 'unknown' = 'not_asked',
): Answer {
  const gates = ORDER.map((each, index): GateResult => {
    const outcome =
      each === gate
        ? 'fail'
        : index < ORDER.indexOf(gate) && each === 'synced'
          ? 'pass'
          : each === 'matched' || each === 'shown'
            ? 'not_asked'
            : others
    return { gate: each, outcome, failures: each === gate ? failures : [], notes: [] }
  })
  return {
    outcome: 'not_shown',
    subject: customer === null ? null : { ...customer, accounts: [] },
    gates: withNotes(gates, notes),
  }
}

function withNotes(gates: readonly GateResult[], notes: Notes): GateResult[] {
  return gates.map((gate) => {
    const more = gate.gate === 'synced' ? notes.synced : gate.gate === 'permitted' ? notes.permitted : []
    return more.length === 0 ? gate : { ...gate, notes: [...gate.notes, ...more] }
  })
}
