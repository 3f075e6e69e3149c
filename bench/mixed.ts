import { randomFrom } from '../src/source/sample/random.ts'
import { SEARCH_CLASSES } from './classes.ts'
import type { Figure, Job } from './job.ts'
import { loadOf } from './load-of-clients.ts'
import { drawTargets, type Target } from './targets.ts'
import { allOf, openWorld } from './world.ts'

/** All classes mixed, without a pause: what one process of the portal answers, alone and when several ask at once. */
export async function benchMixed(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const targets = await drawTargets(store, await portal.communities.list(), job.queries)
  const questions = mixedQuestions(targets)
  const figures: Figure[] = []
  const ask = async (_: number, asked: number) => {
    const { target, text } = questions[asked % questions.length] as Question
    await portal.search.search(target.community, allOf(target.community), { text })
  }
  for (const community of new Set(targets.map((target) => target.community)))
    await portal.search.search(community, allOf(community), { text: 'jhon smiht' })
  await loadOf({ clients: 1, seconds: job.seconds / 4 }, ask)
  for (const clients of [1, 8])
    figures.push({
      group: `Searches of all classes, mixed, on ${store.kind}`,
      what: clients === 1 ? '1 client' : `${clients} clients`,
      values: await loadOf({ clients, seconds: job.seconds }, ask),
    })
  await store.close()
  return figures
}

export interface Question {
  readonly target: Target
  readonly text: string
}

/** What is typed for each target in each class, in an order that is always the same and mixes them. */
export function mixedQuestions(targets: readonly Target[]): Question[] {
  const random = randomFrom('mixed')
  return Object.values(SEARCH_CLASSES)
    .flatMap((typed) => targets.map((target, i) => ({ target, text: typed(target, i), at: random.next() })))
    .sort((a, b) => a.at - b.at)
}
