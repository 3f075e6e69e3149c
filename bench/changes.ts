import { tmpdir } from 'node:os'
import type { Community } from '../src/kernel/community.ts'
import type { Store } from '../src/store/index.ts'
import { applyBatch } from '../src/sync/apply.ts'
import { BATCH_SIZES } from '../src/sync/batch-sizes.ts'
import { decisionOf } from '../src/sync/decide.ts'
import { readDepartments } from '../src/sync/departments.ts'
import { NOBODY, leavingOf, type Leaving } from '../src/sync/leave.ts'
import { KeptRows } from '../src/sync/kept-rows.ts'
import { Families } from '../src/sync/families.ts'
import { accountMeaning } from '../src/sync/interpret/index.ts'
import { parseBatch } from '../src/sync/parsed-batch.ts'
import type { TestPortal } from '../test/world/portal.ts'
import { drawChanges, type Changed, type Version } from './changed-customers.ts'
import { listCities } from './cities/cities.ts'
import { series, timed } from './figures.ts'
import type { Figure, Job } from './job.ts'
import { allOf, openWorld } from './world.ts'

const CUSTOMERS = 1_000

/**
 * Customers of the largest community who have moved and have another surname, written as the second half of a sync
 * writes them: from the changed rows, in its transactions. Then the same customers as they were before.
 */
export async function benchChanges(job: Job): Promise<Figure[]> {
  const [city] = listCities(job.cities)
  if (!city) return []
  const { store, portal } = await openWorld(job)
  const community = await portal.communities.get(city.slug)
  const kept = new KeptRows(tmpdir())
  const changes = drawChanges(city, CUSTOMERS, kept)
  const figures: Figure[] = []
  for (const version of ['changed', 'original'] as const) {
    const what = version === 'changed' ? 'changed' : 'changed back'
    figures.push(...(await applyAll(store, community, changes, kept, version, what)))
    figures.push(await findAll(portal, community, changes, version, what))
  }
  await store.close()
  return figures
}

async function applyAll(
  store: Store,
  community: Community,
  changes: readonly Changed[],
  kept: KeptRows,
  version: Version,
  what: string,
): Promise<Figure[]> {
  const { communityId, settings } = community
  const here = store.as(communityId)
  const now = new Date('2026-11-20T18:00:00Z')
  const decision = decisionOf(settings, 2, now)
  const context = { ...decision, ...nobodyLeaves(decision.runId, now), communityId }
  const departments = await readDepartments(here)
  const { result: batches, ms: preparing } = await timed(async () =>
    [
      ...new Families(
        changes.map((change) => change[version].customer),
        changes.flatMap((change) => change[version].accounts),
        NOBODY,
        kept,
      ).inBatches(BATCH_SIZES[store.kind]),
    ].map((batch) => parseBatch(batch, kept, accountMeaning(settings), departments, decision.runId)),
  )
  const { columns, ms } = await timed(() =>
    series(batches.map((batch) => () => here.write((tx) => applyBatch(tx, batch, context)))),
  ).then(({ result, ms: all }) => ({ columns: result.columns, ms: all }))
  const { queries, ...times } = columns
  return [
    {
      group: `Applying ${changes.length} customers with another name and address`,
      what,
      values: {
        transactions: queries ?? '',
        ...times,
        'ms in all': (preparing + ms).toFixed(0),
        'ms a customer': ((preparing + ms) / changes.length).toFixed(2),
      },
    },
  ]
}

function nobodyLeaves(runId: number, now: Date): Leaving {
  const removals = { goneCustomers: [], goneAccounts: [], refusedCustomers: [], refusedAccounts: [] }
  return leavingOf(removals, [], runId, now)
}

/** Asks for each at once, without waiting for anything else to be brought up to date. */
async function findAll(
  portal: TestPortal,
  community: Community,
  changes: readonly Changed[],
  version: Version,
  what: string,
): Promise<Figure> {
  const scope = allOf(community)
  const { results, columns } = await series(
    changes
      .filter((change) => change.isShared)
      .map((change) => async () => {
        const { hits } = await portal.search.search(community, scope, { text: change[version].text })
        return hits.some(({ customerId }) => customerId === change.customerId)
      }),
  )
  const found = results.filter(Boolean).length
  return {
    group: 'Searching for them right after the last commit',
    what,
    values: { ...columns, found: `${((100 * found) / results.length).toFixed(1)} %` },
  }
}
