import { limitInWords } from '../../explain/limit-in-words.ts'
import { askedIn, withAsked } from '../../search/asked-fields.ts'
import { filtersSet } from '../../search/filters.ts'
import { asksTaxId } from '../../search/index.ts'
import { ASKED_FIELDS, type AskedField } from '../../search/asked-fields.ts'
import type { Sought } from '../sought.ts'

interface Limit {
  readonly says: string
  /** In which it is sought, where it is a field of the text. */
  readonly field?: AskedField
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
      {limits.map(({ says, field, without }) => (
        <li>
          {says}{' '}
          <a href={pathOf(without)} aria-label={`Remove: ${says}`} data-without={field} data-refines>
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
  const { filters } = sought
  return [
    ...ASKED_FIELDS.filter((field) => askedIn(sought.q, field) !== '').map((field) => ({
      says: field === 'tax' ? PLACE.tax : `${PLACE[field]}: ${askedIn(sought.q, field)}`,
      field,
      without: { ...sought, page: 1, q: withAsked(sought.q, field, '') },
    })),
    ...filtersSet(filters).map((name) => ({
      says: limitInWords(name, filters[name] ?? ''),
      without: { ...sought, page: 1, filters: { ...filters, [name]: undefined } },
    })),
  ].map((limit) => ({ ...limit, without: withoutTaxId(limit.without) }))
}

/** An address never holds a tax id: a search by one loses it with whatever else is taken away. */
function withoutTaxId(sought: Sought): Sought {
  return asksTaxId(sought.q) ? { ...sought, q: withAsked(sought.q, 'tax', '') } : sought
}
