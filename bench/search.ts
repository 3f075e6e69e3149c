import { peakMemory, series } from './figures.ts'
import type { Figure, Job } from './job.ts'
import { drawTargets, SEARCH_CLASSES } from './targets.ts'
import { getCommunity, listScopes, openWorld } from './world.ts'

/** Searches through the engine, class by class: the whole answer with its first page of customers. */
export async function benchSearch(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const community = await getCommunity(portal)
  const targets = await drawTargets(store, community, job.queries)
  const figures: Figure[] = []
  for (const { who, scope } of await listScopes(store, community)) {
    for (const target of targets.slice(0, 50))
      await portal.search.search(community, scope, { text: target.lastName })
    for (const [what, typed] of Object.entries(SEARCH_CLASSES)) {
      const { results, columns } = await series(
        targets.map((target, i) => () => portal.search.search(community, scope, { text: typed(target, i) })),
      )
      const found = results.reduce((sum, { total }) => sum + total, 0) / results.length
      figures.push({
        group: `Search on ${store.kind}, ${who}`,
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
