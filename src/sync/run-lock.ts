import { failure } from '../kernel/errors.ts'
import type { Store } from '../store/index.ts'

/** Any number: with the id of the community it names the advisory lock. */
const LOCK_CLASS = 7_203_119
const RETRY_MS = 200

/** Communities whose copy is being written in this process. An embedded database has no other process. */
const writing = new WeakMap<Store, Set<number>>()

/**
 * Does work that writes the copy of a community, while nobody else does. On a server the guard is an advisory lock of a
 * connection of its own, so that it ends with the process that holds it, however that ends.
 * @param patienceMs how long to wait for somebody else to end; 0: not at all
 * @throws failure `sync_running` when somebody else still does
 */
export async function whileLocked<T>(
  store: Store,
  communityId: number,
  patienceMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const givesUpAt = performance.now() + patienceMs
  for (;;) {
    const release = await tryLock(store, communityId)
    if (release) {
      try {
        return await work()
      } finally {
        await release()
      }
    }
    if (performance.now() >= givesUpAt)
      throw failure('sync_running', 'A sync of this community is running already: wait until it has ended.')
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

async function tryLock(store: Store, communityId: number): Promise<(() => Promise<void>) | undefined> {
  const { engine } = store
  if (engine.kind === 'pglite') {
    const busy = writing.get(store) ?? new Set<number>()
    writing.set(store, busy)
    if (busy.has(communityId)) return undefined
    busy.add(communityId)
    return () => Promise.resolve(void busy.delete(communityId))
  }
  const client = await engine.pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => (broken = error)
  client.on('error', onError)
  const { rows } = await client.query<{ locked: boolean }>(
    'select pg_try_advisory_lock($1::int, $2::int) as locked',
    [LOCK_CLASS, communityId],
  )
  const giveBack = () => {
    client.off('error', onError)
    client.release(broken)
  }
  if (rows[0]?.locked !== true) {
    giveBack()
    return undefined
  }
  return async () => {
    try {
      await client.query('select pg_advisory_unlock($1::int, $2::int)', [LOCK_CLASS, communityId])
    } catch (error) {
      broken = error as Error
    }
    giveBack()
  }
}
