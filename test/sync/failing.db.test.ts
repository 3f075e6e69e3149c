import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Source } from '../../src/source/port.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, written, type City } from './city.ts'
import { compareCopyWithSource } from './compare.ts'
import { CEDAR, account, changed, writeExport } from './export.ts'

const BAD_EXPORTS: readonly { what: string; spoil: (directory: string) => void; says: RegExp }[] = [
  { what: 'a missing file', spoil: (d) => rmSync(join(d, 'holders.csv')), says: /holders\.csv/ },
  { what: 'a missing directory', spoil: (d) => rmSync(d, { recursive: true }), says: /portal-city/ },
  { what: 'an export that is still being written', spoil: (d) => writeFileSync(join(d, 'x.partial'), ''), says: /written/ },
  { what: 'a file without a required column', spoil: spoilt('accounts.csv', 'account_id,module\nA1,utility\n'), says: /accounts\.csv.*account_number/ },
  { what: 'bytes that are not UTF-8', spoil: spoilt('customers.csv', Buffer.from('customer_id,name\nC1,N\xfa\xf1ez\n', 'latin1')), says: /customers\.csv.*UTF-8/ },
  { what: 'a quote that is never closed', spoil: spoilt('customers.csv', 'customer_id,name\nC1,"Ana\n'), says: /customers\.csv.*quot/i },
  { what: 'a customer that stands twice', spoil: spoilt('customers.csv', 'customer_id,name\nC1,Ana\nC2,Bo\nC1,Ana\n'), says: /customer_id stands twice, "C1" in customers\.csv line 4 .*\(line 2\)/ },
  { what: 'an account that stands twice', spoil: spoilt('accounts.csv', 'account_id,account_number,module,status\nA1,1,utility,active\nA1,2,utility,active\n'), says: /account_id stands twice, "A1" in accounts\.csv line 3/ },
  { what: 'a charge that stands twice', spoil: spoilt('charges.csv', 'charge_id,account_id,kind,amount,balance\nH1,A1,due,1,1\nH1,A2,due,1,1\n'), says: /charge stands twice, "H1"/ },
  { what: 'a holder that stands twice', spoil: spoilt('holders.csv', 'customer_id,account_id,role,from_on\nC1,A1,owner,2020-01-02\nC1,A1,Owner,1/2/2020\n'), says: /holder stands twice, "C1, A1, owner, 2020-01-02"/ },
  { what: 'a merge that stands twice', spoil: spoilt('merges.csv', 'from_id,to_id,kind\nX,C1,customer\nX,C2,\n'), says: /merge stands twice, "customer, X"/ },
] // prettier-ignore

function spoilt(file: string, content: string | Buffer) {
  return (directory: string) => writeFileSync(join(directory, file), content)
}

describeOnEachDatabase('A run that fails', (database) => {
  const store = sharedStore(database)
  it.each(BAD_EXPORTS)('$what fails the run before anything is written', async ({ spoil, says }) => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const before = await written(city.store, city.community)
    writeExport(city.directory, changed(CEDAR, { customers: { C1: { name: 'Changed, Ana' } } }))
    spoil(city.directory)
    const run = await city.sync.run(city.community, { trigger: 'command' })
    expect(run).toMatchObject({ status: 'failed', seen: 0, removed: 0, sourceReadAt: null })
    expect(run.message).toMatch(says)
    expect(await written(city.store, city.community)).toEqual(before)
    expect((await city.sync.status(city.community, -1n)).dataAsOf).toBe('2026-11-20T16:15:00.000Z')
  })

  it('keeps what it applied, says where it stopped, removes nothing, and the next run ends equal', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const larger = changed(CEDAR, {
      customers: {
        C4: null,
        ...Object.fromEntries(many(1500, (i) => [`N${i}`, { customer_id: `N${i}`, name: `New, N${i}` }])),
      },
      holders: { 'C4 A4': null },
    })
    const stop = new AbortController()
    writeExport(city.directory, larger)
    const run = await city.sync.run(city.community, {
      trigger: 'command',
      signal: stop.signal,
      onProgress: ({ phase, done }) => phase === 'applying' && done > 0 && stop.abort(),
    })
    expect(run).toMatchObject({ status: 'failed', removed: 0 })
    expect(run.added).toBeGreaterThan(0)
    expect(run.message).toMatch(
      /^Stopped after [\d,]+ of 1,501 changed records were applied.* stopped before its end\.$/,
    )
    expect((await city.rows('customer')).length).toBe(4 + run.added)
    expect(await city.rows('tombstone')).toEqual([])
    expect(await city.run(larger)).toMatchObject({ status: 'completed', removed: 1 })
    await compareCopyWithSource(city.store, city.community, larger)
  })

  it('a source that breaks off after half of its rows takes nothing away', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const before = await written(city.store, city.community)
    city.readFrom((source) => ({ ...source, read: (options) => brokenOff(source, options) }))
    const run = await city.run(changed(CEDAR, { customers: { C1: null } }))
    expect(run.status).toBe('failed')
    expect(run.message).toMatch(/reference [0-9a-f]{8}/)
    expect(await written(city.store, city.community)).toEqual(before)
  })

  it('does not let a second run begin while the first is at work', async () => {
    const city = await openCity(await store())
    const second = await duringRun(city, () => city.sync.run(city.community, { trigger: 'page' }))
    expect(second).toMatchObject({ code: 'sync_running' })
    expect((await city.sync.status(city.community, -1n)).runs).toHaveLength(1)
  })

  it('waits with a change of settings until the run has ended', async () => {
    const city = await openCity(await store())
    const before = changed(CEDAR, { accounts: { A1: { status: 'inactive' } } })
    let changing: Promise<void> | undefined
    await duringRun(
      city,
      async () => void (changing = city.changeSettings({ eligibility: { requireActive: false } })),
      before,
    )
    await changing
    expect((await city.rows('account')).map((row) => row['withheld_by'])).toEqual([[], [], [], []])
  })

  it('a run whose process died does not stand in the way of the next', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const { communityId } = city.community
    await city.store.as(communityId).write((tx) =>
      tx
        .insertInto('run')
        .values({
          community_id: communityId,
          run_id: 2,
          trigger: 'schedule',
          status: 'running',
          started_at: city.clock.now(),
        })
        .execute(),
    )
    const run = await city.run(changed(CEDAR, { accounts: { A9: account('A9', '9.9') } }))
    expect(run).toMatchObject({ runId: 3, status: 'completed', added: 1 })
    const [, dead] = (await city.sync.status(city.community, -1n)).runs
    expect(dead).toMatchObject({
      runId: 2,
      status: 'failed',
      message: expect.stringMatching(/interrupted/) as string,
    })
  })

  it('leaves nothing in the directory of the export', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    expect(readdirSync(city.directory).sort()).toEqual([
      'EXPORTED_AT',
      'accounts.csv',
      'charges.csv',
      'customers.csv',
      'holders.csv',
      'merges.csv',
    ])
  })
})

async function* brokenOff(source: Source, options: Parameters<Source['read']>[0]) {
  for await (const batch of source.read(options)) {
    if (batch.kind === 'holders') throw new Error('The line went dead')
    yield batch
  }
}

/** Runs, and does something else while the source is being read; gives the error of that, if any. */
async function duringRun(city: City, work: () => Promise<unknown>, export_ = CEDAR): Promise<unknown> {
  let error: unknown
  city.readFrom((source) => ({
    ...source,
    async *read(options) {
      await work().catch((caught: unknown) => (error = caught))
      yield* source.read(options)
    },
  }))
  expect(await city.run(export_)).toMatchObject({ status: 'completed' })
  return error
}

function many<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i))
}
