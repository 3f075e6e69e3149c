import type { Failure, Gate, GateResult, Note } from './explanation.ts'
import type { Findings } from './gates/gate.ts'
import { note, type Circumstances } from './sentences.ts'

/** The findings of the gates 1 to 5; null where a gate was not asked. */
export type GateFindings = Readonly<Record<Exclude<Gate, 'shown'>, Findings | null>>

export interface Bill {
  /** The customer passes the gates 1 to 5, so that it is among the results. */
  readonly passes: boolean
  readonly gates: readonly GateResult[]
}

/**
 * Itemises the findings. The customer passes when it has no failure of its own and at least one of its accounts has none.
 * Then what withholds other accounts hides nobody: it becomes a note. Otherwise every failure is named, so that what has
 * to be put right for the customer, and for one of its accounts, is all there.
 *
 * @param accountNumbers of the accounts through which the customer could be found, by id.
 */
export function itemise(
  found: GateFindings,
  accountNumbers: ReadonlyMap<string, string>,
  at: Circumstances,
): Bill {
  const asked = Object.values(found).filter((each) => each !== null)
  const failing = (accountId: string) => asked.some(({ ofAccounts }) => ofAccounts.has(accountId))
  const passes =
    asked.every(({ ofCustomer }) => ofCustomer.length === 0) &&
    [...accountNumbers.keys()].some((accountId) => !failing(accountId))
  const gates = Object.entries(found).map(([gate, findings]): GateResult => {
    if (findings === null) return { gate: gate as Gate, outcome: 'not_asked', failures: [], notes: [] }
    const failures = passes ? [] : [...findings.ofCustomer, ...[...findings.ofAccounts.values()].flat()]
    const notes =
      passes && gate !== 'matched'
        ? [...withheldAccounts(findings.ofAccounts, accountNumbers, at), ...findings.notes]
        : findings.notes
    return { gate: gate as Gate, outcome: failures.length > 0 ? 'fail' : 'pass', failures, notes }
  })
  return { passes, gates }
}

function withheldAccounts(
  ofAccounts: Findings['ofAccounts'],
  accountNumbers: ReadonlyMap<string, string>,
  at: Circumstances,
): Note[] {
  return [...ofAccounts].map(([accountId, failures]: readonly [string, readonly Failure[]]) =>
    note(
      'account_withheld',
      { account: accountNumbers.get(accountId) ?? accountId, codes: failures.map(({ code }) => code) },
      at,
      failures.map(({ says }) => says).join(' '),
    ),
  )
}
