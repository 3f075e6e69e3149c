export {
  CommunityStore,
  QUERY_CANCELED,
  SeveralCommunitiesStore,
  rowsFrom,
  type Queries,
} from './community.ts'
export { claimWithPatience, type DataDirectory } from './data-directory.ts'
export { escapedForLike } from './like.ts'
export { mergedInto, survivorOf } from './merges.ts'
export { openStore, type Store, type StoreLocation } from './store.ts'
export * from './tables.ts'
