import type { Selectable } from 'kysely'
import type { CustomerTable } from '../store/index.ts'
import type { CustomerFields } from './keys.ts'

/** The columns of a customer by which it can be found. */
export const FOUND_BY = [
  'customer_id',
  'name',
  'first_name',
  'middle_name',
  'last_name',
  'suffix',
  'business_name',
  'former_names',
  'email',
  'phone',
  'phone2',
  'mailing_address',
] as const satisfies readonly (keyof CustomerTable)[]

/** A row of the copy as far as a customer is found by it. */
export type FoundByRow = Pick<Selectable<CustomerTable>, (typeof FOUND_BY)[number]>

export function customerFieldsOf(row: FoundByRow): CustomerFields {
  return {
    customerId: row.customer_id,
    name: row.name,
    firstName: row.first_name,
    middleName: row.middle_name,
    lastName: row.last_name,
    suffix: row.suffix,
    businessName: row.business_name,
    formerNames: row.former_names,
    email: row.email,
    phone: row.phone,
    phone2: row.phone2,
    mailingAddress: row.mailing_address,
  }
}
