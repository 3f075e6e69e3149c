import { afterAll, expect, it } from 'vitest'
import { failure } from '../../src/kernel/errors.ts'
import type { Source } from '../../src/source/port.ts'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachServer } from '../source/city-database.ts'
import { listDatabases } from '../world/databases.ts'
import { openChangingCity, copyAnew, type ChangingCity } from './changing-city.ts'
import { rowsOf, written } from './city.ts'
import { compareCopyWithSource, expectDerived, expectSameCopy } from './compare.ts'
import { CEDAR, account, changed, type Export } from './export.ts'

const HOUR = 3_600_000

describeOnEachServer('A city that tells what changed', (database) => {
  // A city on PostgreSQL is copied into PostgreSQL, one on MariaDB into the embedded database.
  const kind = database.system === 'postgresql' ? 'postgres' : 'pglite'
  let opened: Promise<Store> | undefined
  const open = () =>
    (opened ??= listDatabases()
      .find((each) => each.kind === kind)
      ?.open()) as Promise<Store>
  afterAll(async () => await (await opened)?.close())

  /** A city that was read once. */
  const cedar = async (settings: object = {}, rows: Export = CEDAR): Promise<ChangingCity> => {
    const city = await openChangingCity(await open(), database, settings)
    await city.become(rows, 2 * 3_600)
    expect(await city.run()).toMatchObject({ status: 'completed', rejected: 0 })
    city.asked()
    return city
  }
  const rows = (city: ChangingCity, table: Parameters<typeof rowsOf>[2]) =>
    rowsOf(city.store, city.community, table)
  const equalsAnew = async (city: ChangingCity) =>
    await expectSameCopy(city.store, city.community, await copyAnew(city, database))

  it('is asked for that alone, and every record is accounted for', async () => {
    const city = await cedar()
    const now = changed(CEDAR, {
      customers: { C1: { email: 'ana@example.net' }, C9: { customer_id: 'C9', name: 'New, Nia' } },
      charges: { H1: { balance: '0.00' } },
    })
    await city.become(now)
    expect(await city.run()).toMatchObject({
      status: 'completed', seen: 9, added: 1, updated: 2, unchanged: 6, removed: 0, rejected: 0,
    }) // prettier-ignore
    expect(city.asked()).toEqual(['describe', 'changesSince'])
    await compareCopyWithSource(city.store, city.community, now)
    await equalsAnew(city)
  })

  it('writes nothing for records that come again', async () => {
    const city = await cedar()
    const now = changed(CEDAR, {
      customers: { C1: { email: 'ana@example.net' } },
      charges: { H1: { balance: '1' } },
    })
    await city.become(now)
    await city.run()
    const before = await written(city.store, city.community)
    city.readFrom(twice)
    expect(await city.run()).toMatchObject({ status: 'completed', seen: 8, updated: 0, unchanged: 8 })
    expect(await written(city.store, city.community)).toEqual(before)
  })

  it('loses no change of a transaction that took longer than the time between two runs', async () => {
    const city = await cedar()
    await city.run()
    const late = changed(CEDAR, { customers: { C2: { phone: '(303) 555-0177' } } })
    await city.become(late, 30)
    expect(await city.run()).toMatchObject({ updated: 1 })
    await compareCopyWithSource(city.store, city.community, late)
  })

  it('a change that was missed is found by the sweep, and fetched by itself', async () => {
    const city = await cedar()
    const missed = changed(CEDAR, {
      customers: { C3: { email: 'office@example.org' }, C8: { customer_id: 'C8', name: 'Late, Lou' } },
      accounts: { A2: { balance: '7.00' }, A8: account('A8', '8.8') },
      holders: { 'C8 A8': { customer_id: 'C8', account_id: 'A8', role: 'owner' } },
    })
    await city.become(missed, 24 * 3_600)
    expect(await city.run()).toMatchObject({ added: 0, updated: 0, unchanged: 8 })
    city.asked()
    city.clock.advance(HOUR)
    expect(await city.run()).toMatchObject({ seen: 10, added: 2, updated: 2, unchanged: 6 })
    expect(city.asked()).toEqual(['describe', 'changesSince', 'sweep', 'fetch'])
    await compareCopyWithSource(city.store, city.community, missed)
    await equalsAnew(city)
  })

  it('what is deleted is gone with the next sweep, and comes back as the same customer', async () => {
    const city = await cedar()
    const smaller = changed(CEDAR, {
      customers: { C4: null },
      accounts: { A4: null },
      holders: { 'C4 A4': null },
    })
    await city.become(smaller)
    expect(await city.run()).toMatchObject({ removed: 0, unchanged: 8 })
    city.clock.advance(HOUR)
    expect(await city.run()).toMatchObject({ status: 'completed', seen: 6, removed: 2, unchanged: 6 })
    expect((await rows(city, 'tombstone')).map((row) => row['source_id'])).toEqual(['A4', 'C4'])
    await compareCopyWithSource(city.store, city.community, smaller)
    // A first merge comes with them, of an id that was never in the copy.
    const back = changed(CEDAR, { merges: { X9: { from_id: 'X9', to_id: 'C1' } } })
    await city.become(back)
    expect(await city.run()).toMatchObject({ status: 'completed', added: 2, merged: 1, unchanged: 6 })
    expect(await rows(city, 'tombstone')).toEqual([])
    await compareCopyWithSource(city.store, city.community, back)
    await expectDerived(city.store, city.community)
  })

  it('sweeps on a grid of its own, and whenever somebody asks for a run', async () => {
    const city = await cedar({ sync: { sweepEvery: '10m' } })
    const sweeps: boolean[] = []
    for (let minute = 12; minute <= 21; minute++) {
      await city.run()
      sweeps.push(city.asked().includes('sweep'))
    }
    expect(sweeps).toEqual([...Array<boolean>(8).fill(false), true, false])
    await city.run({ trigger: 'command' })
    expect(city.asked()).toContain('sweep')
  })

  it('of runs every two seconds, those in which nothing happened do not hide the others', async () => {
    const city = await cedar({ sync: { every: '2s' } })
    const runIds = async () => (await city.sync.status(city.community, -1n)).runs.map(({ runId }) => runId)
    for (let n = 0; n < 3; n++) await city.run()
    await city.become(changed(CEDAR, { customers: { C1: { email: 'ana@example.net' } } }))
    for (let n = 0; n < 3; n++) await city.run()
    expect(await runIds()).toEqual([7, 5, 4, 1])
  })

  it('a merge brings the sweep forward, so that the old id leads to the survivor at once', async () => {
    const city = await cedar()
    const merged = changed(CEDAR, {
      customers: { C2: null },
      holders: { 'C2 A2': null, 'C3 A2': { customer_id: 'C3', account_id: 'A2', role: 'tenant' } },
      merges: { C2: { from_id: 'C2', to_id: 'C3' } },
    })
    await city.become(merged)
    expect(await city.run()).toMatchObject({ status: 'completed', updated: 1, merged: 1, removed: 0 })
    expect(await rows(city, 'alias')).toMatchObject([{ kind: 'customer', from_id: 'C2', to_id: 'C3' }])
    expect(await rows(city, 'tombstone')).toMatchObject([{ source_id: 'C2' }])
    await compareCopyWithSource(city.store, city.community, merged)
    city.asked()
    expect(await city.run()).toMatchObject({ merged: 0, unchanged: 7 })
    expect(city.asked()).not.toContain('sweep')
  })

  it('a merge of somebody who is still there is refused, and does not make every run sweep', async () => {
    const city = await cedar()
    const still = changed(CEDAR, { merges: { C2: { from_id: 'C2', to_id: 'C3' } } })
    await city.become(still)
    expect(await city.run()).toMatchObject({ status: 'completed', merged: 0, rejected: 1, seen: 9 })
    expect(city.asked()).toContain('sweep')
    expect(await city.run()).toMatchObject({ merged: 0, rejected: 1, seen: 9 })
    expect(city.asked()).not.toContain('sweep')
    await equalsAnew(city)
  })

  it('an account goes over to somebody who did not change', async () => {
    const city = await cedar()
    const moved = changed(CEDAR, {
      holders: { 'C1 A1': null, 'C3 A1': { customer_id: 'C3', account_id: 'A1', role: 'owner' } },
    })
    await city.become(moved)
    expect(await city.run()).toMatchObject({ updated: 1, unchanged: 7, rejected: 0 })
    expect(await rows(city, 'former_holder')).toMatchObject([{ customer_id: 'C1', account_id: 'A1' }])
    await compareCopyWithSource(city.store, city.community, moved)
  })

  it('a holder is asked for by id where nobody told of the customer', async () => {
    const city = await cedar()
    await city.become(
      changed(CEDAR, { customers: { C9: { customer_id: 'C9', name: 'Slow, Sue' } } }),
      24 * 3_600,
    )
    const held = changed(CEDAR, {
      customers: { C9: { customer_id: 'C9', name: 'Slow, Sue' } },
      holders: { 'C9 A1': { customer_id: 'C9', account_id: 'A1', role: 'cosigner' } },
    })
    await city.become(held)
    expect(await city.run()).toMatchObject({ added: 1, updated: 1, rejected: 0 })
    expect(city.asked()).toEqual(['describe', 'changesSince', 'fetch'])
    await compareCopyWithSource(city.store, city.community, held)
  })

  it('a row that is refused leaves the copy with its ties, and comes back with them', async () => {
    const city = await cedar()
    const bad = changed(CEDAR, {
      customers: { C2: { status: 'moved' } },
      accounts: { A3: { status: 'lost' } },
      charges: { H2: { amount: 'five' } },
    })
    await city.become(bad)
    // C2 and its holder, A3 with its holder and its charge, and a charge of A1.
    expect(await city.run()).toMatchObject({
      status: 'completed',
      rejected: 6,
      unchanged: 4,
      updated: 2,
      seen: 12,
    })
    await equalsAnew(city)
    const better = changed(bad, { customers: { C2: { status: 'active' } } })
    await city.become(better)
    const run = await city.run()
    expect(run).toMatchObject({ added: 1, updated: 1, rejected: 4, seen: 11 })
    expect(run.message).toMatch(/^4 rows were rejected: erp_accounts, column status: .* And 3 more\.$/)
    await equalsAnew(city)
    await city.become(
      changed(better, { accounts: { A3: { status: 'active' } }, charges: { H2: { amount: '5' } } }),
    )
    expect(await city.run()).toMatchObject({ rejected: 0 })
    await equalsAnew(city)
    await expectDerived(city.store, city.community)
  })

  it('a refused row that is deleted is no rejected row any more, after a sweep', async () => {
    const city = await cedar()
    await city.become(changed(CEDAR, { accounts: { A9: account('A9', '9.9', { status: 'lost' }) } }))
    expect(await city.run()).toMatchObject({ rejected: 1, seen: 9 })
    await city.become(CEDAR)
    expect(await city.run()).toMatchObject({ rejected: 1 })
    expect(await city.run({ trigger: 'page' })).toMatchObject({ rejected: 0, seen: 8, removed: 0 })
    await equalsAnew(city)
  })

  it('a run that is stopped between two batches asks from the same place again', async () => {
    const city = await cedar()
    const many = Array.from({ length: 1_500 }, (_, i) => [
      `N${i}`,
      { customer_id: `N${i}`, name: `New, N${i}` },
    ])
    const larger = changed(CEDAR, { customers: Object.fromEntries(many) as Record<string, { name: string }> })
    await city.become(larger)
    const stop = new AbortController()
    const run = await city.run({
      signal: stop.signal,
      onProgress: ({ phase, done }) => phase === 'applying' && done > 0 && stop.abort(),
    })
    expect(run).toMatchObject({ status: 'failed', removed: 0 })
    expect(run.added).toBeGreaterThan(0)
    const rest = await city.run()
    expect(rest).toMatchObject({ status: 'completed', added: 1_500 - run.added, seen: 1_508 })
    expect(city.asked()).not.toContain('read')
    await compareCopyWithSource(city.store, city.community, larger)
  })

  it('a sweep that would take away too much is held, until somebody decides', async () => {
    const city = await cedar({ sync: { removalGuard: { percent: 20, atLeast: 1 } } })
    const smaller = changed(CEDAR, {
      customers: { C2: null, C3: null, C4: null },
      holders: { 'C2 A2': null, 'C3 A3': null, 'C4 A4': null },
    })
    await city.become(smaller)
    const held = await city.run({ trigger: 'page' })
    expect(held).toMatchObject({ status: 'held', removed: 0, updated: 3 })
    expect(await rows(city, 'customer')).toHaveLength(4)
    // Nobody vanishes from the accounts that changed, either.
    expect(await rows(city, 'holder')).toHaveLength(5)
    await expectDerived(city.store, city.community)
    const again = await city.run()
    expect(again).toMatchObject({ status: 'held', runId: held.runId + 1 })
    expect(await city.sync.discardHeld(city.community)).toMatchObject({ status: 'failed' })
    expect(await city.run()).toMatchObject({ status: 'completed', removed: 0 })
    city.clock.advance(HOUR)
    expect(await city.run()).toMatchObject({ status: 'held' })
    expect(await city.sync.confirmHeld(city.community)).toMatchObject({ status: 'completed', removed: 3 })
    expect(await city.run()).toMatchObject({ status: 'completed', seen: 5, unchanged: 5 })
    await compareCopyWithSource(city.store, city.community, smaller)
    await equalsAnew(city)
  })

  it('is read whole again when its rows mean something else, and when it refuses the cursor', async () => {
    const city = await cedar()
    await city.changeSettings({ statusMap: { Z: 'closed' } })
    await city.run()
    expect(city.asked()).toEqual(['describe', 'read'])
    await city.run()
    expect(city.asked()).toEqual(['describe', 'changesSince'])
    city.readFrom((source) => ({
      ...source,
      changesSince: () => Promise.reject(failure('source_cursor_refused', 'That is too long ago.')),
    }))
    expect(await city.run()).toMatchObject({ status: 'completed', unchanged: 8 })
    expect(city.asked()).toEqual(['describe', 'changesSince', 'read'])
    city.readFrom(withoutFetch)
    await city.become(changed(CEDAR, { customers: { C1: { email: 'ana@example.net' } } }), 24 * 3_600)
    expect(await city.run({ trigger: 'command' })).toMatchObject({ updated: 1 })
    expect(city.asked()).toEqual(['describe', 'changesSince', 'sweep', 'read'])
  })

  it('keeps the cursor when the source breaks off', async () => {
    const city = await cedar()
    const now = changed(CEDAR, { customers: { C1: { email: 'ana@example.net' } } })
    await city.become(now)
    const before = await written(city.store, city.community)
    city.readFrom((source) => ({
      ...source,
      async changesSince(cursor, options) {
        const changes = await source.changesSince?.(cursor, options)
        if (!changes) throw new Error('changes are told')
        const brokenOff = async function* () {
          for await (const batch of changes.batches) {
            yield batch
            if (batch.kind === 'customers') throw new Error('The line went dead')
          }
        }
        return { ...changes, batches: brokenOff() }
      },
    }))
    expect(await city.run()).toMatchObject({ status: 'failed', updated: 0 })
    expect(await written(city.store, city.community)).toEqual(before)
    city.readFrom((source) => source)
    expect(await city.run()).toMatchObject({ status: 'completed', updated: 1 })
    await compareCopyWithSource(city.store, city.community, now)
  })

  it('equals a copy that was read whole, whatever happened', async () => {
    const city = await cedar({ sync: { removalGuard: { percent: 100, atLeast: 0 } } })
    let now = CEDAR
    for (const [step, change] of WALK.entries()) {
      now = change(now)
      await city.become(now, step % 4 === 3 ? 24 * 3_600 : 0)
      const compares = step % 3 === 2 || step >= 12
      await city.run({ trigger: compares ? 'command' : 'schedule' })
      if (compares) await equalsAnew(city)
    }
    await expectDerived(city.store, city.community)
  })
})

/** A source that cannot be asked for records by id. */
function withoutFetch(source: Source): Source {
  const other: Source = { ...source }
  delete other.fetch
  return other
}

/** A source whose batches of changes each come two times. */
function twice(source: Source): Source {
  return {
    ...source,
    async changesSince(cursor, options) {
      const changes = await source.changesSince?.(cursor, options)
      if (!changes) throw new Error('changes are told')
      const repeated = async function* () {
        for await (const batch of changes.batches) {
          yield batch
          yield batch
        }
      }
      return { ...changes, batches: repeated() }
    },
  }
}

/** What clerks and a careless import do to a city, one after the other. */
const WALK: readonly ((city: Export) => Export)[] = [
  (city) => changed(city, { customers: { C1: { name: 'Núñez, Ana' }, C4: { online_access: 'Y' } } }),
  (city) => changed(city, { accounts: { A1: { account_number: '12.9999.1' } }, charges: { H2: null } }),
  (city) => changed(city, { customers: { C2: null }, holders: { 'C2 A2': null } }),
  (city) => changed(city, { customers: { C2: { customer_id: 'C2', name: 'Okafor, Chidi' } } }),
  (city) => changed(city, { holders: { 'C2 A2': { customer_id: 'C2', account_id: 'A2', role: 'owner' } } }),
  (city) => changed(city, { customers: { C1: { confidential: 'perhaps' } } }),
  (city) => changed(city, { accounts: { A2: { balance: '3.00' }, A3: { department: 'Parks' } } }),
  (city) => changed(city, { customers: { C1: { confidential: 'N' } } }),
  (city) => changed(city, { accounts: { A4: null }, holders: { 'C4 A4': null } }),
  (city) => changed(city, { holders: { 'C7 A1': { customer_id: 'C7', account_id: 'A1', role: 'tenant' } } }),
  (city) => changed(city, { customers: { C7: { customer_id: 'C7', name: 'Seven, Sy' } } }),
  (city) =>
    changed(city, {
      customers: { C3: null },
      holders: { 'C3 A3': null, 'C7 A3': { customer_id: 'C7', account_id: 'A3', role: 'owner' } },
      merges: { C3: { from_id: 'C3', to_id: 'C7' } },
    }),
  // Somebody is refused who holds two accounts of two departments, loses one of them, and is deleted.
  (city) => changed(city, { customers: { C7: { status: 'odd' } } }),
  (city) => changed(city, { holders: { 'C7 A1': null } }),
  (city) => changed(city, { customers: { C7: null } }),
]
