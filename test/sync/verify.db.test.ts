import { expect, it } from 'vitest'
import type { Difference, VerificationReport } from '../../src/sync/index.ts'
import { DESCRIBED, FACT_KINDS } from '../../src/sync/verify/facts.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, written, type City } from './city.ts'
import { compareCopyWithSource } from './compare.ts'
import { CEDAR, account, changed, type Export } from './export.ts'

/** Somebody changes the copy behind the portal's back: `:city` is the community. */
async function tamper(city: City, statement: string): Promise<void> {
  await city.store.engine.execute(
    statement.replaceAll(':city', `community_id = ${city.community.communityId}`),
  )
}

async function verify(
  city: City,
  request: { readonly repair?: boolean } = {},
): Promise<{ report: VerificationReport; differences: Difference[] }> {
  const differences: Difference[] = []
  const report = await city.sync.verify(city.community, {
    ...request,
    onDifference: (difference) => differences.push(difference),
  })
  expect(report.differences).toBe(differences.length)
  return { report, differences }
}

async function expectEqual(city: City, customers: number): Promise<void> {
  const { report, differences } = await verify(city)
  expect(differences).toEqual([])
  expect(report).toMatchObject({
    customers,
    equal: customers,
    pending: 0,
    kept: 0,
    thorough: true,
    behind: false,
  })
}

const DAY_MS = 24 * 3_600_000
const GUARD = { sync: { removalGuard: { percent: 20, atLeast: 1 } } }

/** What can be wrong with a copy: how it came to be, and how it is told. */
const TAMPERINGS: readonly (readonly [string, string, Partial<Difference>])[] = [
  [
    'a name',
    "update customer set name = 'Nunez, Ana' where :city and customer_id = 'C1'",
    { in: 'customer', customers: ['C1'], field: 'name', expected: 'Núñez, Ana María', portal: 'Nunez, Ana' },
  ],
  [
    'an empty text where there is nothing',
    "update customer set email = '' where :city and customer_id = 'C2'",
    { in: 'customer', customers: ['C2'], field: 'email', expected: null, portal: '' },
  ],
  [
    'a tax id, which is not printed',
    "update customer set tax_id_hash = 'x' where :city and customer_id = 'C2'",
    { in: 'customer', customers: ['C2'], field: 'tax_id_hash', expected: '•••', portal: '•••' },
  ],
  [
    'a lost customer',
    "delete from customer where :city and customer_id = 'C3'",
    { in: 'customer', customers: ['C3'], field: null, expected: 'a row', portal: null },
  ],
  [
    'a customer that the source does not have',
    `insert into customer (community_id, customer_id, name, kind, status, confidential, withheld_by, first_run, changed_run)
     select community_id, 'C9', name, kind, status, confidential, withheld_by, 1, 1 from customer where :city and customer_id = 'C3'`,
    { in: 'customer', customers: ['C9'], field: null, expected: null, portal: 'a row' },
  ],
  [
    'a balance',
    "update account set balance_cents = 8421 where :city and account_id = 'A1'",
    {
      in: 'account',
      customers: ['C1'],
      account: 'A1',
      field: 'balance_cents',
      expected: '8420',
      portal: '8421',
    },
  ],
  [
    'two departments that changed places',
    `update department set name_key = 'x' where :city and name_key = 'parks';
     update department set name = 'Parks', name_key = 'parks' where :city and name_key = 'water';
     update department set name = 'Water', name_key = 'water' where :city and name_key = 'x'`,
    { in: 'account', account: 'A4', field: 'department', expected: 'parks', portal: 'water' },
  ],
  [
    'a lost holder',
    "delete from holder where :city and account_id = 'A2' and customer_id = 'C1'",
    { in: 'holder', customers: ['C1'], account: 'A2', field: null, expected: 'a row', portal: null },
  ],
  [
    'a holder too many',
    "insert into holder select community_id, 'A3', 'C4', 'owner', '-infinity', null from account where :city and account_id = 'A3'",
    { in: 'holder', customers: ['C4'], account: 'A3', field: null, expected: null, portal: 'a row' },
  ],
  [
    'the end of a tie',
    "update holder set to_on = '2026-01-01' where :city and account_id = 'A1'",
    { in: 'holder', account: 'A1', field: 'to_on', expected: null, portal: '2026-01-01' },
  ],
  [
    'a charge',
    "update charge set due_on = '2026-12-02' where :city and charge_id = 'H1'",
    {
      in: 'charge',
      customers: ['C1'],
      account: 'A1',
      row: 'H1',
      field: 'due_on',
      expected: '2026-12-01',
      portal: '2026-12-02',
    },
  ],
  [
    'an account without its department',
    "update account set department = 60 where :city and account_id = 'A3'",
    { in: 'account', account: 'A3', field: 'department', expected: 'licensing', portal: 'bit 60' },
  ],
  [
    'a lost account',
    "delete from account where :city and account_id = 'A4'",
    { in: 'account', account: 'A4', field: null, expected: 'a row', portal: null },
  ],
  [
    'a verdict that the policy does not give',
    "update account set withheld_by = '[]' where :city and account_id = 'A4'",
    { in: 'verdict', customers: ['C4'], account: 'A4', field: 'withheld_by', portal: '[]' },
  ],
  [
    'a verdict on a customer',
    "update customer set withheld_by = '[]' where :city and customer_id = 'C4'",
    { in: 'verdict', customers: ['C4'], account: null, field: 'withheld_by', portal: '[]' },
  ],
  [
    'a verdict that is never looked at again',
    "update account set verdict_valid_until = null where :city and account_id = 'A3'",
    {
      in: 'verdict',
      account: 'A3',
      field: 'valid_until',
      expected: '2027-01-01T07:00:00.000Z',
      portal: null,
    },
  ],
  [
    'the number by which an account is found',
    "update account set number_key = 'x' where :city and account_id = 'A1'",
    { in: 'verdict', account: 'A1', field: 'number_key', expected: '1234561', portal: 'x' },
  ],
  [
    'a lost listing',
    "delete from listing where :city and customer_id = 'C1' and account_id = 'A1'",
    { in: 'listing', customers: ['C1'], account: 'A1', field: null, expected: 'a row', portal: null },
  ],
  [
    'a listing in a department that does not share it',
    "update listing set departments = -1 where :city and customer_id = 'C4'",
    { in: 'listing', customers: ['C4'], field: 'departments', expected: '0', portal: '-1' },
  ],
  [
    'a listing of nobody',
    "insert into listing select community_id, 'C9', 'A9', 'utility', 1, 1, ' 2x ' from account where :city and account_id = 'A1'",
    { in: 'listing', customers: ['C9'], expected: null, portal: 'a row' },
  ],
  [
    'a lost search key',
    "delete from search_key where :city and customer_id = 'C2' and key like '2okafor%'",
    { in: 'search_key', customers: ['C2'], field: null, expected: 'a row', portal: null },
  ],
  [
    'a search key that leads to somebody else',
    "update search_key set customer_id = 'C1' where :city and customer_id = 'C2' and key like '2okafor%'",
    { in: 'search_key', customers: ['C1'], field: null, expected: null, portal: 'a row' },
  ],
  [
    'a lost word of the lexicon',
    "delete from lexicon_word where :city and word = '2okafor'",
    { in: 'lexicon', customers: ['C2'], row: 'okafor', expected: 'a row', portal: null },
  ],
  [
    'a lost note of what was read',
    "delete from source_record where :city and source_id = 'C1'",
    { in: 'source_record', customers: ['C1'], expected: 'a row', portal: null },
  ],
  [
    'another note of what was read',
    "update source_record set hash = 'x' where :city and source_id = 'A1'",
    { in: 'source_record', customers: ['C1'], account: 'A1', field: 'hash', portal: 'x' },
  ],
  [
    'a forgotten merge',
    "delete from alias where :city and from_id = 'OLD'",
    { in: 'alias', row: 'customer OLD', expected: 'C1', portal: null },
  ],
  [
    'a forgotten rejection',
    "delete from rejected_row where :city and row_key = 'C7'",
    { in: 'rejected_row', customers: ['C7'], expected: 'a row', portal: null },
  ],
  [
    'a reason that is not the reason',
    "update rejected_row set says = 'Because.' where :city and row_key = 'C7'",
    { in: 'rejected_row', customers: ['C7'], field: 'says', portal: 'Because.' },
  ],
]

/** Cedar Hollow, where a business gives its licence back at the end of the year. */
const ACCEPTED = changed(CEDAR, { holders: { 'C3 A3': { to_on: '2027-01-01' } } })

/** With somebody who was refused, and an old id that leads to somebody. */
const FULL = changed(ACCEPTED, {
  customers: { C7: { customer_id: 'C7', name: 'Refused, Rita', status: 'asleep' } },
  merges: { OLD: { from_id: 'OLD', to_id: 'C1' } },
})

describeOnEachDatabase('A verification', (database) => {
  const store = sharedStore(database)

  it('compares every column of the copy that comes from the source', async () => {
    const city = await openCity(await store())
    await city.run(FULL)
    /** Made by the portal: compared with what it should be made of, or its memory. */
    const own = ['number_key', 'withheld_by', 'verdict_valid_until', 'former_names', 'former_numbers', 'first_run', 'changed_run', 'community_id'] // prettier-ignore
    for (const kind of FACT_KINDS) {
      const [row] = await city.rows(kind)
      const { columns } = DESCRIBED[kind]
      expect(
        Object.keys(row ?? {})
          .filter((column) => !own.includes(column))
          .sort(),
      ).toEqual(columns.map(({ name }) => name).sort())
    }
  })

  it('finds the copy equal after each run, and stores that with its time', async () => {
    const city = await openCity(await store())
    const first = await city.run(FULL)
    expect(first.verification).toMatchObject({
      runId: 1,
      customers: 4,
      equal: 4,
      differences: 0,
      thorough: false,
    })
    expect(first.verification?.verifiedAt).toBe('2026-11-20T16:15:00.000Z')
    await expectEqual(city, 4)
    const edited = changed(FULL, {
      customers: { C1: { name: 'Núñez, Ana' }, C2: null, C5: { customer_id: 'C5', name: 'New, Nora' } },
      accounts: { A1: { account_number: '99.0000.1' }, A4: null },
      holders: { 'C2 A2': null, 'C4 A4': null },
      merges: { C2: { from_id: 'C2', to_id: 'C5' } },
    })
    expect((await city.run(edited)).verification).toMatchObject({ runId: 2, equal: 4, differences: 0 })
    await expectEqual(city, 4)
    const [, , latest] = await city.rows('verification')
    expect(latest?.['source_digest']).toBe(latest?.['copy_digest'])
    const { verification } = await city.sync.status(city.community, -1n)
    expect(verification).toMatchObject({ runId: 2, customers: 4, equal: 4 })
    expect((await city.sync.status(city.community, 1n)).verification).toBeNull()
  })

  it('knows the copy as it is after a run, whatever of it the run leaves as it was', async () => {
    const city = await openCity(await store())
    await city.run(FULL)
    const reordered = { ...FULL, customers: FULL.customers.toReversed() }
    const dearer = changed(reordered, { accounts: { A1: { balance: '90.00' } } })
    const fewer = changed(dearer, { accounts: { A4: null }, holders: { 'C4 A4': null } })
    for (const [i, export_] of [reordered, dearer, fewer].entries()) {
      const { verification } = await city.run(export_)
      // One that is thorough would be for a difference that there is not.
      expect(verification).toMatchObject({ runId: i + 2, equal: 4, differences: 0, thorough: false })
    }
    await tamper(city, "update customer set name = 'Nobody' where :city and customer_id = 'C1'")
    const again = await city.run({ ...fewer, customers: FULL.customers })
    expect(again).toMatchObject({ updated: 0, verification: { runId: 5, equal: 3, thorough: true } })
  })

  it('stands when nothing has changed, and is made anew once a day', async () => {
    const city = await openCity(await store())
    const first = await city.run(FULL)
    const again = await city.sync.run(city.community, { trigger: 'schedule' })
    expect(again.verification).toEqual(first.verification)
    await tamper(city, "update customer set name = 'Nobody' where :city and customer_id = 'C1'")
    city.clock.advance(DAY_MS + 4 * 3_600_000)
    const nextDay = await city.sync.run(city.community, { trigger: 'schedule' })
    expect(nextDay.status).toBe('completed')
    expect(nextDay.verification).toMatchObject({ thorough: true, customers: 4, equal: 3 })
    expect(nextDay.verification?.differences).toBeGreaterThan(0)
  })

  it('writes nothing to the copy', async () => {
    const city = await openCity(await store())
    await city.run(FULL)
    await tamper(city, "delete from holder where :city and account_id = 'A2'")
    const before = await written(city.store, city.community)
    await verify(city)
    expect(await written(city.store, city.community)).toEqual(before)
  })

  it.each(TAMPERINGS)(
    'finds %s, and a repair with the next run mends it',
    async (_, statement, difference) => {
      const city = await openCity(await store())
      const run = await city.run(FULL)
      await tamper(city, statement)
      const { report, differences } = await verify(city, { repair: true })
      expect(differences).toContainEqual(expect.objectContaining(difference))
      expect(report.behind).toBe(false)
      expect(await city.sync.run(city.community, { trigger: 'command' })).toMatchObject({
        status: 'completed',
        message: run.message,
        verification: { runId: 2, differences: 0 },
      })
      await expectEqual(city, 4)
      await compareCopyWithSource(city.store, city.community, ACCEPTED)
    },
  )

  it('is an alarm after the very run that read a change, where the copy did not become equal', async () => {
    const city = await openCity(await store())
    await city.run(FULL)
    await tamper(city, "update customer set city = 'Elsewhere' where :city and customer_id = 'C3'")
    const run = await city.run(changed(FULL, { customers: { C1: { phone: '303 555 0143' } } }))
    expect(run).toMatchObject({
      status: 'completed',
      verification: { customers: 4, equal: 3, differences: 1 },
    })
  })

  it('finds one difference among many by looking at one bucket in full', async () => {
    const many: Export = {
      ...CEDAR,
      customers: Array.from({ length: 3_000 }, (_, i) => ({ customer_id: `M${i}`, name: `Many${i}, Ana` })),
      accounts: Array.from({ length: 3_000 }, (_, i) => account(`N${i}`, `7.${1000 + i}`)),
      holders: Array.from({ length: 3_000 }, (_, i) => ({
        customer_id: `M${i}`,
        account_id: `N${i}`,
        role: 'owner',
      })),
      charges: [],
    }
    const city = await openCity(await store())
    await city.run(many)
    await tamper(
      city,
      "update account set service_address = '1 Other St' where :city and account_id = 'N1234'",
    )
    const { report, differences } = await verify(city)
    expect(report).toMatchObject({ customers: 3_000, equal: 2_999 })
    expect(differences.filter((each) => each.in === 'account')).toEqual([
      {
        in: 'account',
        customers: ['M1234'],
        account: 'N1234',
        row: null,
        field: 'service_address',
        expected: null,
        portal: '1 Other St',
      },
    ])
  })

  it('tells what the next run will bring from what is wrong', async () => {
    const city = await openCity(await store())
    await city.run(FULL)
    city.clock.advance(60_000)
    await tamper(
      city,
      "update customer set email = 'x@example.org' where :city and customer_id in ('C1', 'C3')",
    )
    const next = changed(FULL, {
      customers: { C1: { name: 'Núñez, Ana' }, C2: null, C5: { customer_id: 'C5', name: 'New, Nora' } },
      holders: { 'C2 A2': null },
      accounts: { A3: { balance: '3.00' } },
    })
    city.writeExport(next)
    const { report, differences } = await verify(city)
    // C1 differs twice: what the next run brings, and what somebody did to it.
    expect(differences.filter((each) => each.in === 'customer')).toMatchObject([
      { customers: ['C1'], field: 'email', expected: 'ana@example.org', portal: 'x@example.org' },
      { customers: ['C3'], field: 'email', expected: null, portal: 'x@example.org' },
    ])
    // C1, C2, C5, and the accounts A2 and A3.
    expect(report).toMatchObject({ behind: true, pending: 5, customers: 4 })
  })

  it('expects of a merge that cannot be that it was refused, also while a run is held', async () => {
    const city = await openCity(await store(), GUARD)
    const refused = {
      merges: [
        { from_id: 'C1', to_id: 'C2' },
        { from_id: 'OLD', to_id: 'NOBODY' },
      ],
    }
    await city.run({ ...CEDAR, ...refused })
    expect(await city.rows('rejected_row')).toMatchObject([
      { reason: 'still_a_record' },
      { reason: 'unknown_survivor' },
    ])
    await expectEqual(city, 4)
    const few = {
      ...CEDAR,
      ...refused,
      customers: CEDAR.customers.slice(0, 1),
      accounts: [],
      holders: [],
      charges: [],
    }
    expect((await city.run(few)).status).toBe('held')
    expect((await verify(city)).differences).toEqual([])
  })

  it('explains what is kept because a run is held, and counts it no more once that is decided', async () => {
    const city = await openCity(await store(), GUARD)
    await city.run(FULL)
    const without = changed(FULL, {
      customers: { C2: null, C3: null },
      accounts: { A3: null },
      holders: { 'C2 A2': null, 'C3 A3': null },
      charges: { H3: null },
    })
    const held = await city.run(without)
    expect(held).toMatchObject({
      status: 'held',
      verification: { customers: 2, equal: 2, differences: 0, kept: 3 },
    })
    expect((await verify(city)).report).toMatchObject({ customers: 2, equal: 2, differences: 0, kept: 3 })
    await tamper(
      city,
      "update holder set role = 'owner' where :city and customer_id = 'C1' and account_id = 'A2'",
    )
    expect((await verify(city)).differences.filter((each) => each.in === 'holder')).toHaveLength(2)
    await tamper(
      city,
      "update holder set role = 'landlord' where :city and customer_id = 'C1' and account_id = 'A2'",
    )
    await city.sync.confirmHeld(city.community)
    const after = await city.sync.run(city.community, { trigger: 'schedule' })
    expect(after.verification).toMatchObject({ customers: 2, equal: 2, differences: 0, kept: 0 })
  })

  it('explains what was discarded, as long as the source is the same', async () => {
    const city = await openCity(await store(), GUARD)
    await city.run(FULL)
    await city.run({ ...FULL, customers: FULL.customers.slice(0, 1), holders: FULL.holders.slice(0, 1) })
    await city.sync.discardHeld(city.community)
    const { report } = await verify(city)
    expect(report).toMatchObject({ customers: 1, equal: 1, differences: 0, kept: 3, behind: false })
  })

  it('knows a verdict whose day has passed, and one that waits to be made anew for new settings', async () => {
    const city = await openCity(await store(), { eligibility: { closedGraceDays: 20 } })
    await city.run(FULL)
    await expectEqual(city, 4)
    city.clock.set('2026-11-22T12:00:00Z')
    await expectEqual(city, 4)
    await city.communities.changeSettings(city.community.slug, { eligibility: { closedGraceDays: 0 } })
    expect((await verify(city)).report).toMatchObject({ thorough: false, differences: 0 })
    await city.sync.reevaluate(city.community)
    await expectEqual(city, 4)
  })

  it('of a source that cannot be read says so, and changes nothing', async () => {
    const city = await openCity(await store())
    await city.run(FULL)
    city.readFrom((source) => ({
      ...source,
      describe: () => source.describe(),
      read: async function* () {
        yield* []
        throw new Error('the line is dead')
      },
    }))
    await expect(verify(city)).rejects.toThrow('the line is dead')
    expect(await city.rows('verification')).toHaveLength(1)
  })
})
