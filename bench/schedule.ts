import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startJobs, type JobServices } from '../src/jobs/index.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { silentLog } from '../src/kernel/log.ts'
import { lastSyncPoint, nextSyncPoint } from '../src/kernel/schedule.ts'
import { openFilesSource } from '../src/source/index.ts'
import { openStore } from '../src/store/index.ts'
import { createCommunities, createSync } from '../src/sync/index.ts'
import { quantile } from './figures.ts'
import type { Figure, Job } from './job.ts'
import { progress } from './progress.ts'

const MINUTES = 3
const CUSTOMERS = 20

interface Run {
  /** Milliseconds after the time that was announced. */
  readonly late: number
  readonly took: number
}

/** Many small cities that sync once a minute in one process: how long after the announced time each run starts. */
export async function benchSchedule({ database, cities }: Job): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portal-schedule-'))
  const store = await openStore(/^postgres/.test(database) ? { url: database } : { directory: database })
  try {
    const communities = createCommunities({ store, clock: systemClock })
    for (let n = 0; n < cities.communities; n++) {
      const source = `files:${writeCity(folder, n)}`
      const settings = { sync: { every: '60s' } }
      await communities.add({ slug: `city-${n}`, name: `City ${n}`, source, settings, isDemo: false })
    }
    const sync = createSync({
      store,
      clock: systemClock,
      log: silentLog,
      openSource: ({ source }) => openFilesSource({ directory: source.slice('files:'.length) }),
      taxIdKey: 'a key for the bench',
    })
    let runs: Run[] = []
    /** When each city should start after its first run: a point that is left out makes the next run a minute later. */
    const expected = new Map<string, Date>()
    const run: JobServices['sync']['run'] = async (community, options) => {
      const now = new Date()
      const begun = performance.now()
      const point = expected.get(community.slug) ?? lastSyncPoint(community, now)
      expected.set(community.slug, nextSyncPoint(community, now))
      const report = await sync.run(community, options)
      if (report.status === 'completed')
        runs.push({ late: now.getTime() - point.getTime(), took: performance.now() - begun })
      return report
    }
    const jobs = await startJobs({
      store,
      communities,
      clock: systemClock,
      log: silentLog,
      sync: { ...sync, run },
    })
    const figures: Figure[] = []
    for (let minute = 1; minute <= MINUTES; minute++) {
      const before = process.cpuUsage()
      await sleep(60_000)
      const { user, system } = process.cpuUsage(before)
      figures.push(figureOf(store.kind, cities.communities, minute, runs, (user + system) / 60e6))
      progress(`minute ${minute}: ${runs.length} runs`)
      runs = []
    }
    await jobs.stop()
    return figures
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function figureOf(
  kind: string,
  communities: number,
  minute: number,
  runs: readonly Run[],
  busy: number,
): Figure {
  const sorted = (of: 'late' | 'took') => runs.map((run) => run[of]).toSorted((a, b) => a - b)
  return {
    group: `${communities} cities of ${CUSTOMERS} customers, each every 60 s, on ${kind}`,
    what: minute === 1 ? 'minute 1, first loads' : `minute ${minute}`,
    values: {
      runs: String(runs.length),
      'late p50 ms': quantile(sorted('late'), 0.5),
      'late max ms': quantile(sorted('late'), 1),
      'took p50 ms': quantile(sorted('took'), 0.5),
      'took p99 ms': quantile(sorted('took'), 0.99),
      processor: `${(100 * busy).toFixed(0)} %`,
    },
  }
}

function writeCity(folder: string, city: number): string {
  const directory = join(folder, String(city))
  mkdirSync(directory)
  const write = (name: string, header: string, row?: (n: number) => string) => {
    const rows = row ? Array.from({ length: CUSTOMERS }, (_, n) => row(n)) : []
    writeFileSync(join(directory, name), `${[header, ...rows].join('\n')}\n`)
  }
  write('customers.csv', 'customer_id,name', (n) => `C${n},"Okafor, Chidi ${n}"`)
  write(
    'accounts.csv',
    'account_id,account_number,module,status',
    (n) => `A${n},12.${1000 + n}.7,utility,active`,
  )
  write('holders.csv', 'customer_id,account_id,role', (n) => `C${n},A${n},owner`)
  write('charges.csv', 'charge_id,account_id,kind,amount,balance')
  return directory
}
