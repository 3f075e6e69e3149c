import { digestCopy } from '../src/sync/verify/copy-digests.ts'
import { wordOf } from '../src/sync/verify/source-digests.ts'
import { peakMemory, timed } from './figures.ts'
import type { Figure, Job } from './job.ts'
import { getCommunity, openWorld } from './world.ts'

/**
 * How long it takes to prove that the copy equals the source: what a run adds to itself, what `portal verify` does, and
 * the same where the balance of one account was changed behind the portal's back.
 */
export async function benchVerify(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const community = await getCommunity(portal)
  const here = store.as(community.communityId)
  const figures: Figure[] = []
  let used = processorSeconds()
  const add = (what: string, ms: number, found: string) => {
    const before = used
    used = processorSeconds()
    figures.push({
      group: `Verification on ${store.kind}`,
      what,
      values: {
        seconds: (ms / 1000).toFixed(1),
        'processor seconds': (used - before).toFixed(1),
        found,
        'peak memory': peakMemory(),
      },
    })
  }
  const digests = await timed(() => digestCopy(here, {}))
  add('digests of the copy, after a run', digests.ms, `digest ${wordOf(digests.result).slice(0, 8)}`)
  const verify = async (what: string) => {
    let facts = 0
    const started = performance.now()
    const { result, ms } = await timed(() =>
      portal.sync.verify(community, {
        onProgress: ({ phase }) => {
          if (phase !== 'verifying' || facts > 0) return
          facts = performance.now() - started
          add(`${what}: the source read, and the facts of both sides digested`, facts, '')
        },
      }),
    )
    const { equal, customers, differences } = result
    add(
      `${what}: the rest`,
      ms - facts,
      `${equal} of ${customers} customers equal, differences: ${differences}`,
    )
  }
  await verify('all')
  const change = (by: string) =>
    store.engine.execute(
      `update account set balance_cents = balance_cents ${by} where account_id = (select min(account_id) from account)`,
    )
  await change('+ 1')
  await verify('all, with one difference')
  await change('- 1')
  await store.close()
  return figures
}

/** Of this process, which is the embedded database, too: on a machine with other work it tells more than a clock. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
