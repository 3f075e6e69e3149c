export { CommunityStore, QUERY_CANCELED, rowsFrom, type Queries } from './community.ts'
export { claimWithPatience, type DataDirectory } from './data-directory.ts'
export { openStore, type Store, type StoreLocation } from './store.ts'
export * from './tables.ts'
