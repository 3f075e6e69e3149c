export { createCommunities, type Communities, type Department, type NewCommunity } from './communities.ts'
export type { CustomerLedger, KindLedger, Ledger, RunProgress, RunReport, RunStatus } from './report.ts'
export { createSync, type Sync, type SyncSetup } from './sync.ts'
export type { RunOptions } from './run.ts'
