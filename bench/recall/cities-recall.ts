import { SEARCH_CLASSES } from '../classes.ts'
import type { Figure, Job } from '../job.ts'
import { drawTargets, type Target } from '../targets.ts'
import { allOf, openWorld } from '../world.ts'
import type { TestPortal } from '../../test/world/portal.ts'
import { MISSPELLINGS, misspelledAttempts } from './misspelled-attempts.ts'
import { COUNTED, recallOf } from './recall.ts'

/** Words that a misspelling is not the reason to look beyond: the first result has to be what was typed. */
const SPELLED_RIGHT = [
  'last name',
  'two words',
  'three scattered words',
  'address',
  'account number',
  'phone',
  'e-mail',
]

/** Misspelled names in the cities; and what the first result is where nothing is misspelled. */
export async function benchRecall(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const targets = await drawTargets(store, await portal.communities.list(), job.queries)
  const figures: Figure[] = []
  for (const [what, typed] of Object.entries(MISSPELLINGS))
    figures.push(
      await recallOf(
        what,
        'Recall: names of the cities, misspelled',
        misspelledAttempts(targets, typed),
        async ({ target: { community }, text }) => {
          const request = { text, limit: COUNTED }
          const { hits } = await portal.search.search(community, allOf(community), request)
          return hits.map(({ customerId, name }) => ({ id: customerId, name }))
        },
      ),
    )
  for (const what of SPELLED_RIGHT) figures.push(await precisionOf(portal, what, targets))
  await store.close()
  return figures
}

/** The share of searches whose first result has every word exactly as it was typed. */
async function precisionOf(portal: TestPortal, what: string, targets: readonly Target[]): Promise<Figure> {
  const typed = SEARCH_CLASSES[what]
  let exact = 0
  let any = 0
  for (const [i, target] of targets.entries()) {
    const request = { text: typed?.(target, i) ?? '', limit: 1 }
    const { hits } = await portal.search.search(target.community, allOf(target.community), request)
    const [first] = hits
    if (!first) continue
    any++
    if (first.matched.length > 0 && first.matched.every(({ how }) => how === 'exact')) exact++
  }
  return {
    group: 'Precision: everything spelled right',
    what,
    values: {
      'first result exact': (exact / targets.length).toFixed(3),
      'anything found': (any / targets.length).toFixed(3),
      searches: String(targets.length),
    },
  }
}
