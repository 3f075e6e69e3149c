import { sql } from 'kysely'
import type { Question } from '../src/explain/index.ts'
import { ALL_DEPARTMENTS } from '../src/kernel/departments.ts'
import { series } from './figures.ts'
import type { Figure, Job } from './job.ts'
import { drawTargets, type Target } from './targets.ts'
import { getCommunity, openWorld } from './world.ts'

const CLASSES: Readonly<Record<string, (target: Target, withheld: string) => Question>> = {
  'a shown customer, by id': ({ customerId }) => ({ customer: customerId }),
  'a withheld customer, by id': (_, withheld) => ({ customer: withheld }),
  'a customer and a search': ({ customerId, lastName, firstName }) => ({
    customer: customerId,
    text: `${firstName} ${lastName}`,
  }),
  'an account number': ({ accountNumber }) => ({ account: accountNumber }),
  'words alone': ({ lastName, firstName }) => ({ text: `${lastName} ${firstName}` }),
  'words of which one is wrong': ({ lastName }) => ({ text: `${lastName} zzqx` }),
}

/** Explanations in the world of somebody with all departments. The live look at the source is not part of them. */
export async function benchExplain(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const community = await getCommunity(portal)
  const user = portal.userWith('bench@example.gov', [{ community, departments: ALL_DEPARTMENTS }])
  const targets = await drawTargets(store, [community], job.queries)
  const { communityId } = community
  const [withheld] = await store.as(communityId).read(() => [
    sql<{ id: string }>`select customer_id as id from customer where community_id = ${communityId}
      and withheld_by <> '[]' order by md5(customer_id) limit ${job.queries}`,
  ])
  const figures: Figure[] = []
  const explain = async (question: Question) =>
    await portal.explain.explain({ community, question, asker: user, viewer: user })
  // Warm, as on a day of work: the words of a community are read when guesses are first made.
  for (const { lastName } of targets.slice(0, 20)) await explain({ text: `zzqx ${lastName}` })
  for (const [what, ask] of Object.entries(CLASSES)) {
    const { columns } = await series(
      targets.map(
        (target, i) => () => explain(ask(target, withheld[i % withheld.length]?.id ?? target.customerId)),
      ),
    )
    figures.push({ group: `Explanation on ${store.kind}`, what, values: columns })
  }
  await store.close()
  return figures
}
