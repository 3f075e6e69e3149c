export { createCustomerRecords, type CustomerRecord, type CustomerRecords } from './customer-record.ts'
export { CAP } from './find.ts'
export { createSearch, type LookedInto, type Search, type SearchWorld } from './search.ts'
export { asksTaxId, withoutTaxId } from './tax-id-asked.ts'
export {
  createSearchMany,
  type ManyHit,
  type ManyResult,
  type SearchMany,
  type SearchStanding,
} from './search-many.ts'
export { BALANCE_FILTERS, type SearchFilters } from './filters.ts'
export { SORTS } from './result.ts'
export type * from './result.ts'
