import { silentLog } from '../../src/kernel/log.ts'
import type { Source } from '../../src/source/port.ts'
import type { Store } from '../../src/store/index.ts'
import { createCommunities, createSync } from '../../src/sync/index.ts'
import { TestClock } from '../world/clock.ts'

/** A city in the copy whose records come from this source; each run is a minute after the one before. */
export async function cityOver(store: Store, source: Source) {
  const clock = new TestClock('2026-11-23T17:00:00Z')
  const communities = createCommunities({ store, clock })
  const sync = createSync({ store, clock, log: silentLog, openSource: () => source, taxIdKey: 'a key' })
  const settings = { sync: { removalGuard: { percent: 100, atLeast: 0 } }, statusMap: { A: 'active' } }
  const name = 'Cedar Hollow'
  const community = await communities.add({ slug: 'cedar', name, source: 'test:', settings, isDemo: false })
  return {
    run() {
      clock.advance(60_000)
      return sync.run(community, { trigger: 'test' })
    },
  }
}
