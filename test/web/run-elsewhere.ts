import type { Community } from '../../src/kernel/community.ts'
import type { Store } from '../../src/store/index.ts'

/** A run of another process is at work, as it tells itself: so many of 5,000 records are applied. Null: it has ended. */
export async function tellRun(
  store: Store,
  { communityId }: Community,
  startedAt: string,
  done: number | null,
): Promise<void> {
  const told = {
    trigger: 'schedule',
    started_at: startedAt,
    heard_at: done === null ? null : new Date(),
    progress: JSON.stringify({ phase: 'applying', done: done ?? 0, total: 5000 }),
    cancelled_by: null,
  }
  await store.platform
    .insertInto('platform.sync_state')
    .values({ community_id: communityId, ...told })
    .onConflict((conflict) => conflict.column('community_id').doUpdateSet(told))
    .execute()
}
