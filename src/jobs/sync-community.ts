import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { Log } from '../kernel/log.ts'
import { nextSyncAt, syncInterval } from '../kernel/schedule.ts'
import type { Store } from '../store/index.ts'
import type { RunProgress, RunReport } from '../sync/report.ts'
import type { Due, Task } from './task.ts'

/** What this task needs of the sync service. */
export interface RunsSync {
  run(
    community: Community,
    options: {
      readonly trigger: SyncTrigger
      readonly onProgress: (progress: RunProgress) => void
      readonly signal: AbortSignal
    },
  ): Promise<RunReport>
}

export interface ListsCommunities {
  list(): Promise<readonly Community[]>
}

export type SyncTrigger = 'schedule' | 'now'

/** A run of this process that is under way. */
export interface RunningSync {
  readonly trigger: SyncTrigger
  readonly startedAt: Date
  /** Absent until the run has said how far it is. */
  readonly progress: RunProgress | undefined
}

interface SyncJob {
  readonly slug: string
  readonly trigger: SyncTrigger
}

export interface SyncTask extends Task<SyncJob> {
  /** The job for a run that somebody asks for. */
  requestedBy(community: Community): Due<SyncJob>
  progressOf(slug: string): RunningSync | undefined
}

/** Two cities at a time: on one database more would only make each of them slower. */
const CITIES_AT_ONCE = 2

/**
 * Runs the sync of each community at the points of its grid. A point that passed while nobody was there to see it (the
 * machine was off at midnight, and the city syncs daily) is made up for at the start; a point that comes while the
 * community's run is still under way is left out.
 */
export function createSyncTask({
  store,
  clock,
  log,
  sync,
  communities,
}: {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly sync: RunsSync
  readonly communities: ListsCommunities
}): SyncTask {
  const running = new Map<string, RunningSync>()
  /** The last point that was dealt with, by community. */
  const dealtWith = new Map<string, number>()

  async function isDue({ communityId, slug }: Community, point: number): Promise<boolean> {
    let before = dealtWith.get(slug)
    if (before === undefined) {
      // A community that was never synced waits for its next point: whoever added it may be about to sync it.
      const last = await findLastStart(store, communityId)
      before = last === undefined ? point : Math.min(point, last.getTime())
    }
    if (point > before && !running.has(slug)) return true
    dealtWith.set(slug, point)
    return false
  }

  return {
    name: 'sync-community',
    concurrency: CITIES_AT_ONCE,
    requestedBy: ({ slug }) => ({ key: slug, data: { slug, trigger: 'now' } }),
    progressOf: (slug) => running.get(slug),
    async listDue() {
      const due: Due<SyncJob>[] = []
      for (const community of await communities.list()) {
        const { slug, settings } = community
        const point = nextSyncAt(settings, clock.now()).getTime() - syncInterval(settings)
        if (await isDue(community, point))
          due.push({ key: slug, point: new Date(point), data: { slug, trigger: 'schedule' } })
      }
      return due
    },
    sent({ key: slug, point }) {
      if (point) dealtWith.set(slug, point.getTime())
    },
    async perform({ slug, trigger }, signal) {
      try {
        const community = (await communities.list()).find((each) => each.slug === slug)
        if (!community) return
        const started = { trigger, startedAt: clock.now() }
        running.set(slug, { ...started, progress: undefined })
        const onProgress = (progress: RunProgress) => void running.set(slug, { ...started, progress })
        const report = await sync.run(community, { trigger, signal, onProgress })
        if (report.status === 'completed') log.info({ run: report }, `the sync of ${slug} completed`)
        else log.warn({ run: report }, `the sync of ${slug} ended as ${report.status}`)
      } catch (error) {
        if (signal.aborted) log.info({ err: error }, `the sync of ${slug} was stopped`)
        else log.error({ err: error }, `the sync of ${slug} failed`)
      } finally {
        running.delete(slug)
      }
    },
  }
}

async function findLastStart(store: Store, communityId: number): Promise<Date | undefined> {
  const [rows] = await store
    .as(communityId)
    .read(
      (db) =>
        [
          db
            .selectFrom('run')
            .select('started_at')
            .where('community_id', '=', communityId)
            .orderBy('run_id', 'desc')
            .limit(1),
        ] as const,
    )
  return rows[0]?.started_at
}
