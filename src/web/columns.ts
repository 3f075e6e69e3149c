/** What a table of customers shows beside the name, in the order of its columns. */
export const COLUMNS = [
  'phone',
  'email',
  'mailing',
  'account',
  'kind',
  'status',
  'address',
  'balance',
] as const
export type Column = (typeof COLUMNS)[number]

/** Unless somebody chooses others. */
const USUAL_COLUMNS: readonly Column[] = ['account', 'kind', 'status', 'address', 'balance']

/** Of the customer, not of one of its accounts. */
export const CONTACT_COLUMNS: readonly Column[] = ['phone', 'email', 'mailing']

export const COLUMN_IN_WORDS: Readonly<Record<Column, string>> = {
  phone: 'Phone',
  email: 'E-mail',
  mailing: 'Mailing address',
  account: 'Account',
  kind: 'Kind',
  status: 'Status',
  address: 'Service address',
  balance: 'Balance',
}

/** Reads `account,kind`; what is no column is left out, so that `name` alone is a table of names. */
export function readColumns(text: string | undefined): readonly Column[] {
  if (text === undefined || text === '') return USUAL_COLUMNS
  const named = text.split(',')
  return COLUMNS.filter((column) => named.includes(column))
}

/** As they stand in an address; nothing for the usual ones. */
export function columnsInAddress(columns: readonly Column[]): string | undefined {
  const text = columns.join(',')
  return text === USUAL_COLUMNS.join(',') ? undefined : text || 'name'
}

/** The columns with this one added, or without it where it is there. */
export function toggled(columns: readonly Column[], column: Column): readonly Column[] {
  return COLUMNS.filter((each) => (each === column) !== columns.includes(each))
}
