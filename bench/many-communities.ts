import { createSearchMany } from '../src/search/index.ts'
import { SEARCH_CLASSES } from './classes.ts'
import { series } from './figures.ts'
import type { Figure, Job } from './job.ts'
import { drawTargets, drawToWarm } from './targets.ts'
import { allOf, openWorld } from './world.ts'

/** Of each class; a search here takes as long as twenty in one community. */
const TO_WARM = 10

/** One search in all communities at once, class by class, for somebody who has all departments of each. */
export async function benchMany(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  try {
    const searchMany = createSearchMany({ search: portal.search, clock: portal.clock })
    const communities = await portal.communities.list()
    const worlds = communities.map((community) => ({ community, scope: allOf(community) }))
    const targets = await drawTargets(store, communities, job.queries)
    const toWarm = (await drawToWarm(store, communities, targets)).slice(0, TO_WARM)
    const figures: Figure[] = []
    for (const [what, typed] of Object.entries(SEARCH_CLASSES)) {
      for (const [i, target] of toWarm.entries()) await searchMany(worlds, { text: typed(target, i) })
      const { results, columns } = await series(
        targets.map((target, i) => () => searchMany(worlds, { text: typed(target, i) })),
      )
      const found = results.reduce((sum, { total }) => sum + total, 0) / results.length
      const values = { ...columns, 'found on average': found.toFixed(1) }
      figures.push({ group: `One search in ${communities.length} communities`, what, values })
    }
    return figures
  } finally {
    await store.close()
  }
}
