import { addDays, startOfDay, type Day } from '../kernel/clock.ts'
import type { Cents } from '../kernel/money.ts'
import type { AccountStatus, ChargeKind, EligibilityPolicy } from '../kernel/settings.ts'
import type { WithheldBy } from '../store/tables.ts'
import { asksFor, isMarked, notMarked } from './judge-customer.ts'

export interface JudgedAccount {
  readonly module: string
  readonly status: AccountStatus
  /** The source's own word for it. */
  readonly sourceStatus: string
  readonly closedOn: Day | null
  /** Null where the source does not say. */
  readonly onlineAccess: boolean | null
  readonly balanceCents: Cents
}

export interface AccountVerdict {
  /** Every rule of the policy that withholds the account; empty: it is shared. */
  readonly withheldBy: WithheldBy[]
  /** The instant at which the verdict has to be made again, where a date decides it. */
  readonly validUntil: Date | null
}

interface When {
  readonly today: Day
  readonly timeZone: string
}

/**
 * The verdict of a community's policy for one account, on a day of its time zone. `chargeKinds` are the kinds of which
 * the account has a charge. The rules are those of `docs/guides/settings.md`.
 */
export function judgeAccount(
  account: JudgedAccount,
  chargeKinds: ReadonlySet<ChargeKind>,
  policy: EligibilityPolicy,
  { today, timeZone }: When,
): AccountVerdict {
  const withheldBy: WithheldBy[] = []
  const graceEnds = endOfGrace(account, policy)
  const inGrace = graceEnds !== undefined && today < graceEnds
  if (!sharesModule(account.module, policy))
    withheldBy.push({ code: 'module_not_shared', evidence: { module: account.module } })
  if (policy.requireActive && account.status === 'inactive')
    withheldBy.push({
      code: 'account_inactive',
      evidence: { of: 'account', sourceStatus: account.sourceStatus },
    })
  if (policy.requireActive && account.status === 'closed' && !inGrace && !keepsForBalance(account, policy))
    withheldBy.push({
      code: 'account_closed',
      evidence: {
        sourceStatus: account.sourceStatus,
        closedOn: account.closedOn,
        ...(graceEnds === undefined ? {} : { graceEnded: graceEnds }),
        balanceCents: account.balanceCents,
      },
    })
  if (asksFor('account', policy) && !isMarked(account.onlineAccess, policy))
    withheldBy.push(notMarked('account', account.onlineAccess))
  if (!hasEligibleBalance(account, chargeKinds, policy))
    withheldBy.push({
      code: 'no_eligible_balance',
      evidence: {
        require: policy.balance.require,
        balanceCents: account.balanceCents,
        ...(policy.balance.require === 'owing' ? { minimumCents: policy.balance.minimumCents } : {}),
      },
    })
  return { withheldBy, validUntil: inGrace ? startOfDay(graceEnds, timeZone) : null }
}

/** Whether the policy shares accounts of this module; both may be in any case. */
export function sharesModule(module: string, { modules }: EligibilityPolicy): boolean {
  return modules === 'all' || modules.some((shared) => shared.trim().toLowerCase() === module.toLowerCase())
}

/** The first day on which a closed account is withheld; absent where the policy grants no time, or the day is unknown. */
function endOfGrace({ status, closedOn }: JudgedAccount, policy: EligibilityPolicy): Day | undefined {
  if (status !== 'closed' || closedOn === null || policy.closedGraceDays === 0 || !policy.requireActive)
    return undefined
  return addDays(closedOn, policy.closedGraceDays)
}

function keepsForBalance({ balanceCents }: JudgedAccount, policy: EligibilityPolicy): boolean {
  return policy.keepClosedWithBalance && balanceCents !== 0
}

function hasEligibleBalance(
  { balanceCents }: JudgedAccount,
  chargeKinds: ReadonlySet<ChargeKind>,
  { balance }: EligibilityPolicy,
): boolean {
  switch (balance.require) {
    case 'none':
      return true
    case 'any':
      return (
        balance.kinds.some((kind) => chargeKinds.has(kind)) ||
        balanceCents > 0 ||
        (balanceCents < 0 && balance.creditsCount)
      )
    case 'owing':
      return balanceCents >= balance.minimumCents
  }
}
