import { dayAt, type Day } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { Store } from '../store/index.ts'
import { remakeAllFindable, reevaluateAll, type Reevaluation } from './reevaluate.ts'
import type { RunProgress } from './report.ts'
import { derivationOf } from './version.ts'

/**
 * Brings what is derived from the copy (verdicts, listings, search keys) to the settings and the version of the portal.
 * Also finishes what was interrupted: how it was derived is noted only when everything is. Where the clock was ahead and
 * went back to an earlier day, verdicts of days that have not come yet are taken back.
 */
export async function rederive(
  store: Store,
  community: Community,
  now: Date,
  onProgress?: (progress: RunProgress) => void,
): Promise<void> {
  const { communityId, settings } = community
  const wanted = derivationOf(settings)
  const today = dayAt(now, settings.timeZone)
  const { keys, policy, judgedOn } = await noteDay(store, community, now)
  if (keys === wanted.keys && policy === wanted.policy && judgedOn <= today) return
  const work: Reevaluation = { store: store.as(communityId), settings, now }
  const total = await countCustomers(work)
  const onDone = (done: number) => onProgress?.({ phase: 'applying', done, total })
  // Old keys cannot be derived by this version to find the difference, so they go first, and verdicts follow.
  if (keys !== wanted.keys) await remakeAllFindable(work, onDone)
  if (policy !== wanted.policy || judgedOn > today) await reevaluateAll(work, onDone)
  await writeDerivation(store, communityId, { ...wanted, judgedOn: today })
}

/** Whether what is derived from the copy is as the settings and the version of the portal say. */
export async function isDerived(store: Store, { communityId, settings }: Community): Promise<boolean> {
  const wanted = derivationOf(settings)
  const { keys, policy } = await readDerivation(store, communityId)
  return keys === wanted.keys && policy === wanted.policy
}

/** How what is derived was derived, and the latest day for which verdicts were made. */
interface Derivation {
  readonly keys: string
  readonly policy: string
  readonly judgedOn: Day
}

/** Notes that verdicts are going to be made for this day; before any is made, so that a crash in between does not hide it. */
export async function noteDay(
  store: Store,
  { communityId, settings }: Community,
  now: Date,
): Promise<Derivation> {
  const today = dayAt(now, settings.timeZone)
  const known = await readDerivation(store, communityId)
  if (known.judgedOn >= today) return known
  const noted = { ...known, judgedOn: today }
  await writeDerivation(store, communityId, noted)
  return noted
}

async function readDerivation(store: Store, communityId: number): Promise<Derivation> {
  const { derived_as } = await store.platform
    .selectFrom('platform.community')
    .select('derived_as')
    .where('community_id', '=', communityId)
    .executeTakeFirstOrThrow()
  const [keys = '', policy = '', judgedOn = ''] = (derived_as ?? '').split('/')
  return { keys, policy, judgedOn }
}

async function writeDerivation(
  store: Store,
  communityId: number,
  { keys, policy, judgedOn }: Derivation,
): Promise<void> {
  await store.platform
    .updateTable('platform.community')
    .set({ derived_as: `${keys}/${policy}/${judgedOn}` })
    .where('community_id', '=', communityId)
    .execute()
}

async function countCustomers({ store }: Reevaluation): Promise<number> {
  const [customers] = await store.read(
    (db) =>
      [
        db
          .selectFrom('customer')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('community_id', '=', store.communityId),
      ] as const,
  )
  return customers[0]?.count ?? 0
}
