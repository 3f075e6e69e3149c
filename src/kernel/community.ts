import type { Settings } from './settings.ts'

/** One city: the tenant. */
export interface Community {
  readonly communityId: number
  readonly slug: string
  readonly name: string
  /** `files:DIR` or `sample:NAME`: which adapter reads its system of record, and where. */
  readonly source: string
  readonly settings: Settings
  readonly isDemo: boolean
  /** Absent while it syncs by itself. */
  readonly pause?: Pause
}

/** Somebody has stopped the schedule. Syncing by hand still works. */
export interface Pause {
  readonly since: Date
  /** The name of who did it. */
  readonly by: string
  readonly reason: string | null
}
