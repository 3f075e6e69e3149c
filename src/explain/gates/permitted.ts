import { maskOf, overlaps } from '../../kernel/departments.ts'
import { fail } from '../sentences.ts'
import { byAccount, findings, type Findings, type Inquiry } from './gate.ts'

/** Gate 4: may the viewer see it? Every other gate looks at the asker's world; this one at the viewer's scope. */
export function permitted(inquiry: Inquiry): Findings {
  const { name: viewer, scope } = inquiry.viewer
  if (scope === null) return findings({ ofCustomer: [fail('other_community', { viewer }, inquiry)] })
  return findings({
    ofCustomer: scope.rights.has('search') ? [] : [fail('no_search_right', { viewer }, inquiry)],
    ofAccounts: byAccount(inquiry.accounts, (account) =>
      overlaps(maskOf(account.department), scope.departments)
        ? []
        : [
            fail(
              'other_department',
              { account: account.accountNumber, department: account.departmentName, viewer },
              inquiry,
            ),
          ],
    ),
  })
}
