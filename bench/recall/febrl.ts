import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Community } from '../../src/kernel/community.ts'
import { writeExport } from '../../src/source/sample/write-export.ts'
import type { TestPortal } from '../../test/world/portal.ts'
import type { Figure, Job } from '../job.ts'
import { makePeers } from '../peers/peers.ts'
import { openPeerPGlite } from '../peers/peer-database.ts'
import { progress } from '../progress.ts'
import { allOf, openWorld } from '../world.ts'
import { readFebrl, type FebrlPair, type FebrlSet } from './febrl-data.ts'
import { COUNTED, recallOf, type Attempt } from './recall.ts'

interface FebrlAttempt extends Attempt<string> {
  readonly community: Community
}

/** What is typed of a corrupted copy whose name is not the original's. */
const TYPED: Readonly<Record<string, (copy: FebrlPair['copy']) => string>> = {
  name: ({ given, surname }) => `${given} ${surname}`,
  'name and street': ({ given, surname, street }) => `${given} ${surname} ${street}`,
}

/**
 * Misspellings that others made: the originals are read by the portal's own sync into a database of their own, then the
 * corrupted copies are typed. Only the very customer counts, although others may be of the same name.
 */
export async function benchFebrl(job: Job): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'portal-febrl-'))
  const database = join(folder, 'pglite')
  try {
    const sets = await readFebrl(job.febrl)
    const { store, portal } = await openWorld({ database })
    const attempts = new Map<string, FebrlAttempt[]>()
    for (const set of sets) {
      const community = await syncOriginals(portal, set, join(folder, slugOf(set)))
      for (const [what, typed] of Object.entries(TYPED))
        attempts.set(`${set.name}, ${what}`, attemptsOf(set.pairs, typed, community))
    }
    const figures: Figure[] = []
    for (const [what, each] of attempts)
      figures.push(await recallOf(what, 'Recall: FEBRL', each, (attempt) => searchIn(portal, attempt)))
    await store.close()
    await using db = await openPeerPGlite(database)
    for (const peer of await makePeers(db)) {
      progress(peer.name)
      for (const [what, each] of attempts)
        figures.push(
          await recallOf(what, `Recall: FEBRL, peer: ${peer.name}`, each, async ({ community, text }) => {
            const { found } = await peer.search(community.communityId, text, COUNTED)
            return found
          }),
        )
    }
    return figures
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function searchIn(portal: TestPortal, { community, text }: FebrlAttempt) {
  const { hits } = await portal.search.search(community, allOf(community), { text, limit: COUNTED })
  return hits.map(({ customerId, name }) => ({ id: customerId, name }))
}

/** Both names are there in both records, and they differ. */
function attemptsOf(
  pairs: readonly FebrlPair[],
  typed: (copy: FebrlPair['copy']) => string,
  community: Community,
): FebrlAttempt[] {
  return pairs
    .filter(({ original, copy }) =>
      [original, copy].every(({ given, surname }) => given !== '' && surname !== ''),
    )
    .filter(({ original, copy }) => original.given !== copy.given || original.surname !== copy.surname)
    .map(({ original, copy }) => ({
      community,
      text: typed(copy),
      isRight: ({ id }) => id === original.id,
    }))
}

async function syncOriginals(portal: TestPortal, set: FebrlSet, directory: string): Promise<Community> {
  await writeExport(
    directory,
    new Date('2026-11-20T16:30:00Z'),
    ['customers', 'accounts', 'holders', 'charges'],
    (writer) => {
      for (const { id, given, surname, streetNumber, street } of set.originals) {
        const address = `${streetNumber} ${street}`.trim()
        writer.add('customers', {
          customer_id: id,
          name: `${given} ${surname}`.trim() || 'unknown',
          customer_type: 'person',
          mailing_address: address,
        })
        writer.add('accounts', {
          account_id: `A-${id}`,
          account_number: `A-${id}`,
          module: 'utility',
          status: 'active',
          service_address: address,
        })
        writer.add('holders', { account_id: `A-${id}`, customer_id: id, role: 'owner' })
      }
    },
  )
  const slug = slugOf(set)
  const source = `files:${directory}`
  const community = await portal.communities.add({
    slug,
    name: set.name,
    source,
    settings: {},
    isDemo: false,
  })
  const run = await portal.sync.run(community, { trigger: 'bench' })
  if (run.status !== 'completed' || run.rejected > 0)
    throw new Error(
      `The sync of ${set.name} is ${run.status} with ${run.rejected} rejected rows: ${run.message}`,
    )
  return community
}

function slugOf({ name }: FebrlSet): string {
  return name.toLowerCase().replace(' ', '-')
}
