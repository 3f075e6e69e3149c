import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { Log } from '../kernel/log.ts'
import type { Store } from '../store/index.ts'
import { createForgetTask } from './forget-history.ts'
import { openQueue, type Queue } from './queue.ts'
import { createVerdictTask, type RefreshesVerdicts } from './refresh-verdicts.ts'
import { createSyncTask, type ListsCommunities, type RunsSync } from './sync-community.ts'
import type { Task } from './task.ts'
import { startTicking } from './ticker.ts'

const TICK_MS = 1_000
/** What a run under way gets to end its batch; the whole process is to be gone after five seconds. */
const PATIENCE_MS = 3_000

/** The work that goes on by itself while a server runs. `nextSyncAt` of the kernel says when the next run starts. */
export interface Jobs {
  /** Asks for a run as soon as possible: at once, or after the run that is under way. At most one waits. */
  syncNow(community: Community): Promise<void>
  /** Stops within five seconds; a run under way is aborted between two batches. */
  stop(): Promise<void>
}

export interface JobServices {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly sync: RunsSync & RefreshesVerdicts
  readonly communities: ListsCommunities
  /** How often the schedules are looked at, in milliseconds. */
  readonly tickMs?: number
  /** False: others do the work (`portal worker`), and this process only asks for it. */
  readonly works?: boolean
}

/** Starts the queue, its workers and the schedules. Failures of the work are logged and never end the process. */
export async function startJobs(services: JobServices): Promise<Jobs> {
  const { store, log, tickMs = TICK_MS, works = true } = services
  const syncTask = createSyncTask(services)
  const verdictTask = createVerdictTask(services)
  const forgetTask = createForgetTask(services)
  const queue = await openQueue(store, log, [syncTask, verdictTask, forgetTask], works)
  const stopTicking = works
    ? startTicking(tickMs, log, async () => {
        await sendDue(queue, syncTask)
        await sendDue(queue, verdictTask)
        await sendDue(queue, forgetTask)
      })
    : async () => {}
  return {
    syncNow: async (community) => void (await queue.send(syncTask, syncTask.requestedBy(community))),
    async stop() {
      await stopTicking()
      await queue.stop(PATIENCE_MS)
    },
  }
}

async function sendDue<Data extends object>(queue: Queue, task: Task<Data>): Promise<void> {
  for (const due of await task.listDue()) {
    await queue.send(task, due)
    task.sent(due)
  }
}
