import { askedIn, withAsked } from '../../search/asked-fields.ts'
import { asksTaxId } from '../../search/index.ts'
import { ASKED_FIELDS, type AskedField } from '../../search/reading.ts'
import type { Sought } from '../sought.ts'
import { BALANCE_IN_WORDS, moduleInWords } from '../words.ts'

interface Limit {
  readonly says: string
  /** The search without it. */
  readonly without: Sought
}

interface Props {
  readonly sought: Sought
  readonly pathOf: (sought: Sought) => string
}

/** What a search is limited to, each with a link that takes it away; nothing where it is not. */
export function Limits({ sought, pathOf }: Props) {
  const limits = limitsOf(sought)
  if (limits.length === 0) return null
  return (
    <ul class="limits" aria-label="The search is limited to">
      {limits.map(({ says, without }) => (
        <li>
          {says}{' '}
          <a href={pathOf(without)} aria-label={`Remove: ${says}`}>
            <span aria-hidden="true">✕</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

const PLACE: Readonly<Record<AskedField, string>> = {
  last: 'Last name',
  account: 'Account number',
  address: 'Address',
  phone: 'Phone',
  email: 'E-mail',
  id: 'Customer number',
  tax: 'Tax id',
}

function limitsOf(sought: Sought): Limit[] {
  const { module, department, status, balance } = sought.filters
  const withoutFilter = (name: keyof Sought['filters']): Sought => ({
    ...sought,
    page: 1,
    filters: { ...sought.filters, [name]: undefined },
  })
  return [
    ...ASKED_FIELDS.filter((field) => askedIn(sought.q, field) !== '').map((field) => ({
      says: field === 'tax' ? PLACE.tax : `${PLACE[field]}: ${askedIn(sought.q, field)}`,
      without: { ...sought, page: 1, q: withAsked(sought.q, field, '') },
    })),
    ...(module === undefined
      ? []
      : [{ says: `Kind: ${moduleInWords(module)}`, without: withoutFilter('module') }]),
    ...(department === undefined
      ? []
      : [{ says: `Department: ${department}`, without: withoutFilter('department') }]),
    ...(status === undefined ? [] : [{ says: `Status: ${status}`, without: withoutFilter('status') }]),
    ...(balance === undefined
      ? []
      : [{ says: `Balance: ${BALANCE_IN_WORDS[balance]}`, without: withoutFilter('balance') }]),
  ].map((limit) => ({ ...limit, without: withoutTaxId(limit.without) }))
}

/** An address never holds a tax id: a search by one loses it with whatever else is taken away. */
function withoutTaxId(sought: Sought): Sought {
  return asksTaxId(sought.q) ? { ...sought, q: withAsked(sought.q, 'tax', '') } : sought
}
