import { formatCents } from '../../kernel/money.ts'
import type { Hit, HitAccount, MatchedField } from '../../search/result.ts'
import { Marked } from '../components/marked.tsx'
import { moneyClass } from '../components/money.tsx'
import { markMatches } from '../marking.ts'
import { paths } from '../paths.ts'
import { listed, moduleAndDepartment } from '../words.ts'

/** One table, so that numbers stand below each other; one group of rows a customer. */
export function Hits({ slug, hits }: { slug: string; hits: readonly Hit[] }) {
  return (
    <table class="hits hits--found" role="table" aria-label="Customers found">
      <thead role="rowgroup">
        <tr role="row">
          {['Customer', 'Account', 'Kind', 'Status', 'Service address'].map((heading) => (
            <th scope="col" role="columnheader">
              {heading}
            </th>
          ))}
          <th scope="col" role="columnheader" class="number">
            Balance
          </th>
        </tr>
      </thead>
      {hits.map((hit) => (
        <tbody role="rowgroup">
          {hit.accounts.map((account, index) => (
            <tr role="row">
              {index === 0 && <CustomerCell slug={slug} hit={hit} />}
              <AccountCells account={account} hit={hit} />
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  )
}

function CustomerCell({ slug, hit }: { slug: string; hit: Hit }) {
  const notes = notesOn(hit)
  return (
    <th scope="rowgroup" role="rowheader" class="hits__customer" rowspan={hit.accounts.length}>
      <a href={paths.customer(slug, hit.customerId)} data-hit>
        <Marked text={hit.name} terms={termsOf(hit, 'name')} />
      </a>
      {notes.map((note) => (
        <span class="hits__note">{note}</span>
      ))}
    </th>
  )
}

function AccountCells({ account, hit }: { account: HitAccount; hit: Hit }) {
  const { accountNumber, module, department, status, serviceAddress, balanceCents } = account
  return (
    <>
      <td role="cell" class="hits__account" data-label="Account">
        <Marked text={accountNumber} terms={termsOf(hit, 'account_number')} number />
      </td>
      <td role="cell" data-label="Kind">
        {moduleAndDepartment(module, department)}
      </td>
      <td role="cell" data-label="Status">
        {status}
      </td>
      <td role="cell" data-label="Service address">
        {serviceAddress !== null && <Marked text={serviceAddress} terms={termsOf(hit, 'address')} />}
      </td>
      <td role="cell" data-label="Balance" class={moneyClass(balanceCents)}>
        {formatCents(balanceCents)}
      </td>
    </>
  )
}

function termsOf(hit: Hit, field: MatchedField): string[] {
  return hit.matched.filter((match) => match.field === field).map(({ term }) => term)
}

const FIELD_IN_WORDS: Readonly<Record<MatchedField, string>> = {
  account_number: 'an earlier account number',
  name: 'name',
  phone: 'phone',
  address: 'mailing address',
  email: 'e-mail',
  customer_id: 'customer number',
  former_name: 'an earlier name',
  tax_id: 'tax id',
}

/** Says what matched where it cannot be seen in the row. */
function notesOn(hit: Hit): string[] {
  const unseen = new Map<MatchedField, string[]>()
  const notes: string[] = []
  for (const { term, field, how } of hit.matched) {
    if (field === 'tax_id') notes.push('has this tax id')
    else if (how === 'sounds_like' || how === 'nickname' || how === 'typo')
      notes.push(how === 'sounds_like' ? `sounds like “${term}”` : `close to “${term}”`)
    else if (!isSeen(hit, term, field)) unseen.set(field, [...(unseen.get(field) ?? []), `“${term}”`])
  }
  return [
    ...notes,
    ...[...unseen].map(([field, terms]) => `${FIELD_IN_WORDS[field]} matches ${listed(terms)}`),
  ]
}

function isSeen(hit: Hit, term: string, field: MatchedField): boolean {
  const shows = (text: string | null, number = false) =>
    text !== null && markMatches(text, [term], { number }).some((piece) => piece.marked)
  if (field === 'name') return shows(hit.name)
  if (field === 'account_number') return hit.accounts.some((account) => shows(account.accountNumber, true))
  return field === 'address' && hit.accounts.some((account) => shows(account.serviceAddress))
}
