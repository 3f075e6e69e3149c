import { moneyClass } from '../components/money.tsx'
import { Marked } from '../components/marked.tsx'
import { formatCents } from '../../kernel/money.ts'
import type { Hit, HitAccount, MatchedField } from '../../search/result.ts'
import { DiagnosisOf } from '../components/diagnosis.tsx'
import { DataAsOf } from '../components/data-as-of.tsx'
import { Pages } from '../components/pages.tsx'
import type { Standing } from '../environment.ts'
import { markMatches } from '../marking.ts'
import { paths } from '../paths.ts'
import { counted, listed, moduleAndDepartment } from '../words.ts'
import { WaysToSearch } from './search-form.tsx'
import { PAGE_SIZE, type Found, type Sought } from './search.tsx'

interface Props {
  readonly standing: Standing
  readonly sought: Sought
  readonly found: Found | undefined
  readonly now: Date
  /** The address of the page. */
  readonly here: string
}

/** What a search found, or why it found nobody. The client script replaces it as a whole while somebody types. */
export function SearchResults(props: Props) {
  const { found, standing, sought } = props
  if (!found) return <div data-announce=""></div>
  const { result } = found
  if (result.total === 0) return <NobodyFound {...props} found={found} />
  const count = `${result.capped ? 'More than ' : ''}${counted(result.total, 'customer')}`
  return (
    <div data-announce={`${count} found`}>
      <div class="results-head">
        <h2 class="results-head__count">{count}</h2>
        <DataAsOf
          community={standing.community}
          dataAsOf={result.dataAsOf}
          nextSyncAt={result.nextSyncAt}
          now={props.now}
        />
      </div>
      {result.hits.length > 0 ? (
        <Hits slug={standing.community.slug} hits={result.hits} />
      ) : (
        <p>There are no customers on this page. Go back to the first one.</p>
      )}
      <Pages
        current={sought.page}
        last={Math.ceil(result.total / PAGE_SIZE)}
        pathOf={(page) => paths.search(standing.community.slug, { ...sought, page })}
      />
      <p class="onward">
        Not the one you are looking for?{' '}
        <a href={paths.why(standing.community.slug, { text: sought.q, module: sought.module })}>
          Find out why a customer is not listed
        </a>
      </p>
    </div>
  )
}

/** One table, so that numbers stand below each other; one group of rows a customer. */
function Hits({ slug, hits }: { slug: string; hits: readonly Hit[] }) {
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
}

/** Says what matched where it cannot be seen in the row. */
function notesOn(hit: Hit): string[] {
  const unseen = new Map<MatchedField, string[]>()
  const notes: string[] = []
  for (const { term, field, how } of hit.matched) {
    if (how === 'sounds_like' || how === 'nickname' || how === 'typo')
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

/** The smallest change that finds somebody, then the explanation of what was typed, then the ways to search. */
function NobodyFound({ standing, sought, found, now, here }: Props & { found: Found }) {
  const { result, diagnosis } = found
  const slug = standing.community.slug
  return (
    <div data-announce="No customer found">
      <div class="results-head">
        <h2 class="results-head__count">No customer found</h2>
        <DataAsOf
          community={standing.community}
          dataAsOf={result.dataAsOf}
          nextSyncAt={result.nextSyncAt}
          now={now}
        />
      </div>
      {result.relaxed && (
        <p class="relaxed">
          {result.relaxed.change}:{' '}
          <a href={paths.search(slug, { q: result.relaxed.words, module: sought.module })}>
            {result.relaxed.words}
          </a>
        </p>
      )}
      {diagnosis && (
        <DiagnosisOf
          standing={standing}
          diagnosis={diagnosis}
          asked={{ text: sought.q, module: sought.module }}
          now={now}
          here={here}
        />
      )}
      <h2>Ways to search</h2>
      <WaysToSearch />
    </div>
  )
}
