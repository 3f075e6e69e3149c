import type { Failure } from '../explanation.ts'
import type { Rejection } from '../facts.ts'
import { fail, type Circumstances } from '../sentences.ts'
import { findings, type Findings, type Inquiry } from './gate.ts'

/**
 * Gate 1: is the record in our copy? The customer is; a row of the source that gives it an account, or the account itself,
 * may have been refused. Of an account that is not in the copy nothing else can be said.
 */
export function synced({ customer, accounts, ...at }: Inquiry): Findings {
  const refused = new Map<string, Failure[]>()
  const refusedAccounts = new Set(
    customer.rejections.filter((row) => row.kind === 'account').map((row) => row.accountId),
  )
  for (const row of customer.rejections) {
    const account = accounts.find(({ accountId }) => accountId === row.accountId)
    // Where the account was refused, its holders were refused with it.
    if (account?.tie === 'held' || (row.kind === 'holder' && refusedAccounts.has(row.accountId))) continue
    const id = row.accountId ?? ''
    const number = account?.accountNumber ?? row.accountNumber ?? id
    refused.set(id, [...(refused.get(id) ?? []), rejected(row, at, number)])
  }
  return findings({ ofAccounts: refused })
}

export function rejected(row: Rejection, at: Circumstances, account?: string): Failure {
  const { says, reason, file, line, column } = row
  return fail(
    'rejected',
    { ...(account === undefined ? {} : { account }), says, reason, file, line, column },
    at,
  )
}
