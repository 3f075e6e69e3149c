import { silentLog } from '../../src/kernel/log.ts'
import { openFilesSource } from '../../src/source/index.ts'
import { openStore, type StoreLocation } from '../../src/store/index.ts'
import { createCommunities, createSync } from '../../src/sync/index.ts'
import { BATCH_SIZES } from '../../src/sync/batch-sizes.ts'
import { TestClock } from '../world/clock.ts'

/** What `killed-sync.db.test.ts` starts and kills: a process that syncs one community once and says how far it is. */
export interface Errand {
  readonly location: StoreLocation
  readonly slug: string
  readonly directory: string
  readonly now: string
}

process.once('message', (errand: Errand) => {
  void syncOnce(errand)
})

async function syncOnce({ location, slug, directory, now }: Errand): Promise<void> {
  const store = await openStore(location)
  const clock = new TestClock(now)
  const sync = createSync({
    store,
    clock,
    log: silentLog,
    openSource: () => openFilesSource({ directory }),
    taxIdKey: 'the key of the tests',
    // Also on a server: a first load that is one unit of work is killed before it or after it.
    batches: BATCH_SIZES.pglite,
  })
  const community = await createCommunities({ store, clock }).get(slug)
  await sync.run(community, { trigger: 'command', onProgress: ({ phase }) => process.send?.(phase) })
  await store.close()
  process.disconnect?.()
}
