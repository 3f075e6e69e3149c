import type { WithheldBy } from '../../store/index.ts'
import type { Failure } from '../explanation.ts'
import { fail } from '../sentences.ts'
import { byAccount, findings, type Findings, type Inquiry } from './gate.ts'

/** Gate 3: does the community share it? The verdicts are those that sync stored, and that search reads. */
export function eligible(inquiry: Inquiry): Findings {
  const withheld = (rule: WithheldBy, account?: string): Failure =>
    fail(rule.code, { ...rule.evidence, ...(account === undefined ? {} : { account }) }, inquiry)
  const { customer, accounts } = inquiry
  const ofCustomer = customer.withheldBy.map((rule) => withheld(rule))
  if (accounts.length === 0 && customer.rejections.length === 0)
    ofCustomer.push(fail('no_account', { formerAccounts: customer.formerAccounts }, inquiry))
  return findings({
    ofCustomer,
    ofAccounts: byAccount(accounts, (account) =>
      account.withheldBy.map((rule) => withheld(rule, account.accountNumber)),
    ),
  })
}
