import type { CustomerFields } from '../../search/keys.ts'
import type { Cells } from '../pack.ts'
import { Refusal } from '../rejection.ts'
import { readFlag, readInstant, readWord, requiredCell } from './cells.ts'
import { looksLikeBusiness, parsePersonName, type PersonName } from './names.ts'

/** A customer as the copy keeps it. */
export interface CustomerRecord extends Omit<CustomerFields, 'formerNames'> {
  readonly kind: 'person' | 'business'
  readonly city: string | null
  readonly state: string | null
  readonly postalCode: string | null
  readonly taxIdHash: string | null
  readonly taxIdLast4: string | null
  readonly status: 'active' | 'inactive'
  readonly onlineAccess: boolean | null
  readonly confidential: boolean
  readonly updatedAt: Date | null
}

/** @throws Refusal */
export function interpretCustomer(cells: Cells, timeZone: string): CustomerRecord {
  const customerId = requiredCell(cells, 'customer_id')
  return {
    customerId,
    ...namesOf(cells),
    email: cells['email'] ?? null,
    phone: cells['phone'] ?? null,
    phone2: cells['phone2'] ?? null,
    mailingAddress: cells['mailing_address'] ?? null,
    city: cells['city'] ?? null,
    state: cells['state'] ?? null,
    postalCode: cells['postal_code'] ?? null,
    taxIdHash: cells['tax_id_hash'] ?? null,
    taxIdLast4: cells['tax_id_last4'] ?? null,
    status:
      cells['status'] === undefined ? 'active' : readWord(cells['status'], 'status', ['active', 'inactive']),
    onlineAccess: readFlag(cells, 'online_access'),
    confidential: readFlag(cells, 'confidential') ?? false,
    updatedAt: readInstant(cells, 'updated_at', timeZone),
  }
}

/** The name by which people know a record, also where the record itself was refused; null where it has none. */
export function labelOf(cells: Cells): string | null {
  return spaced(cells['name']) ?? spaced(cells['business_name']) ?? nameOfParts(cells)
}

type Names = Pick<
  CustomerRecord,
  'kind' | 'name' | 'firstName' | 'middleName' | 'lastName' | 'suffix' | 'businessName'
>

/**
 * A name in one cell is kept as it is printed, and taken apart for a person; the cells for the parts go before it. Where
 * the source does not say what the customer is, a business name or a legal form at the end says it.
 */
function namesOf(cells: Cells): Names {
  const name = labelOf(cells)
  if (name === null)
    throw new Refusal(
      'missing_value',
      'name',
      'The customer has no name: name, last_name and business_name are empty.',
    )
  const business = spaced(cells['business_name'])
  const parts = partsOf(cells)
  const kind =
    cells['customer_type'] === undefined
      ? business !== null || (parts === null && looksLikeBusiness(name))
        ? 'business'
        : 'person'
      : readWord(cells['customer_type'], 'customer_type', ['person', 'business'])
  if (kind === 'business') return { kind, name, ...NO_PERSON, ...parts, businessName: business ?? name }
  const person = parts ?? (cells['name'] === undefined ? NO_PERSON : parsePersonName(name))
  return { kind, name, ...person, businessName: business }
}

const NO_PERSON: PersonName = { firstName: null, middleName: null, lastName: null, suffix: null }

function partsOf(cells: Cells): PersonName | null {
  const firstName = spaced(cells['first_name'])
  const lastName = spaced(cells['last_name'])
  if (firstName === null && lastName === null) return null
  return { firstName, middleName: spaced(cells['middle_name']), lastName, suffix: spaced(cells['suffix']) }
}

/** `Last, First Middle Jr`. */
function nameOfParts(cells: Cells): string | null {
  const parts = partsOf(cells)
  if (!parts) return null
  const given = [parts.firstName, parts.middleName, parts.suffix].filter((part) => part !== null).join(' ')
  if (parts.lastName === null) return given
  return given === '' ? parts.lastName : `${parts.lastName}, ${given}`
}

function spaced(text: string | undefined): string | null {
  const clean = text?.replace(/\s+/g, ' ').trim()
  return clean === undefined || clean === '' ? null : clean
}
