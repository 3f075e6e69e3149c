export { createCustomerRecords, type CustomerRecord, type CustomerRecords } from './customer-record.ts'
export { CAP } from './find.ts'
export { createSearch, type Search, type SearchWorld } from './search.ts'
export type * from './result.ts'
