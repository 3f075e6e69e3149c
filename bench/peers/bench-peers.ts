import { SEARCH_CLASSES } from '../classes.ts'
import { peakMemory, series } from '../figures.ts'
import type { Figure, Job } from '../job.ts'
import { progress } from '../progress.ts'
import { MISSPELLINGS, misspelledAttempts } from '../recall/misspelled-attempts.ts'
import { COUNTED, recallOf } from '../recall/recall.ts'
import { drawTargets, drawToWarm, type Target } from '../targets.ts'
import { openWorld } from '../world.ts'
import { openPeerPGlite, openPeerPostgres } from './peer-database.ts'
import { makePeers, type Peer } from './peers.ts'

const PAGE = 20

/** Peers on the same rows, with the same targets, classes and misspellings. Only ids and names are read. */
export async function benchPeers(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const communities = await portal.communities.list()
  const targets = await drawTargets(store, communities, job.queries)
  const toWarm = await drawToWarm(store, communities, targets)
  await store.close()
  progress('indexes of the peers')
  await using db = await (store.kind === 'postgres'
    ? openPeerPostgres(job.database)
    : openPeerPGlite(job.database))
  const figures: Figure[] = []
  for (const peer of await makePeers(db)) {
    progress(peer.name)
    const isHeld = ({ community }: Target) => peer.only?.has(community.communityId) ?? true
    const held = targets.filter(isHeld)
    figures.push(
      ...(await classesOf(peer, held, toWarm.filter(isHeld))),
      ...(await misspellingsOf(peer, held)),
    )
  }
  return figures
}

async function classesOf(
  peer: Peer,
  targets: readonly Target[],
  toWarm: readonly Target[],
): Promise<Figure[]> {
  const group = `Peer: ${peer.name}`
  const figures: Figure[] = []
  for (const [what, typed] of Object.entries(SEARCH_CLASSES)) {
    const search = async ({ community }: Target, text: string) =>
      await peer.search(community.communityId, text, PAGE)
    for (const [i, target] of toWarm.entries()) await search(target, typed(target, i))
    const { results, columns } = await series(
      targets.map((target, i) => () => search(target, typed(target, i))),
    )
    const found = results.reduce((sum, { total }) => sum + total, 0) / results.length
    figures.push({ group, what, values: { ...columns, 'found on average': found.toFixed(1) } })
  }
  const making = {
    'index MB': String(peer.megabytes),
    'seconds to index': peer.seconds.toFixed(1),
    'peak memory': peakMemory(),
  }
  return [...figures, { group: `${group}, index`, what: 'made', values: making }]
}

async function misspellingsOf(peer: Peer, targets: readonly Target[]): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [what, typed] of Object.entries(MISSPELLINGS))
    figures.push(
      await recallOf(
        what,
        `Recall: peer: ${peer.name}`,
        misspelledAttempts(targets, typed),
        async ({ target, text }) => {
          const { found } = await peer.search(target.community.communityId, text, COUNTED)
          return found
        },
      ),
    )
  return figures
}
