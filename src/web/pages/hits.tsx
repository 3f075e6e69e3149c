import { formatCents } from '../../kernel/money.ts'
import type { Hit, HitAccount, MatchedField } from '../../search/result.ts'
import { withoutTown } from '../../search/normalise.ts'
import { Marked } from '../components/marked.tsx'
import { moneyClass } from '../components/money.tsx'
import { COLUMNS, COLUMN_IN_WORDS, CONTACT_COLUMNS, type Column } from '../columns.ts'
import { moduleAndDepartment } from '../words.ts'
import { notesOn } from './hit-notes.ts'

interface Props<H extends Hit> {
  readonly hits: readonly H[]
  readonly columns: readonly Column[]
  /** The address of the customer's page. */
  readonly pathOf: (hit: H) => string
  /** Where the customer is, where several communities were searched. */
  readonly placeOf?: (hit: H) => string
}

/** One table, so that numbers stand below each other; one group of rows a customer. */
export function Hits<H extends Hit>({ hits, columns, pathOf, placeOf }: Props<H>) {
  const ofCustomer = columns.filter((column) => CONTACT_COLUMNS.includes(column))
  const ofAccount = columns.filter((column) => !CONTACT_COLUMNS.includes(column))
  return (
    <table class="hits hits--found" role="table" aria-label="Customers found">
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            Customer
          </th>
          {COLUMNS.filter((column) => columns.includes(column)).map((column) => (
            <th scope="col" role="columnheader" {...(column === 'balance' ? { class: 'number' } : {})}>
              {COLUMN_IN_WORDS[column]}
            </th>
          ))}
        </tr>
      </thead>
      {hits.map((hit) => {
        // Without a column of accounts, a customer is one row.
        const accounts = ofAccount.length === 0 ? hit.accounts.slice(0, 1) : hit.accounts
        return (
          <tbody role="rowgroup">
            {accounts.map((account, index) => (
              <tr role="row">
                {index === 0 && (
                  <>
                    <CustomerCell
                      hit={hit}
                      rows={accounts.length}
                      path={pathOf(hit)}
                      notes={[...(placeOf ? [placeOf(hit)] : []), ...notesOn(hit, columns)]}
                    />
                    {ofCustomer.map((column) => (
                      <ContactCell hit={hit} rows={accounts.length} column={column} />
                    ))}
                  </>
                )}
                {ofAccount.map((column) => (
                  <AccountCell account={account} hit={hit} column={column} />
                ))}
              </tr>
            ))}
          </tbody>
        )
      })}
    </table>
  )
}

interface CustomerProps {
  readonly hit: Hit
  readonly rows: number
  readonly path: string
  readonly notes: readonly string[]
}

function CustomerCell({ hit, rows, path, notes }: CustomerProps) {
  return (
    <th scope="rowgroup" role="rowheader" class="hits__customer" rowspan={rows}>
      <a href={path} data-hit>
        <Marked text={hit.name} terms={termsOf(hit, 'name')} />
      </a>
      {notes.map((note) => (
        <span class="hits__note">{note}</span>
      ))}
    </th>
  )
}

function ContactCell({ hit, rows, column }: { hit: Hit; rows: number; column: Column }) {
  const { phone = null, email = null, mailingAddress = null } = hit.contact ?? {}
  const [text, field] =
    column === 'phone'
      ? [phone, 'phone' as const]
      : column === 'email'
        ? [email, 'email' as const]
        : [mailingAddress, 'address' as const]
  // The town is not searched: almost everybody of a city has it alike.
  const searched = column === 'mailing' ? withoutTown(text ?? '') : (text ?? '')
  return (
    <td role="cell" class="hits__contact" data-label={COLUMN_IN_WORDS[column]} rowspan={rows}>
      <Marked text={searched} terms={termsOf(hit, field)} number={field === 'phone'} />
      {text?.slice(searched.length)}
    </td>
  )
}

function AccountCell({ account, hit, column }: { account: HitAccount; hit: Hit; column: Column }) {
  const { accountNumber, module, department, status, serviceAddress, balanceCents } = account
  const label = COLUMN_IN_WORDS[column]
  switch (column) {
    case 'account':
      return (
        <td role="cell" class="hits__account" data-label={label}>
          <Marked text={accountNumber} terms={termsOf(hit, 'account_number')} number />
        </td>
      )
    case 'kind':
      return (
        <td role="cell" data-label={label}>
          {moduleAndDepartment(module, department)}
        </td>
      )
    case 'status':
      return (
        <td role="cell" data-label={label}>
          {status}
        </td>
      )
    case 'address':
      return (
        <td role="cell" data-label={label}>
          {serviceAddress !== null && <Marked text={serviceAddress} terms={termsOf(hit, 'address')} />}
        </td>
      )
    default:
      return (
        <td role="cell" data-label={label} class={moneyClass(balanceCents)}>
          {formatCents(balanceCents)}
        </td>
      )
  }
}

function termsOf(hit: Hit, field: MatchedField): string[] {
  return hit.matched.filter((match) => match.field === field).map(({ term, word }) => word ?? term)
}
