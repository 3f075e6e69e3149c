import { SEARCH_CLASSES } from './classes.ts'
import { peakMemory, series } from './figures.ts'
import type { Figure, Job } from './job.ts'
import { drawTargets, drawToWarm } from './targets.ts'
import { listPeople, openWorld } from './world.ts'

/** Searches through the engine, class by class: the whole answer with its first page of customers. */
export async function benchSearch(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const all = await portal.communities.list()
  const targets = await drawTargets(store, all, job.queries)
  const toWarm = await drawToWarm(store, all, targets)
  const communities = [...new Set(targets.map(({ community }) => community))]
  const figures: Figure[] = []
  for (const { who, scopeIn } of await listPeople(store, all)) {
    const search = async ({ community }: { community: (typeof communities)[number] }, text: string) =>
      await portal.search.search(community, scopeIn(community), { text })
    // Warm, as on a day of work: the words of a community are read when a search in it first makes guesses.
    for (const community of communities) await search({ community }, 'jhon smiht')
    for (const [what, typed] of Object.entries(SEARCH_CLASSES)) {
      for (const [i, target] of toWarm.entries()) await search(target, typed(target, i))
      const { results, columns } = await series(
        targets.map((target, i) => () => search(target, typed(target, i))),
      )
      const found = results.reduce((sum, { total }) => sum + total, 0) / results.length
      figures.push({
        group: `Search on ${store.kind}, ${communities.length > 1 ? 'many communities, ' : ''}${who}`,
        what,
        values: { ...columns, 'found on average': found.toFixed(1) },
      })
    }
  }
  figures.push({
    group: `Search on ${store.kind}, memory`,
    what: 'process',
    values: { 'peak memory': peakMemory() },
  })
  await store.close()
  return figures
}
