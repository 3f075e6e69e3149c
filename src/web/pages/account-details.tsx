import { capital } from '../../kernel/capital.ts'
import { formatCents } from '../../kernel/money.ts'
import type { RecordAccount, RecordHolder } from '../../search/customer-record.ts'
import { moneyClass } from '../components/money.tsx'
import { paths } from '../paths.ts'
import { dayInWords, dayOfMoment } from '../times.ts'
import { counted } from '../words.ts'

interface Props {
  readonly account: RecordAccount
  readonly slug: string
  /** Whose page it is. */
  readonly customerId: string
  readonly timeZone: string
}

/** One account behind a fold: its holders, charges and history. */
export function AccountDetails({ account, slug, customerId, timeZone }: Props) {
  const { accountId, accountNumber, charges, holders } = account
  return (
    <details class="fold fold--account">
      <summary>
        {accountNumber}
        <span class="fold__hint">
          {counted(charges.length, 'charge')}, {counted(holders.length, 'holder')}
        </span>
      </summary>
      {/* A link into a closed fold opens it. */}
      <h3 id={anchorOf(accountId)}>Holders</h3>
      <ul class="holders">
        {holders.map((holder) => (
          <li>
            <HolderName holder={holder} slug={slug} own={holder.customerId === customerId} />
            <span>
              {capital(holder.role)}
              {holder.fromOn !== null && `, from ${dayInWords(holder.fromOn)}`}
              {holder.toOn !== null && `, until ${dayInWords(holder.toOn)}`}
            </span>
          </li>
        ))}
      </ul>
      <h3>Charges</h3>
      <Charges account={account} />
      <History account={account} timeZone={timeZone} />
    </details>
  )
}

function HolderName({ holder, slug, own }: { holder: RecordHolder; slug: string; own: boolean }) {
  return own ? (
    <strong>{holder.name}</strong>
  ) : (
    <a href={paths.customer(slug, holder.customerId)}>{holder.name}</a>
  )
}

function Charges({ account: { charges, accountNumber } }: { account: RecordAccount }) {
  if (charges.length === 0) return <p>There are none.</p>
  return (
    <table class="hits charges" role="table" aria-label={`Charges of account ${accountNumber}`}>
      <thead role="rowgroup">
        <tr role="row">
          {['Posted', 'What', 'Due'].map((heading) => (
            <th scope="col" role="columnheader">
              {heading}
            </th>
          ))}
          {['Amount', 'Open'].map((heading) => (
            <th scope="col" role="columnheader" class="number">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {charges.map(({ kind, description, postedOn, dueOn, amountCents, balanceCents }) => (
          <tr role="row">
            <td role="cell" data-label="Posted">
              {postedOn === null ? '–' : dayInWords(postedOn)}
            </td>
            <th scope="row" role="rowheader">
              {description === null ? capital(kind) : `${description} (${kind})`}
            </th>
            <td role="cell" data-label="Due">
              {dueOn === null ? '–' : dayInWords(dueOn)}
            </td>
            <td role="cell" data-label="Amount" class={moneyClass(amountCents)}>
              {formatCents(amountCents)}
            </td>
            <td role="cell" data-label="Open" class={moneyClass(balanceCents)}>
              {formatCents(balanceCents)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function History({
  account: { openedOn, closedOn, formerNumbers },
  timeZone,
}: {
  account: RecordAccount
  timeZone: string
}) {
  const events = [
    ...(openedOn === null ? [] : [`Opened on ${dayInWords(openedOn)}`]),
    ...formerNumbers.map(({ number, until }) => `Was ${number} until ${dayOfMoment(until, timeZone)}`),
    ...(closedOn === null ? [] : [`Closed on ${dayInWords(closedOn)}`]),
  ]
  if (events.length === 0) return null
  return (
    <>
      <h3>History</h3>
      <ul>
        {events.map((event) => (
          <li>{event}</li>
        ))}
      </ul>
    </>
  )
}

/** Where on the page an account is. */
export function anchorOf(accountId: string): string {
  return `account-${encodeURIComponent(accountId)}`
}
