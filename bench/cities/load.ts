import { openStore, type Store } from '../../src/store/index.ts'
import { createCommunities } from '../../src/sync/index.ts'
import { derivationOf } from '../../src/sync/version.ts'
import { timed } from '../figures.ts'
import type { Figure } from '../job.ts'
import { progress } from '../progress.ts'
import { listCities, type Cities, type City } from './cities.ts'
import { BENCH_NOW } from './city-batches.ts'
import { withoutIndexes } from './dropped-indexes.ts'
import { prepareToGather } from './gathered-keys.ts'
import { loadInProcesses, type LoadTask } from './load-processes.ts'
import { markLoaded } from './loaded.ts'
import { sizesOf } from './table-sizes.ts'

/** Below this, what follows the rows takes too little time to be told. */
const LARGE = 200_000

/**
 * Fills an empty PostgreSQL with cities, for benchmarks alone: the rows are those that a sync writes, but nothing is read
 * from an export, and indexes are made at the end.
 * @param url of a database that no portal has used
 * @returns how long each step took, and how large it has become
 */
export async function loadCities(url: string, cities: Cities): Promise<Figure[]> {
  const store = await openStore({ url })
  try {
    const { engine } = store
    if ((await store.platform.selectFrom('platform.community').select('slug').limit(1).execute()).length > 0)
      throw new Error('The database has communities already: cities are loaded into an empty one alone.')
    await prepareToGather(engine)
    const tasks = await addCommunities(store, listCities(cities))
    let rowsMs = 0
    const indexed = await timed(() =>
      withoutIndexes(
        engine,
        async () => {
          rowsMs = (await timed(() => loadInProcesses(url, tasks, cities.customers))).ms
        },
        (making) => (cities.customers < LARGE ? undefined : progress(making)),
      ),
    )
    progress('vacuum analyze')
    const vacuumed = await timed(() => engine.execute('vacuum (analyze)'))
    await markLoaded(engine, cities)
    const ms = { rows: rowsMs, indexes: indexed.ms - rowsMs, 'vacuum analyze': vacuumed.ms }
    return [...timesOf(ms, cities.customers), ...(await sizesOf(engine, cities.customers))]
  } finally {
    await store.close()
  }
}

async function addCommunities(store: Store, cities: readonly City[]): Promise<LoadTask[]> {
  const communities = createCommunities({ store, clock: { now: () => BENCH_NOW } })
  const tasks: LoadTask[] = []
  for (const city of cities) {
    const community = await communities.add({
      slug: city.slug,
      name: city.plan.name,
      source: 'files:/no-export',
      settings: city.settings,
      isDemo: false,
    })
    const { keys, policy } = derivationOf(community.settings)
    await store.platform
      .updateTable('platform.community')
      .set({ derived_as: `${keys}/${policy}` })
      .where('community_id', '=', community.communityId)
      .execute()
    tasks.push({ city, community })
  }
  return tasks
}

function timesOf(ms: Readonly<Record<string, number>>, customers: number): Figure[] {
  const total = Object.values(ms).reduce((sum, each) => sum + each, 0)
  return Object.entries({ ...ms, total }).map(([what, each]) => ({
    group: 'Loading the cities',
    what,
    values: {
      seconds: (each / 1000).toFixed(1),
      'customers a second': Math.round((customers * 1000) / each).toLocaleString('en-US'),
    },
  }))
}
