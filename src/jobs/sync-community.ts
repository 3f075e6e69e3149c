import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import { PortalError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { Store } from '../store/index.ts'
import type { RunProgress, RunReport } from '../sync/report.ts'
import { createSyncPoints } from './sync-points.ts'
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
const RETRY_MS = 500

/**
 * Runs the sync of each community at the points of its grid; a point that comes while the community's run is still under
 * way is left out.
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
  const points = createSyncPoints(store, clock)

  return {
    name: 'sync-community',
    concurrency: CITIES_AT_ONCE,
    requestedBy: ({ slug }) => ({ key: slug, data: { slug, trigger: 'now' } }),
    progressOf: (slug) => running.get(slug),
    async listDue() {
      const due: Due<SyncJob>[] = []
      for (const community of await communities.list()) {
        const { slug } = community
        const point = await points.findDue(community)
        if (point === undefined) continue
        if (running.has(slug)) points.dealtWith(slug, point)
        else due.push({ key: slug, point, data: { slug, trigger: 'schedule' } })
      }
      return due
    },
    sent({ key: slug, point }) {
      if (point) points.dealtWith(slug, point)
    },
    async perform({ slug, trigger }, signal) {
      try {
        const community = (await communities.list()).find((each) => each.slug === slug)
        if (!community) return
        const started = { trigger, startedAt: clock.now() }
        running.set(slug, { ...started, progress: undefined })
        const onProgress = (progress: RunProgress) => void running.set(slug, { ...started, progress })
        const report = await runPatiently(
          () => sync.run(community, { trigger, signal, onProgress }),
          trigger,
          signal,
        )
        if (report.status === 'completed') log.info({ run: report }, `the sync of ${slug} completed`)
        else log.warn({ run: report }, `the sync of ${slug} ended as ${report.status}`)
      } catch (error) {
        if (signal.aborted || isRunning(error)) log.info({ err: error }, `the sync of ${slug} was left out`)
        else log.error({ err: error }, `the sync of ${slug} failed`)
      } finally {
        running.delete(slug)
      }
    },
  }
}

/**
 * A run that somebody started elsewhere, such as on the command line, may have read the source before the change that
 * this one was asked for, so what was asked for waits for it; the schedule does not.
 */
async function runPatiently(
  run: () => Promise<RunReport>,
  trigger: SyncTrigger,
  signal: AbortSignal,
): Promise<RunReport> {
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (trigger === 'schedule' || !isRunning(error)) throw error
      await sleep(RETRY_MS, undefined, { signal })
    }
  }
}

function isRunning(error: unknown): boolean {
  return error instanceof PortalError && error.code === 'sync_running'
}
