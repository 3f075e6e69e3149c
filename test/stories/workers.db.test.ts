import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { startJobs } from '../../src/jobs/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import type { Community } from '../../src/kernel/community.ts'
import { ALL_DEPARTMENTS } from '../../src/kernel/departments.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { lastSyncPoint } from '../../src/kernel/schedule.ts'
import { writeGeneratedExport } from '../../src/source/index.ts'
import { openStore } from '../../src/store/index.ts'
import { createCommunities, createSync, type StatusRun } from '../../src/sync/index.ts'
import { until } from '../jobs/world.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { stopProcess } from '../world/stop-process.ts'

const PORTAL = join(import.meta.dirname, '../../bin/portal')

const folder = mkdtempSync(join(tmpdir(), 'portal-workers-'))
const workers: ChildProcess[] = []
afterAll(async () => {
  await Promise.all(workers.map((worker) => stopProcess(worker, 'SIGTERM')))
  rmSync(folder, { recursive: true, force: true })
})

/** `portal worker` in a process of its own, ready to work. */
async function startWorker(url: string): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URL: url, PORTAL_DATA: join(folder, 'data'), LOG_LEVEL: 'error' }
  const worker = spawn(PORTAL, ['worker'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  workers.push(worker)
  await once(worker.stdout, 'data')
  return worker
}

/** The services of a server that leaves the work to others. */
async function openServer(url: string) {
  const store = await openStore({ url })
  const openSource = () => {
    throw new Error('The server syncs nothing itself')
  }
  const sync = createSync({ store, clock: systemClock, log: silentLog, openSource, taxIdKey: 'none' })
  const communities = createCommunities({ store, clock: systemClock })
  const jobs = await startJobs({ store, clock: systemClock, log: silentLog, sync, communities, works: false })
  return { store, sync, communities, jobs }
}

describeOnEachDatabase('Workers', (database) => {
  if (database.kind === 'pglite') {
    it('need a PostgreSQL, and a sentence says so', async () => {
      const env = { ...process.env, PORTAL_DATA: join(folder, 'embedded') }
      delete (env as NodeJS.ProcessEnv).DATABASE_URL
      for (const argv of [['worker'], ['serve', '--no-jobs']]) {
        const child = spawn(PORTAL, argv, { env, stdio: ['ignore', 'ignore', 'pipe'] })
        let said = ''
        child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
        expect((await once(child, 'close'))[0]).toBe(2)
        expect(said).toContain('name it with DATABASE_URL')
      }
    })
    return
  }

  it(
    'share the cities of a server: each point once, and a run that dies with its worker is taken up by another',
    { timeout: 240_000 },
    async () => {
      const url = await database.createUrl()
      const { store, sync, communities, jobs } = await openServer(url)
      onTestFinished(async () => {
        await jobs.stop()
        await store.close()
      })
      const add = async (slug: string, customers: number, every: string) => {
        const directory = join(folder, slug)
        await writeGeneratedExport(directory, { customers, seed: slug })
        const settings = { sync: { every } }
        return await communities.add({
          slug,
          name: slug,
          source: `files:${directory}`,
          settings,
          isDemo: false,
        })
      }
      const large = await add('large', 12_000, '7d')
      const statusOf = async (community: Community) => await sync.status(community, ALL_DEPARTMENTS)

      const first = await startWorker(url)
      await jobs.syncNow(large)
      await until(async () => ((await statusOf(large)).atWork?.progress?.done ?? 0) > 0)
      await startWorker(url)
      await stopProcess(first, 'SIGKILL')
      expect((await statusOf(large)).runs.map(inWords)).toEqual(['now running'])
      await until(async () => (await statusOf(large)).runs[0]?.status === 'completed')
      const { runs } = await statusOf(large)
      expect(runs.map(inWords)).toEqual(['retry completed', 'now failed'])
      expect(runs[1]?.message).toContain('interrupted')

      await startWorker(url)
      const small: Community[] = []
      for (const slug of ['ash', 'birch', 'cedar', 'elm', 'fir']) small.push(await add(slug, 5, '2s'))
      // A run in which nothing happened is forgotten at the next where they come so often, so they are noted as they come.
      const seen = new Map(small.map(({ slug }) => [slug, new Map<number, StatusRun>()]))
      const note = async (community: Community) => {
        for (const run of (await statusOf(community)).runs)
          if (run.status !== 'running') seen.get(community.slug)?.set(run.runId, run)
      }
      const done = async (community: Community) => {
        await Promise.all(small.map(note))
        return Math.max(...(seen.get(community.slug)?.keys() ?? [])) >= 6
      }
      for (const community of small) await until(() => done(community))
      for (const community of small) {
        const oldestFirst = [...(seen.get(community.slug)?.values() ?? [])].sort((a, b) => a.runId - b.runId)
        expect(oldestFirst.length).toBeGreaterThan(2)
        const [oldest, newest] = [oldestFirst[0], oldestFirst.at(-1)]
        // Were each point taken by both, there would be twice as many; one run may begin after the next point.
        const [from, to] = [oldest, newest].map((run) =>
          lastSyncPoint(community, new Date(run?.startedAt ?? '')).getTime(),
        )
        const runs = (newest?.runId ?? 0) - (oldest?.runId ?? 0) + 1
        expect(runs).toBeLessThanOrEqual(((to ?? 0) - (from ?? 0)) / 2_000 + 2)
        oldestFirst.slice(1).forEach(({ startedAt }, i) => {
          const { startedAt: began = '', durationMs = 0 } = oldestFirst[i] ?? {}
          expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(Date.parse(began) + durationMs)
        })
      }
    },
  )
})

const inWords = ({ trigger, status }: StatusRun) => `${trigger} ${status}`
