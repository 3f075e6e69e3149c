import { numberKey } from '../../search/normalise.ts'
import type { Note } from '../explanation.ts'
import { fail, note } from '../sentences.ts'
import { byAccount, findings, type Findings, type Inquiry } from './gate.ts'

/** Gate 2: is it still a record of its own? A customer whose accounts all went to others is not. */
export function current(inquiry: Inquiry): Findings {
  return findings({
    ofAccounts: byAccount(inquiry.accounts, (account) =>
      account.tie !== 'ended'
        ? []
        : [
            fail(
              'reassigned_to',
              {
                account: account.accountNumber,
                endedAt: account.endedAt,
                newHolders: account.otherHolders,
              },
              inquiry,
            ),
          ],
    ),
    notes: [...renumbered(inquiry), ...reassigned(inquiry)],
  })
}

/** An old number that was asked for and finds its account. */
function renumbered({ accounts, askedNumbers, ...at }: Inquiry): Note[] {
  const asked = new Set(askedNumbers.map(numberKey))
  return accounts.flatMap((account) => {
    const former = account.formerNumbers.find(({ number }) => asked.has(numberKey(number)))
    if (!former || asked.has(numberKey(account.accountNumber))) return []
    const facts = { account: account.accountNumber, formerNumber: former.number, until: former.until }
    return [note('renumbered', facts, at)]
  })
}

/** Accounts that went to others while the customer kept some. */
function reassigned({ customer, accounts, ...at }: Inquiry): Note[] {
  return customer.accounts
    .filter((account) => account.tie === 'ended' && !accounts.includes(account))
    .map((account) =>
      note(
        'reassigned_account',
        {
          account: account.accountNumber,
          endedAt: account.endedAt,
          newHolders: account.otherHolders,
        },
        at,
      ),
    )
}
