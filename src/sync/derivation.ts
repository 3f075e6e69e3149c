import type { Community } from '../kernel/community.ts'
import type { Store } from '../store/index.ts'
import { remakeAllFindable, reevaluateAll, type Reevaluation } from './reevaluate.ts'
import type { RunProgress } from './report.ts'
import { derivationOf } from './version.ts'

/**
 * Brings what is derived from the copy (verdicts, listings, search keys) to the settings and the version of the portal.
 * Also finishes what was interrupted: how it was derived is noted only when everything is.
 */
export async function rederive(
  store: Store,
  community: Community,
  now: Date,
  onProgress?: (progress: RunProgress) => void,
): Promise<void> {
  const { communityId, settings } = community
  const wanted = derivationOf(settings)
  const [keys, policy] = ((await readDerivation(store, communityId)) ?? '/').split('/')
  if (keys === wanted.keys && policy === wanted.policy) return
  const work: Reevaluation = { store: store.as(communityId), settings, now }
  const total = await countRecords(work)
  const onDone = (done: number) => onProgress?.({ phase: 'applying', done, total })
  // Old keys cannot be derived by this version to find the difference, so they go first, and verdicts follow.
  if (keys !== wanted.keys) await remakeAllFindable(work, onDone)
  if (policy !== wanted.policy) await reevaluateAll(work, onDone)
  await store.platform
    .updateTable('platform.community')
    .set({ derived_as: `${wanted.keys}/${wanted.policy}` })
    .where('community_id', '=', communityId)
    .execute()
}

/** Whether what is derived from the copy is as the settings and the version of the portal say. */
export async function isDerived(store: Store, { communityId, settings }: Community): Promise<boolean> {
  const { keys, policy } = derivationOf(settings)
  return (await readDerivation(store, communityId)) === `${keys}/${policy}`
}

async function readDerivation(store: Store, communityId: number): Promise<string | null> {
  const { derived_as } = await store.platform
    .selectFrom('platform.community')
    .select('derived_as')
    .where('community_id', '=', communityId)
    .executeTakeFirstOrThrow()
  return derived_as
}

async function countRecords({ store }: Reevaluation): Promise<number> {
  const [customers, accounts] = await store.read(
    (db) =>
      [
        db
          .selectFrom('customer')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('community_id', '=', store.communityId),
        db
          .selectFrom('account')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('community_id', '=', store.communityId),
      ] as const,
  )
  return (customers[0]?.count ?? 0) + (accounts[0]?.count ?? 0)
}
