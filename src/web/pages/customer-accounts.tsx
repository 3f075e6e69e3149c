import { formatCents } from '../../kernel/money.ts'
import type { RecordAccount } from '../../search/customer-record.ts'
import { moneyClass } from '../components/money.tsx'
import { moduleAndDepartment } from '../words.ts'
import { anchorOf } from './account-details.tsx'

/** The accounts with their balances below each other, and the total. */
export function AccountsTable({ accounts }: { accounts: readonly RecordAccount[] }) {
  const total = accounts.reduce((sum, { balanceCents }) => sum + balanceCents, 0)
  return (
    <table class="hits accounts" role="table" aria-label="Accounts">
      <thead role="rowgroup">
        <tr role="row">
          {['Account', 'Kind', 'Status', 'Service address'].map((heading) => (
            <th scope="col" role="columnheader">
              {heading}
            </th>
          ))}
          <th scope="col" role="columnheader" class="number">
            Balance
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {accounts.map(
          ({ accountId, accountNumber, module, department, status, serviceAddress, balanceCents }) => (
            <tr role="row">
              <th scope="row" role="rowheader" class="hits__account">
                <a href={`#${anchorOf(accountId)}`}>{accountNumber}</a>
              </th>
              <td role="cell" data-label="Kind">
                {moduleAndDepartment(module, department)}
              </td>
              <td role="cell" data-label="Status">
                {status}
              </td>
              <td role="cell" data-label="Service address">
                {serviceAddress}
              </td>
              <td role="cell" data-label="Balance" class={moneyClass(balanceCents)}>
                {formatCents(balanceCents)}
              </td>
            </tr>
          ),
        )}
      </tbody>
      {accounts.length > 1 && (
        <tfoot role="rowgroup">
          <tr role="row">
            <th scope="row" role="rowheader" colspan={4}>
              Total
            </th>
            <td role="cell" class={moneyClass(total)}>
              {formatCents(total)}
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  )
}
