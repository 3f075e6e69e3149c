import { setTimeout as sleep } from 'node:timers/promises'
import { startJobs, type Jobs, type JobServices } from '../../src/jobs/index.ts'
import type { Community } from '../../src/kernel/community.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { nextSyncPoint } from '../../src/kernel/schedule.ts'
import { parseSettings } from '../../src/kernel/settings.ts'
import type { Store } from '../../src/store/index.ts'
import type { DueAgain } from '../../src/sync/index.ts'
import type { RunReport } from '../../src/sync/report.ts'
import { TestClock } from '../world/clock.ts'

type RunOptions = Parameters<JobServices['sync']['run']>[1]

/** Cities in the database, and a sync that writes down what it was asked to do: here only when it runs matters. */
export class JobsWorld {
  readonly clock = new TestClock('2026-11-23T09:40:20Z')
  readonly cities: Community[] = []
  readonly runs: string[] = []
  readonly refreshed: string[] = []
  readonly store: Store
  /** Cities whose run is going. */
  readonly atWork = new Set<string>()
  /** Runs that are due again. */
  dueAgain: readonly DueAgain[] = []
  /** What a run does between its start and its end. */
  during: (community: Community, options: RunOptions) => Promise<void> = async () => {}
  onRefresh: (community: Community) => Promise<void> = async () => {}

  constructor(store: Store) {
    this.store = store
  }

  async start(): Promise<Jobs> {
    return await startJobs({
      store: this.store,
      clock: this.clock,
      tickMs: 100,
      log: silentLog,
      communities: {
        list: async () => [...this.cities],
        find: async (slug) => this.cities.find((each) => each.slug === slug),
      },
      sync: {
        run: async (community, options) => {
          this.runs.push(`${community.slug} ${options.trigger}`)
          this.atWork.add(community.slug)
          try {
            await this.during(community, options)
          } finally {
            this.atWork.delete(community.slug)
          }
          return report(community)
        },
        listDueAgain: async () => this.dueAgain,
        refreshDueVerdicts: async (community) => {
          this.refreshed.push(community.slug)
          await this.onRefresh(community)
        },
      },
    })
  }

  async addCity(slug: string, every: string): Promise<Community> {
    const settings = parseSettings({ sync: { every } })
    const row = await this.store.platform
      .insertInto('platform.community')
      .values({ slug, name: slug, source: 'files:nowhere', settings: '{}' })
      .returning('community_id')
      .executeTakeFirstOrThrow()
    const city = {
      communityId: row.community_id,
      slug,
      name: slug,
      source: 'files:nowhere',
      settings,
      isDemo: false,
    }
    this.cities.push(city)
    return city
  }

  /** Moves the clock to where the next automatic run of the city starts. */
  toNextSyncOf(city: Community): void {
    this.clock.set(nextSyncPoint(city, this.clock.now()))
  }

  /** The database says that a run of the city began then. */
  async addRun({ communityId: community_id }: Community, startedAt: string): Promise<void> {
    const run = {
      community_id,
      run_id: 1,
      trigger: 'now',
      status: 'completed',
      started_at: startedAt,
    } as const
    await this.store.as(community_id).write((tx) => tx.insertInto('run').values(run).execute())
  }
}

/** Waits, at most half a minute, until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (await isSo()) return
    await sleep(20)
  }
  throw new Error('It did not happen within half a minute')
}

/** Long enough for the schedules to be looked at several times, and for the workers to ask for jobs. */
export async function aWhile(): Promise<void> {
  await sleep(1_100)
}

function report(community: Community): RunReport {
  const counts = { seen: 1, added: 0, updated: 0, unchanged: 1, removed: 0, merged: 0, rejected: 0 }
  return {
    runId: 1,
    community: community.slug,
    status: 'completed',
    ...counts,
    sourceReadAt: null,
    startedAt: '2026-11-23T09:45:00Z',
    durationMs: 1,
  }
}
