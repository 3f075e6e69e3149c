import type { Community } from '../src/kernel/community.ts'
import { peakMemory, timed } from './figures.ts'
import type { Figure, Job } from './job.ts'
import { addCommunity, openWorld } from './world.ts'

/** The first sync of an export, the same again with nothing new in it, and again where all has to be read anew. */
export async function benchSync(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const added = await addCommunity(portal, job)
  const figures: Figure[] = []
  const sync = async (what: string, community: Community) => {
    const { result, ms } = await timed(() => portal.sync.run(community, { trigger: 'bench' }))
    if (result.status !== 'completed')
      throw new Error(`The ${what} is ${result.status}: ${result.message ?? ''}`)
    if (result.rejected > 0)
      throw new Error(`The ${what} rejected ${result.rejected} rows: its export is not what it should be`)
    figures.push({
      group: `Sync on ${store.kind}`,
      what,
      values: {
        seconds: (ms / 1000).toFixed(1),
        'records seen': String(result.seen),
        added: String(result.added),
        updated: String(result.updated),
        rejected: String(result.rejected),
        'peak memory': peakMemory(),
      },
    })
    portal.clock.advance(60_000)
  }
  await sync('first sync', added)
  await sync('repeated sync', added)
  const { removalGuard } = added.settings.sync
  const percent = removalGuard.percent + 1
  // A run of another guard reads everything anew, as one does that finds an export of another date.
  const guarded = await portal.communities.changeSettings(added.slug, {
    sync: { removalGuard: { ...removalGuard, percent } },
  })
  await sync('all read anew, nothing changed', guarded)
  // What autovacuum does on a server within a minute; the embedded database has done it.
  if (store.kind === 'postgres') await store.engine.execute('vacuum analyze')
  await store.close()
  return figures
}
