import { sql } from 'kysely'
import { readShown } from '../src/search/hits.ts'
import { KeyRanges, sightOf } from '../src/search/key-ranges.ts'
import { PAGE_SIZE } from '../src/search/result.ts'
import { randomFrom } from '../src/source/sample/random.ts'
import type { CommunityStore, Store } from '../src/store/index.ts'
import { SEARCH_CLASSES } from './classes.ts'
import type { Figure, Job } from './job.ts'
import { loadOf } from './load-of-clients.ts'
import { drawTargets, type Target } from './targets.ts'
import { allOf, openWorld } from './world.ts'

/**
 * All classes mixed, without a pause: what one process of the portal answers, alone and when several ask at once. Before it
 * what a search cannot take less than: a transaction in which nothing is asked, and one that reads what a page shows of twenty
 * customers whose ids are known. They also tell how fast the machine is at that hour.
 */
export async function benchMixed(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const targets = await drawTargets(store, await portal.communities.list(), job.queries)
  const questions = mixedQuestions(targets)
  const pages = await Promise.all(targets.map((target) => pageFrom(store, target)))
  const askNothing = async (asked: number) => {
    const { community } = targets[asked % targets.length] as Target
    await store.as(community.communityId).read(() => [sql`select 1`])
  }
  const readPage = async (asked: number) => {
    const { here, shown, customerIds } = pages[asked % pages.length] as Page
    await readShown(here, shown, customerIds, [])
  }
  const search = async (asked: number) => {
    const { target, text } = questions[asked % questions.length] as Question
    await portal.search.search(target.community, allOf(target.community), { text })
  }
  const figures: Figure[] = []
  const measure = async (group: string, ask: (asked: number) => Promise<void>) => {
    await loadOf({ clients: 1, seconds: job.seconds / 4 }, (_, asked) => ask(asked))
    for (const clients of [1, 8])
      figures.push({
        group,
        what: clients === 1 ? '1 client' : `${clients} clients`,
        values: await loadOf({ clients, seconds: job.seconds }, (_, asked) => ask(asked)),
      })
  }
  await measure(`A transaction that asks for nothing, on ${store.kind}`, askNothing)
  await measure(`Twenty customers, by their ids, on ${store.kind}`, readPage)
  for (const community of new Set(targets.map((target) => target.community)))
    await portal.search.search(community, allOf(community), { text: 'jhon smiht' })
  await measure(`Searches of all classes, mixed, on ${store.kind}`, search)
  await store.close()
  return figures
}

interface Page {
  readonly here: CommunityStore
  readonly shown: KeyRanges
  readonly customerIds: readonly string[]
}

/** The target and those who are shared and whose ids come next. */
async function pageFrom(store: Store, { community, customerId }: Target): Promise<Page> {
  const here = store.as(community.communityId)
  const [rows] = await here.read((db) => [
    db
      .selectFrom('listing')
      .select('customer_id')
      .distinct()
      .where('community_id', '=', community.communityId)
      .where('customer_id', '>=', customerId)
      .where(sql<boolean>`departments <> 0`)
      .orderBy('customer_id')
      .limit(PAGE_SIZE),
  ])
  return {
    here,
    shown: new KeyRanges(here, sightOf(allOf(community))),
    customerIds: rows.map((row) => row.customer_id),
  }
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
