import { createHash } from 'node:crypto'
import type { Db, PgBoss } from 'pg-boss'
import type { Log } from '../kernel/log.ts'
import type { Store } from '../store/index.ts'
import type { Due, Task } from './task.ts'

const POLL_SECONDS = 1
/** Longer than any run: a job that is still active by then belongs to a process that died, and blocks nobody meanwhile. */
const EXPIRE_SECONDS = 6 * 60 * 60
/** Finished jobs are kept as long as another process might still send the same point of a schedule. */
const KEEP_SECONDS = 60 * 60

export interface Queue {
  /** Resolves with false when such a job waits already, or was there before. */
  send<Data extends object>(task: Task<Data>, due: Due<Data>): Promise<boolean>
  /** Takes no new job, aborts those that run, and waits for them, at most `patienceMs`. */
  stop(patienceMs: number): Promise<void>
}

/**
 * pg-boss in the same database, in its own schema `pgboss`. All queues are made here, before anybody can send: on the
 * embedded database a queue that pg-boss does not know yet is looked up beside the open transaction, and waits for ever.
 */
export async function openQueue(
  store: Store,
  log: Log,
  tasks: readonly Task<object>[],
  works: boolean,
): Promise<Queue> {
  const pgBoss = await import('pg-boss')
  const { engine } = store
  const boss = new pgBoss.PgBoss({
    db: engine.kind === 'pglite' ? pgBoss.fromPglite(engine.pglite) : overPool(engine.pool),
    backend: engine.kind === 'pglite' ? 'pglite' : 'postgres',
    schema: 'pgboss',
    schedule: false,
    registerInstance: false,
    // The embedded database has no second connection on which to rebuild an index beside other work.
    reindex: engine.kind === 'postgres',
  })
  boss.on('error', (error) => log.error({ err: error }, 'the job queue reported an error'))
  boss.on('warning', (warning) => log.warn({ warning }, 'the job queue warns'))
  await boss.start()

  const stopping = new AbortController()
  const workers = new Map<string, readonly string[]>()
  for (const task of tasks) {
    await createQueue(boss, task)
    if (works) workers.set(task.name, await workOn(boss, task, stopping.signal))
  }
  return {
    async send(task, { data, key, point }) {
      const id = point === undefined ? {} : { id: idOf(task.name, key, point) }
      const sent = await boss.send(task.name, data, { ...id, singletonKey: key, group: { id: key } })
      if (sent !== null) for (const worker of workers.get(task.name) ?? []) boss.notifyWorker(worker)
      return sent !== null
    },
    async stop(patienceMs) {
      stopping.abort()
      await boss.stop({ graceful: true, timeout: patienceMs, close: false })
    },
  }
}

async function createQueue(boss: PgBoss, task: Task<object>): Promise<void> {
  await boss.createQueue(task.name, {
    policy: 'short',
    retryLimit: 0,
    expireInSeconds: EXPIRE_SECONDS,
    deleteAfterSeconds: KEEP_SECONDS,
  })
}

/**
 * As many workers as keys are worked on at once. One that has done a job asks for the next at once: by itself it would wait
 * for the rest of the second, and two workers would do two short jobs a second, where 500 cities a minute need eight.
 * @returns their ids, to wake them with.
 */
async function workOn(boss: PgBoss, task: Task<object>, stopping: AbortSignal): Promise<string[]> {
  const workers: string[] = []
  for (let n = 0; n < task.concurrency; n++) {
    const options = { pollingIntervalSeconds: POLL_SECONDS, localGroupConcurrency: 1 }
    const worker = await boss.work<object>(task.name, options, async (jobs) => {
      for (const job of jobs) await task.perform(job.data, AbortSignal.any([stopping, job.signal]))
      const own = workers[n]
      if (own !== undefined) boss.notifyWorker(own)
    })
    workers.push(worker)
  }
  return workers
}

/** The portal's own connections; a failed statement closes its connection, so none is left inside a transaction. */
function overPool(pool: { query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> }): Db {
  return { executeSql: (text, values) => pool.query(text, values) }
}

/** The same for every process, so that a point of a schedule is one job however many send it. */
function idOf(task: string, key: string, point: Date): string {
  const hex = createHash('sha256').update(`${task}\n${key}\n${point.toISOString()}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
