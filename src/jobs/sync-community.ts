import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import { PortalError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { Store } from '../store/index.ts'
import type { RunReport } from '../sync/report.ts'
import { createSyncPoints } from './sync-points.ts'
import type { Due, Task } from './task.ts'

/** What this task needs of the sync service. */
export interface RunsSync {
  run(
    community: Community,
    options: { readonly trigger: SyncTrigger; readonly signal: AbortSignal },
  ): Promise<RunReport>
  /** Where a run that failed is due again, or died with its process; `since` names the attempt. */
  listDueAgain(): Promise<readonly { readonly communityId: number; readonly since: Date }[]>
}

export interface ListsCommunities {
  list(): Promise<readonly Community[]>
  find(slug: string): Promise<Community | undefined>
}

export type SyncTrigger = 'schedule' | 'retry' | 'now'

interface SyncJob {
  readonly slug: string
  readonly trigger: SyncTrigger
}

export interface SyncTask extends Task<SyncJob> {
  /** The job for a run that somebody asks for. */
  requestedBy(community: Community): Due<SyncJob>
}

/**
 * Four cities at a time: more would only make each of them slower on one database, and fewer would let two large ones,
 * whose first load takes minutes, keep all others waiting.
 */
const CITIES_AT_ONCE = 4
const RETRY_MS = 500

/**
 * Runs the sync of each community at the points of its grid, and again where a run failed or died. A point that comes while
 * the community's run is still under way is left out.
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
  const running = new Set<string>()
  const points = createSyncPoints(store, clock)
  /** By slug: the attempt that was sent last. */
  const sentAgain = new Map<string, number>()

  return {
    name: 'sync-community',
    concurrency: CITIES_AT_ONCE,
    requestedBy: ({ slug }) => ({ key: slug, data: { slug, trigger: 'now' } }),
    async listDue() {
      const due: Due<SyncJob>[] = []
      const all = await communities.list()
      for (const community of all) {
        const { slug } = community
        const point = await points.findDue(community)
        if (point === undefined) continue
        if (running.has(slug)) points.dealtWith(slug, point)
        else due.push({ key: slug, point, data: { slug, trigger: 'schedule' } })
      }
      for (const { communityId, since } of await sync.listDueAgain()) {
        const community = all.find((each) => each.communityId === communityId)
        if (!community || community.pause || sentAgain.get(community.slug) === since.getTime()) continue
        const { slug } = community
        due.push({ key: slug, point: since, data: { slug, trigger: 'retry' } })
      }
      return due
    },
    sent({ key: slug, point, data: { trigger } }) {
      if (!point) return
      if (trigger === 'retry') sentAgain.set(slug, point.getTime())
      else points.dealtWith(slug, point)
    },
    async perform({ slug, trigger }, signal) {
      try {
        const community = await communities.find(slug)
        if (!community || !(await isWanted(community, trigger))) return
        running.add(slug)
        const report = await runPatiently(() => sync.run(community, { trigger, signal }), trigger, signal)
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

  /** Whoever pauses the schedule, and a run by hand that succeeds, may be faster than a job that waits. */
  async function isWanted({ communityId, pause }: Community, trigger: SyncTrigger): Promise<boolean> {
    if (trigger === 'now') return true
    if (pause) return false
    return (
      trigger === 'schedule' || (await sync.listDueAgain()).some((due) => due.communityId === communityId)
    )
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
      if (trigger !== 'now' || !isRunning(error)) throw error
      await sleep(RETRY_MS, undefined, { signal })
    }
  }
}

function isRunning(error: unknown): boolean {
  return error instanceof PortalError && error.code === 'sync_running'
}
