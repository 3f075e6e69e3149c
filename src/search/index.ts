export { createCustomerRecords, type CustomerRecord, type CustomerRecords } from './customer-record.ts'
export { CAP } from './find.ts'
export { createSearch, type LookedInto, type Search, type SearchWorld } from './search.ts'
export { MAY_NOT_ASK, asksTaxId, withoutTaxId } from './tax-id-asked.ts'
export {
  IN_ONE_COMMUNITY,
  createSearchMany,
  type ManyHit,
  type ManyResult,
  type SearchMany,
  type SearchStanding,
} from './search-many.ts'
export { BALANCE_FILTERS, type SearchFilters } from './filters.ts'
export { SORTS } from './result.ts'
export type * from './result.ts'
