import type { EligibilityPolicy } from '../kernel/settings.ts'
import type { WithheldBy } from '../store/tables.ts'

export interface JudgedCustomer {
  readonly status: 'active' | 'inactive'
  /** Null where the source does not say. */
  readonly onlineAccess: boolean | null
  readonly confidential: boolean
}

/** Every rule of the policy that withholds the customer, whatever its accounts are; empty: none does. */
export function judgeCustomer(customer: JudgedCustomer, policy: EligibilityPolicy): WithheldBy[] {
  const withheldBy: WithheldBy[] = []
  if (policy.requireActive && customer.status === 'inactive')
    withheldBy.push({ code: 'account_inactive', evidence: { of: 'customer', status: customer.status } })
  if (asksFor('customer', policy) && !isMarked(customer.onlineAccess, policy))
    withheldBy.push(notMarked('customer', customer.onlineAccess))
  if (customer.confidential && !policy.shareConfidential)
    withheldBy.push({ code: 'confidential', evidence: { of: 'customer' } })
  return withheldBy
}

/** Whether the policy looks at the online flag of customers, or of accounts. */
export function asksFor(of: 'customer' | 'account', { onlineAccess }: EligibilityPolicy): boolean {
  const asked = onlineAccess.replace(/_explicit$/, '')
  return asked === of || asked === 'account_and_customer'
}

/** A missing flag counts as Y, and as N where the policy wants it said. */
export function isMarked(flag: boolean | null, { onlineAccess }: EligibilityPolicy): boolean {
  return flag ?? !onlineAccess.endsWith('_explicit')
}

export function notMarked(of: 'customer' | 'account', flag: boolean | null): WithheldBy {
  return { code: 'not_marked_online', evidence: { of, onlineAccess: flag === null ? null : 'N' } }
}
