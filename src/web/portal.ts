import type { Access } from '../access/index.ts'
import type { Explain, History } from '../explain/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { Log } from '../kernel/log.ts'
import type { Jobs } from '../jobs/index.ts'
import type { CustomerRecords } from '../search/customer-record.ts'
import type { Search, SearchMany } from '../search/index.ts'
import type { Communities, Sync } from '../sync/index.ts'
import type { SampleEditor } from './sample-editor.ts'

/** The services that the pages use. `app` hands them in; a page reaches nothing else. */
export interface WebPortal {
  readonly clock: Clock
  readonly log: Log
  readonly access: Access
  readonly communities: Communities
  readonly search: Search
  readonly searchMany: SearchMany
  readonly explain: Explain
  readonly history: History
  readonly sync: Sync
  readonly customers: CustomerRecords
  /** Runs go on after the page has answered. */
  readonly jobs: Pick<Jobs, 'syncNow'>
  /** The sample system of record behind a community of the demo. */
  readonly sampleEditor?: (community: Community) => SampleEditor | undefined
  /** Whom a newcomer can sign in as; only where the demo is loaded. */
  readonly demoSignIns?: readonly DemoSignIn[]
  /** Where `buildAssets` has put the assets: absolute. */
  readonly assetsDirectory: string
  /** The address that people type, where a proxy stands before the portal. */
  readonly publicUrl?: string
  /** What a monitor has to bring to read the metrics; without it there are none. */
  readonly metricsToken?: string
}

export interface DemoSignIn {
  readonly email: string
  readonly password: string
  /** Who this is, in a few words: "Clerk, Water, in Cedar Hollow". */
  readonly what: string
}
