import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import type { Community } from '../../src/kernel/community.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { openFilesSource } from '../../src/source/index.ts'
import { openStore, type Store, type StoreLocation } from '../../src/store/index.ts'
import { createCommunities, createSync, type RunReport } from '../../src/sync/index.ts'
import { compareCopyWithSource } from '../sync/compare.ts'
import { writeExport, type Export } from '../sync/export.ts'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import type { Errand } from './syncing-process.ts'

const KILLS = 20
const NOW = '2026-11-20T16:00:00Z'
const SETTINGS = { sync: { removalGuard: { percent: 100, atLeast: 0 } } }

describeOnEachDatabase('A sync that is killed', (database) => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-killed-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it(
    `at ${KILLS} moments, and each time the next run ends with a copy equal to the source`,
    { timeout: 900_000 },
    async () => {
      const location: StoreLocation =
        database.kind === 'pglite'
          ? { directory: join(folder, 'database') }
          : { url: await database.createUrl() }
      const random = seeded(20261120)
      const directory = join(folder, 'export')
      let slug = ''
      let killed = 0
      for (let round = 0; round < KILLS; round++) {
        // Every fifth kill hits a first load, the others a run that adds, changes, merges and takes away.
        if (round % 5 === 0) slug = await withStore(location, (store) => addCity(store, directory, round))
        const export_ = madeUp(random)
        writeExport(directory, export_)
        const steps = round % 5 === 0 ? 8 : 6
        killed += await syncAndKill(
          { location, slug, directory, now: NOW },
          Math.floor(random() * steps),
          random() * 40,
        )
        await withStore(location, async (store) => {
          const community = await createCommunities({ store, clock: new TestClock(NOW) }).get(slug)
          expect(await run(store, community, directory)).toMatchObject({ status: 'completed', rejected: 0 })
          await compareCopyWithSource(store, community, export_)
        })
      }
      // Some processes are faster than the signal; if most were, the story would prove nothing.
      expect(killed).toBeGreaterThan(KILLS / 2)
    },
  )
})

/** PGlite belongs to one process at a time, so it is open here only while no child is. */
async function withStore<T>(location: StoreLocation, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(location)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

async function addCity(store: Store, directory: string, round: number): Promise<string> {
  const slug = `city-${round}`
  const source = `files:${directory}`
  const communities = createCommunities({ store, clock: new TestClock(NOW) })
  await communities.add({ slug, name: 'Cedar Hollow', source, settings: SETTINGS, isDemo: false })
  return slug
}

async function run(store: Store, community: Community, directory: string): Promise<RunReport> {
  const openSource = () => openFilesSource({ directory })
  const taxIdKey = 'the key of the tests'
  const sync = createSync({ store, clock: new TestClock(NOW), log: silentLog, openSource, taxIdKey })
  return await sync.run(community, { trigger: 'command' })
}

/** Kills the process some time after it has told of so many steps. 1 when it was killed, 0 when it was faster. */
async function syncAndKill(errand: Errand, steps: number, laterMs: number): Promise<0 | 1> {
  const child = fork(new URL('./syncing-process.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (_code, signal) => resolve(signal))
  })
  let told = 0
  child.on('message', () => {
    if (told++ === steps) void wait(laterMs).then(() => child.kill('SIGKILL'))
  })
  child.send(errand)
  return (await ended) === 'SIGKILL' ? 1 : 0
}

/** An export whose records stay, change and vanish from one call to the next, as a city's do. */
function madeUp(random: () => number): Export {
  const few = (count: number) => Math.floor(random() * count)
  const ids = numbers(400).filter(() => random() < 0.8)
  const customers = ids.map((i) => ({
    customer_id: `C${i}`,
    name: `Family${i}, ${['Ana', 'Bo', 'Chidi'][few(3)] ?? ''}`,
    ...(few(3) === 0 ? { email: `f${i}.${few(3)}@example.org` } : {}),
    online_access: few(5) === 0 ? 'N' : 'Y',
    tax_id: `${100_000_000 + i}`,
  }))
  const anybody = () => `C${ids[few(ids.length)] ?? 0}`
  const accounts = numbers(450).flatMap((i) => {
    if (random() > 0.8) return []
    const number = few(10) === 0 ? `99.${1000 + i}.${few(9)}` : `10.${1000 + i}.1`
    const department = ['Water', 'Parks', 'Licensing'][i % 3] ?? ''
    const status = few(6) === 0 ? 'closed' : 'active'
    return [
      {
        account_id: `A${i}`,
        account_number: number,
        module: 'utility',
        department,
        status,
        balance: `${few(900)}.50`,
      },
    ]
  })
  return {
    customers,
    accounts,
    holders: accounts.flatMap(({ account_id }) => [
      { customer_id: anybody(), account_id, role: 'owner', from_on: '2020-01-01' },
      ...(few(4) === 0 ? [{ customer_id: anybody(), account_id, role: 'tenant' }] : []),
    ]),
    charges: accounts.flatMap(({ account_id }) =>
      numbers(few(4)).map((n) => ({
        charge_id: `${account_id}-${n}`,
        account_id,
        kind: 'due',
        amount: '12.00',
        balance: `${few(12)}.00`,
      })),
    ),
    merges: numbers(400)
      .filter((i) => !ids.includes(i) && few(3) === 0)
      .map((i) => ({ from_id: `C${i}`, to_id: anybody() })),
  }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
