import type { SourceKind } from '../source/port.ts'

/** The columns of the contract in the order in which a row is kept, whatever order a city's export has them in. */
export const COLUMNS = {
  customers: [
    'customer_id',
    'name',
    'first_name',
    'middle_name',
    'last_name',
    'suffix',
    'business_name',
    'customer_type',
    'email',
    'phone',
    'phone2',
    'mailing_address',
    'city',
    'state',
    'postal_code',
    'tax_id',
    'status',
    'online_access',
    'confidential',
    'updated_at',
  ],
  accounts: [
    'account_id',
    'account_number',
    'module',
    'department',
    'status',
    'online_access',
    'service_address',
    'opened_on',
    'closed_on',
    'balance',
    'updated_at',
  ],
  holders: ['customer_id', 'account_id', 'role', 'from_on', 'to_on'],
  charges: ['charge_id', 'account_id', 'kind', 'description', 'amount', 'balance', 'posted_on', 'due_on'],
  merges: ['from_id', 'to_id', 'kind', 'at'],
} as const satisfies Record<SourceKind, readonly string[]>

/** Columns that name records and are parts of database keys; an index entry holds at most 2,700 bytes. */
export const KEY_COLUMNS: ReadonlySet<string> = new Set([
  'customer_id',
  'account_id',
  'account_number',
  'charge_id',
  'from_id',
  'to_id',
  'department',
  'module',
])
export const MAX_KEY_CELL = 200
export const MAX_CELL = 1_000

/** What may be kept of a row that could not be read as a row: its cells may stand under the wrong names. */
export const KEPT_OF_MALFORMED: ReadonlySet<string> = new Set([
  'customer_id',
  'name',
  'last_name',
  'first_name',
  'business_name',
  'account_id',
  'account_number',
  'charge_id',
  'from_id',
  'to_id',
])
