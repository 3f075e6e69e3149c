import { expect, it } from 'vitest'
import type { Scope } from '../../src/access/scope.ts'
import { createHistory } from '../../src/explain/index.ts'
import { maskOf } from '../../src/kernel/departments.ts'
import { PortalError } from '../../src/kernel/errors.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, type City } from '../sync/city.ts'
import { CEDAR, account, changed } from '../sync/export.ts'

const RIGHTS = new Set(['search', 'explain'] as const)

function everything({ community }: City): Scope {
  return { communityId: community.communityId, rights: RIGHTS, departments: -1n }
}

async function clerkOf(city: City, department: string): Promise<Scope> {
  const { communityId } = city.community
  const bit = await city.communities.departmentBit(communityId, department)
  return { communityId, rights: RIGHTS, departments: maskOf(bit) }
}

function historyOf(city: City) {
  return createHistory({ store: city.store, clock: city.clock })
}

async function entries(city: City, customerId: string, scope = everything(city)) {
  return (await historyOf(city).ofCustomer(city.community, scope, customerId))?.entries
}

async function outcomeAt(city: City, customerId: string, at: Date | string, scope = everything(city)) {
  return (await historyOf(city).customerAt(city.community, scope, customerId, new Date(at)))?.outcome
}

const RENAMED = { customers: { C1: { name: 'Núñez-Ortiz, Ana María' } } }

describeOnEachDatabase('The history of a customer', (database) => {
  const store = sharedStore(database)

  it('says what changed, from what to what, by which run and when; a first load leaves no version', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    expect(await city.rows('version')).toEqual([])
    await city.run(changed(CEDAR, RENAMED))
    await city.run(
      changed(CEDAR, {
        ...RENAMED,
        charges: { H1: { balance: '0.00' } },
        accounts: { A1: { balance: '0.00' } },
      }),
    )
    expect(await entries(city, 'C1')).toMatchObject([
      {
        cause: 'run',
        runId: 3,
        at: '2026-11-20T16:45:00.000Z',
        changes: [
          {
            record: 'account',
            accountNumber: '12.3456.1',
            what: 'changed',
            fields: [
              { field: 'balanceCents', from: 8420, to: 0 },
              { field: 'charge', from: { chargeId: 'H1', balanceCents: 8420 }, to: { balanceCents: 0 } },
            ],
          },
        ],
        shared: { before: true, after: true },
      },
      {
        runId: 2,
        changes: [
          {
            record: 'customer',
            what: 'changed',
            fields: [
              { field: 'name', from: 'Núñez, Ana María', to: 'Núñez-Ortiz, Ana María' },
              { field: 'lastName', from: 'Núñez', to: 'Núñez-Ortiz' },
            ],
          },
        ],
      },
      { runId: 1, shared: { before: false, after: true } },
    ])
  })

  it('of an edit of one field keeps that field alone', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    await city.run(changed(CEDAR, { customers: { C1: { phone: '(970) 555-0100' } } }))
    expect(await city.rows('version')).toMatchObject([
      { kind: 'customer', source_id: 'C1', cause: 'run', run_id: 2, was: { phone: '(303) 555-0142' } },
    ])
  })

  it('answers whether the customer was visible yesterday at three, and why not', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const shown = city.clock.now()
    city.clock.advance(86_400_000)
    await city.run(changed(CEDAR, { accounts: { A3: { status: 'closed', closed_on: '2026-11-21' } } }))
    const closed = city.clock.now()
    city.clock.advance(86_400_000)
    await city.changeSettings({ eligibility: { requireActive: false } })
    expect(await outcomeAt(city, 'C3', shown)).toBe('shown')
    expect(await outcomeAt(city, 'C3', new Date(closed.getTime() - 1))).toBe('shown')
    expect(await outcomeAt(city, 'C3', new Date(shown.getTime() - 1))).toBe('not_in_portal')
    expect(await historyOf(city).customerAt(city.community, everything(city), 'C3', closed)).toMatchObject({
      outcome: 'not_shown',
      customer: { name: 'Aspen Plumbing LLC', withheldBy: [] },
      accounts: [
        {
          accountNumber: 'BL-2024-017',
          status: 'closed',
          held: true,
          shared: false,
          withheldBy: ['account_closed'],
        },
      ],
    })
    expect(await outcomeAt(city, 'C3', city.clock.now())).toBe('shown')
    expect(await entries(city, 'C3')).toMatchObject([
      {
        cause: 'settings',
        runId: null,
        shared: { before: false, after: true },
        changes: [{ fields: [{ field: 'withheldBy', from: ['account_closed'], to: [] }] }],
      },
      { cause: 'run', runId: 2, shared: { before: true, after: false } },
      { cause: 'run', runId: 1 },
    ])
  })

  it('knows what a date changed, and who held an account then', async () => {
    const city = await openCity(await store(), { eligibility: { closedGraceDays: 30 } })
    await city.run(changed(CEDAR, { customers: { C4: { online_access: 'Y' } } }))
    const before = city.clock.now()
    city.clock.set('2026-12-10T16:00:00Z')
    await city.sync.refreshDueVerdicts(city.community)
    expect((await entries(city, 'C4'))?.[0]).toMatchObject({
      cause: 'date',
      runId: null,
      at: '2026-12-10T16:00:00.000Z',
      shared: { before: true, after: false },
    })
    expect(await outcomeAt(city, 'C4', before)).toBe('shown')
    expect(await outcomeAt(city, 'C4', city.clock.now())).toBe('not_shown')
  })

  it('stays with a customer that is removed and comes back, and with one that was merged', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const here = city.clock.now()
    const without = changed(CEDAR, {
      customers: { C2: null },
      holders: { 'C2 A2': null },
      merges: { C2: { from_id: 'C2', to_id: 'C1' } },
    })
    await city.run(without)
    const gone = city.clock.now()
    const merged = await historyOf(city).ofCustomer(city.community, everything(city), 'C2')
    expect(merged).toMatchObject({
      name: 'Okafor, Chidi',
      inPortal: false,
      mergedInto: 'C1',
      entries: [
        {
          runId: 2,
          changes: [{ what: 'merged' }, { record: 'account', accountNumber: '12.3456.2' }],
          shared: { before: true, after: false },
        },
        { runId: 1 },
      ],
    })
    expect(await outcomeAt(city, 'C2', here)).toBe('shown')
    expect(await outcomeAt(city, 'C2', gone)).toBe('not_in_portal')
    await city.run(CEDAR)
    expect(await entries(city, 'C2')).toMatchObject([
      { runId: 3, changes: [{ what: 'added' }, { what: 'changed' }], shared: { before: false, after: true } },
      { runId: 2 },
      { runId: 1 },
    ])
    expect(await outcomeAt(city, 'C2', gone)).toBe('not_in_portal')
    expect(await outcomeAt(city, 'C2', here)).toBe('shown')
  })

  it('goes on from the row that was refused: an account under its new number is the same account', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    await city.run(changed(CEDAR, { customers: { C3: { status: 'asleep' } } }))
    const refused = city.clock.now()
    await city.run({ ...changed(CEDAR, { accounts: { A3: { account_number: 'BL-2025-001' } } }) })
    expect(await outcomeAt(city, 'C3', refused)).toBe('not_in_portal')
    const history = await entries(city, 'C3')
    expect(history?.[0]?.changes).toContainEqual(
      expect.objectContaining({
        accountNumber: 'BL-2025-001',
        fields: expect.arrayContaining([
          { field: 'accountNumber', from: 'BL-2024-017', to: 'BL-2025-001' },
        ]) as unknown,
      }),
    )
  })

  it('never tells a tax id, nor what is kept of one', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    await city.run(changed(CEDAR, { customers: { C2: { tax_id: '987-65-4321' } } }))
    const told = JSON.stringify([
      await historyOf(city).ofCustomer(city.community, everything(city), 'C2'),
      await historyOf(city).customerAt(city.community, everything(city), 'C2', city.clock.now()),
      await historyOf(city).changesOf(city.community, everything(city), 2),
    ])
    expect(told).toContain('"field":"taxId","from":null,"to":null')
    expect(told).not.toMatch(/6789|4321|tax_id|taxIdHash/)
  })

  it('of another department is not told: neither an account, nor that it came, changed or went', async () => {
    const city = await openCity(await store())
    const parks = account('A5', '99.1', { department: 'Parks' })
    const tie = { customer_id: 'C1', account_id: 'A5', role: 'owner' }
    await city.run(CEDAR)
    await city.run(changed(CEDAR, { accounts: { A5: parks }, holders: { 'C1 A5': tie } }))
    await city.run(
      changed(CEDAR, { accounts: { A5: { ...parks, balance: '7' } }, holders: { 'C1 A5': tie } }),
    )
    await city.run(CEDAR)
    const water = await clerkOf(city, 'Water')
    expect((await entries(city, 'C1', water))?.map(({ runId }) => runId)).toEqual([1])
    expect((await entries(city, 'C1'))?.map(({ runId }) => runId)).toEqual([4, 3, 2, 1])
    for (const runId of [2, 3, 4])
      expect(await historyOf(city).changesOf(city.community, water, runId)).toMatchObject({
        total: 0,
        customers: [],
      })
    expect(await entries(city, 'C3', water)).toBeUndefined()
    const searcher: Scope = { ...everything(city), rights: new Set(['search']) }
    expect(await entries(city, 'C1', searcher)).toBeUndefined()
  })

  it('of an account that moved between departments begins where it came, and is closed to where it left', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    await city.run(changed(CEDAR, { accounts: { A3: { balance: '5' } } }))
    await city.run(changed(CEDAR, { accounts: { A3: { balance: '5', department: 'Water' } } }))
    const [water, licensing] = [await clerkOf(city, 'Water'), await clerkOf(city, 'Licensing')]
    expect(await entries(city, 'C3', water)).toMatchObject([
      { runId: 3, changes: [{ record: 'account', what: 'added', fields: [] }] },
      { runId: 1, changes: [{ record: 'customer' }] },
    ])
    expect(await entries(city, 'C3', licensing)).toBeUndefined()
    expect((await entries(city, 'C3'))?.[0]?.changes[0]?.fields).toEqual([
      { field: 'department', from: 'Licensing', to: 'Water' },
    ])
  })

  it('of a run tells what it did, customer by customer, also to those who are gone since', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const newcomer = { customer_id: 'C9', name: 'Quill, Ingrid' }
    const now = changed(CEDAR, {
      customers: { C9: newcomer, C3: null },
      accounts: {
        A2: { account_number: '12.9999.2' },
        A9: account('A9', '12.9', { department: 'Water' }),
        A3: null,
      },
      holders: { 'C9 A9': { customer_id: 'C9', account_id: 'A9', role: 'owner' }, 'C3 A3': null },
      charges: { H3: null },
    })
    await city.run(now)
    await city.run(changed(now, { customers: { C9: null }, holders: { 'C9 A9': null } }))
    const { total, customers } = await historyOf(city).changesOf(city.community, everything(city), 2)
    expect(total).toBe(4)
    expect(customers.map(({ customerId, changes }) => [customerId, ...changes.map(({ record, what }) => `${record} ${what}`)])).toEqual([
      ['C1', 'account changed'],
      ['C2', 'account changed'],
      ['C3', 'customer removed', 'account removed'],
      ['C9', 'customer added', 'account added'],
    ]) // prettier-ignore
    expect(customers[3]).toMatchObject({ name: 'Quill, Ingrid', shared: { before: false, after: true } })
    const page = await historyOf(city).changesOf(city.community, everything(city), 2, { page: 2, limit: 3 })
    expect(page).toMatchObject({ total: 4, page: 2, pages: 2, customers: [{ customerId: 'C9' }] })
    const water = await historyOf(city).changesOf(city.community, await clerkOf(city, 'Water'), 2)
    expect(water.customers.map(({ customerId }) => customerId)).toEqual(['C1', 'C2', 'C9'])
  })

  it('of a run tells what the histories of its customers tell of it, whenever they went and came back', async () => {
    const city = await openCity(await store())
    const without = (customerId: string, tie: string) => ({
      customers: { [customerId]: null },
      holders: { [tie]: null },
    })
    const c1Renamed = { C1: { name: 'Núñez-Ortiz, Ana María' } }
    // C1 went before run 4 and comes back in it; C2 goes in it and comes back after; C3 goes after.
    await city.run(CEDAR)
    await city.run(changed(CEDAR, { accounts: { A1: { balance: '1' } } }))
    await city.run(changed(CEDAR, without('C1', 'C1 A1')))
    await city.run(changed(CEDAR, { ...without('C2', 'C2 A2'), accounts: { A3: { balance: '2' } } }))
    await city.run(changed(CEDAR, { ...without('C3', 'C3 A3'), customers: { ...c1Renamed, C3: null } }))
    await city.run(changed(CEDAR, { customers: c1Renamed, accounts: { A1: { balance: '3' } } }))
    await city.run(changed(CEDAR, without('C1', 'C1 A1')))
    const history = historyOf(city)
    const told = []
    for (let runId = 1; runId <= 7; runId++) {
      const { total, customers } = await history.changesOf(city.community, everything(city), runId)
      expect({ runId, total }).toEqual({ runId, total: customers.length })
      for (const { customerId, name, changes, shared } of customers) {
        const whole = await history.ofCustomer(city.community, everything(city), customerId)
        const own = whole?.entries.filter((entry) => entry.runId === runId) ?? []
        expect({ runId, customerId, name, changes, shared }).toEqual({
          runId,
          customerId,
          name: whole?.name,
          changes: own.flatMap((entry) => entry.changes),
          shared: { before: own.at(-1)?.shared.before ?? false, after: own[0]?.shared.after ?? false },
        })
        told.push(
          `${runId} ${customerId} ${changes.map(({ record, what }) => `${record} ${what}`).join(', ')}`,
        )
      }
    }
    expect(told).toEqual([
      '1 C1 customer added, account added, account added',
      '1 C2 customer added, account added',
      '1 C3 customer added, account added',
      '1 C4 customer added, account added',
      '2 C1 account changed',
      '3 C1 customer removed, account changed, account changed',
      '3 C2 account changed',
      '4 C1 customer added, account changed, account changed',
      '4 C2 customer removed, account changed',
      '4 C3 account changed',
      '5 C1 customer changed, account changed',
      '5 C2 customer added, account changed',
      '5 C3 customer removed, account changed',
      '6 C1 account changed',
      '6 C3 customer added, account changed',
      '7 C1 customer removed, account changed, account changed',
      '7 C2 account changed',
    ])
  })

  it('asked about a moment that has not come, says so', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    const later = new Date(city.clock.now().getTime() + 1)
    await expect(outcomeAt(city, 'C1', later)).rejects.toThrow(PortalError)
  })
})
