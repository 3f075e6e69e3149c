import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createSync, type Communities } from '../src/sync/index.ts'
import { openSqlSource, parseSourceSpec } from '../src/source/index.ts'
import { systemClock } from '../src/kernel/clock.ts'
import type { Community } from '../src/kernel/community.ts'
import { silentLog } from '../src/kernel/log.ts'
import type { Source } from '../src/source/port.ts'
import type { Store } from '../src/store/index.ts'
import type { TestPortal } from '../test/world/portal.ts'
import { listCities, type City } from './cities/cities.ts'
import { generateCity } from './cities/city-batches.ts'
import { quantile, timed } from './figures.ts'
import { makeWorkingCity, type WorkingCity } from './freshness-city.ts'
import type { Figure, Job } from './job.ts'
import { startPortal } from './portal-process.ts'
import { progress } from './progress.ts'
import { allOf, openWorld } from './world.ts'

const CHANGES_A_SECOND = 100
/** Commits come ten times a second, a tenth of the changes each. */
const PAUSE_MS = 100
/** Of so many commits, somebody looks for one. */
const LOOKED_FOR = 5
/** A change that is not found by then never will be. */
const PATIENCE_MS = 30_000

/**
 * From a commit in a city's own PostgreSQL to the search that finds it: the server that `npm start` starts reads the city
 * every two seconds, while clerks change a hundred customers a second. Both databases are on the server that the job names.
 */
export async function benchFreshness(job: Job): Promise<Figure[]> {
  const [city] = listCities({ customers: job.cities.customers, communities: 1 })
  if (!city) return []
  const cityUrl = await makeDatabase(job.database, 'bench_freshness_city')
  const portalUrl = await makeDatabase(job.database, 'bench_freshness_portal')
  progress(`filling the database of a city with ${city.customers} customers`)
  const working = await makeWorkingCity(cityUrl, city)
  const { store, portal } = await openWorld({ database: portalUrl })
  try {
    const community = await addCity(portal.communities, city, working, cityUrl)
    const first = await timed(() => readFirst(store, portal.communities, community))
    const people = [...personsOf(city)]
    const quiet = await searchFor(portal, community, people, job.seconds / 4, () => false)
    const server = await startPortal(portalUrl)
    try {
      progress(`changing ${CHANGES_A_SECOND} customers a second for ${job.seconds} seconds`)
      const measured = await measure(job, portal, community, working, people)
      return [
        { group: 'Freshness', what: 'the first read', values: { 'ms in all': first.ms.toFixed(0) } },
        { group: 'Freshness', what: 'committed there → found here', values: measured.freshness },
        { group: 'Freshness', what: 'a run', values: await runTimes(store, community) },
        { group: 'Searching', what: 'nothing else happens', values: inFigures(quiet) },
        { group: 'Searching', what: 'while customers change', values: inFigures(measured.searches) },
      ]
    } finally {
      await server.stop()
    }
  } finally {
    await working.close()
    await store.close()
  }
}

async function makeDatabase(server: string, name: string): Promise<string> {
  const client = new pg.Client(server)
  await client.connect()
  await client.query(`drop database if exists ${name} with (force)`)
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function addCity(
  communities: Communities,
  city: City,
  { views }: WorkingCity,
  cityUrl: string,
): Promise<Community> {
  const { hostname, port, username, pathname } = new URL(cityUrl)
  return await communities.add({
    slug: city.slug,
    name: city.plan.name,
    source: `sql:postgresql://${username}@${hostname}:${port}${pathname}`,
    settings: {
      ...city.settings,
      sync: { every: '2s' },
      source: { sql: { tls: 'off', views, overlapMinutes: 1 } },
    },
    isDemo: false,
  })
}

async function readFirst(store: Store, communities: Communities, community: Community): Promise<void> {
  const openSource = ({ source, settings }: Community): Source => {
    const spec = parseSourceSpec(source)
    if (spec.kind !== 'sql') throw new Error(`${source} is no database`)
    const { columns, timeZone } = settings
    return openSqlSource(
      { address: spec.address, settings: settings.source.sql, columns, timeZone },
      systemClock,
    )
  }
  const taxIdKey = await store.secret('tax-id')
  const sync = createSync({ store, clock: systemClock, log: silentLog, openSource, taxIdKey })
  const run = await sync.run(await communities.get(community.slug), { trigger: 'command' })
  if (run.status !== 'completed') throw new Error(run.message)
}

interface Person {
  readonly id: string
  readonly name: string
}

/** Those of whom a search tells something, as no rule withholds them. */
function* personsOf(city: City): Generator<Person> {
  for (const { customer, accounts } of generateCity(city)) {
    const { customer_id: id = '', last_name, first_name, customer_type, status, confidential } = customer
    const isPlain = customer_type === 'person' && status === 'active' && confidential !== 'Y'
    const isShared = accounts.some(
      ({ status: word, module, online_access }) =>
        word === 'A' && module === 'utility' && online_access !== 'N',
    )
    if (isPlain && isShared && customer.online_access !== 'N')
      yield { id, name: `${last_name ?? ''}, ${first_name ?? ''}` }
  }
}

async function measure(
  { seconds }: Job,
  portal: TestPortal,
  community: Community,
  working: WorkingCity,
  people: readonly Person[],
) {
  const pending = new Map<string, { surname: string; committedAt: number }>()
  const times: number[] = []
  let changing = true
  const change = async () => {
    const started = performance.now()
    for (let n = 0; performance.now() - started < seconds * 1_000; n++) {
      const count = (CHANGES_A_SECOND * PAUSE_MS) / 1_000
      const some = Array.from({ length: count }, (_, i) => {
        const { id } = people[(n * count + i) % people.length] as Person
        return { id, surname: `Fresh${letters(n)}q${letters(i)}` }
      })
      await working.rename(some)
      const committedAt = performance.now()
      // Few of them are looked for: to look for all, one after the other, would measure the search.
      const [first] = some
      if (first && n % LOOKED_FOR === 0) pending.set(first.id, { surname: first.surname, committedAt })
      await sleep(Math.max(0, started + (n + 1) * PAUSE_MS - performance.now()))
    }
    changing = false
  }
  const look = async () => {
    while (changing || pending.size > 0) {
      for (const [id, { surname, committedAt }] of pending) {
        const { hits } = await portal.search.search(community, allOf(community), { text: surname })
        const now = performance.now()
        if (hits.some(({ customerId }) => customerId === id)) {
          times.push(now - committedAt)
          pending.delete(id)
        } else if (now - committedAt > PATIENCE_MS) throw new Error(`${surname} was never found`)
        // Those committed later come later.
        else break
      }
      await sleep(20)
    }
  }
  const searching = searchFor(portal, community, people.toReversed(), Infinity, () => !changing)
  await Promise.all([change(), look()])
  times.sort((a, b) => a - b)
  return { freshness: inFigures(times), searches: await searching }
}

/** Looks for one person after the other, a few a second. */
async function searchFor(
  portal: TestPortal,
  community: Community,
  people: readonly Person[],
  seconds: number,
  isOver: () => boolean,
): Promise<number[]> {
  const times: number[] = []
  const started = performance.now()
  for (let n = 0; performance.now() - started < seconds * 1_000 && !isOver(); n++) {
    const text = people[(n * 37) % people.length]?.name ?? ''
    const { ms } = await timed(() => portal.search.search(community, allOf(community), { text }))
    times.push(ms)
    await sleep(20)
  }
  return times.sort((a, b) => a - b)
}

/** Runs of the schedule in which something changed, by their own account. */
async function runTimes(store: Store, { communityId }: Community): Promise<Record<string, string>> {
  const [runs] = await store
    .as(communityId)
    .read(
      (db) =>
        [
          db
            .selectFrom('run')
            .select(['started_at', 'finished_at', 'updated'])
            .where('community_id', '=', communityId)
            .where('trigger', '=', 'schedule')
            .where('status', '=', 'completed')
            .where('updated', '>', 0),
        ] as const,
    )
  const times = runs.map((run) => (run.finished_at?.getTime() ?? NaN) - run.started_at.getTime())
  const changes = runs.reduce((sum, { updated }) => sum + updated, 0)
  return { ...inFigures(times.sort((a, b) => a - b)), changes: String(changes) }
}

function inFigures(sorted: readonly number[]): Record<string, string> {
  return {
    'p50 ms': quantile(sorted, 0.5),
    'p99 ms': quantile(sorted, 0.99),
    'max ms': quantile(sorted, 1),
    measured: String(sorted.length),
  }
}

function letters(n: number): string {
  return n.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + parseInt(digit, 26)))
}
