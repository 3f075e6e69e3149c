import { expect, it } from 'vitest'
import { maskOf } from '../../src/kernel/departments.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCity, sharedStore, type City } from './city.ts'
import { CEDAR, account, changed } from './export.ts'

const ALL = -1n

async function rejectedIn(city: City, runId: number, words?: string) {
  const details = await city.sync.findRunDetails(city.community, ALL, runId, { words })
  return details?.rejectedRows.rows
}

const ASLEEP = { C4: { status: 'asleep' } }

describeOnEachDatabase('The report of a run', (database) => {
  const store = sharedStore(database)

  it('has the rows as they were rejected in that run, with where they stood, why, and what they held', async () => {
    const city = await openCity(await store())
    await city.run(changed(CEDAR, { customers: ASLEEP }))
    await city.run(changed(CEDAR, { customers: { C4: { status: 'tired' } } }))
    await city.run(CEDAR)
    expect(await rejectedIn(city, 1)).toMatchObject([
      { kind: 'customer', customerId: 'C4', file: 'customers.csv', line: 5, column: 'status', reason: 'bad_word', sinceRun: 1, payload: { customer_id: 'C4', last_name: "O'Brien", status: 'asleep' } },
      { kind: 'holder', reason: 'rejected_customer', sinceRun: 1 },
    ]) // prettier-ignore
    expect(await rejectedIn(city, 2)).toMatchObject([
      { payload: { status: 'tired' }, sinceRun: 2 },
      { kind: 'holder', sinceRun: 1 },
    ])
    expect(await rejectedIn(city, 3)).toEqual([])
    const details = await city.sync.findRunDetails(city.community, ALL, 2)
    expect(details?.run).toMatchObject({ runId: 2, status: 'completed', trigger: 'command', rejected: 2 })
    expect(await city.sync.findRunDetails(city.community, ALL, 99)).toBeUndefined()
  })

  it('costs nothing more for a row that is rejected in every run, also where it moves to another line', async () => {
    const city = await openCity(await store())
    const bad = changed(CEDAR, { customers: ASLEEP, holders: { 'C4 A4': { role: 'king' } } })
    await city.run(bad)
    await city.run({ ...bad, customers: [{ customer_id: 'C0', name: 'Abbott, Zoe' }, ...bad.customers] })
    await city.run({ ...bad, customers: bad.customers.toReversed() })
    expect(await city.rows('past_rejection')).toEqual([])
    expect(await rejectedIn(city, 3)).toMatchObject([{ line: 2, sinceRun: 1 }, { sinceRun: 1 }])
  })

  it('follows a row that has no key but its line by what it says', async () => {
    const city = await openCity(await store())
    const nameless = { customer_id: '', name: 'Nobody, Known' }
    await city.run({ ...CEDAR, customers: [...CEDAR.customers, nameless] })
    await city.run({ ...CEDAR, customers: [nameless, ...CEDAR.customers] })
    expect(await city.rows('past_rejection')).toEqual([])
    expect(await rejectedIn(city, 2)).toMatchObject([{ line: 2, sinceRun: 1 }])
    await city.run(CEDAR)
    expect(await rejectedIn(city, 2)).toMatchObject([{ sinceRun: 1 }])
    expect(await rejectedIn(city, 3)).toEqual([])
  })

  it('is searched by words, in whatever is told of a row, and never by what is kept of a tax id', async () => {
    const city = await openCity(await store())
    await city.run(
      changed(CEDAR, {
        customers: { ...ASLEEP, C2: { status: '100%' } },
        accounts: { A1: { balance: 'much' } },
      }),
    )
    const found = async (words: string) => (await rejectedIn(city, 1, words))?.map(({ key }) => key)
    expect(await found("o'brien asleep")).toEqual(['C4'])
    expect(await found('BALANCE much')).toEqual(['A1'])
    expect(await found('100%')).toContain('C2')
    expect(await found('1_0%')).toEqual([])
    expect(await found('6789')).toEqual([])
    expect(JSON.stringify(await rejectedIn(city, 1))).not.toMatch(/tax_id|6789/)
  })

  it('tells people of some departments of their rows alone, without counts, and without a line', async () => {
    const city = await openCity(await store())
    await city.run(CEDAR)
    await city.run(
      changed(CEDAR, {
        accounts: { A1: { balance: 'much' }, A3: { balance: 'little' } },
      }),
    )
    const water = maskOf(await city.communities.departmentBit(city.community.communityId, 'Water'))
    const details = await city.sync.findRunDetails(city.community, water, 2)
    expect(details?.run.rejected).toBeUndefined()
    const accounts = details?.rejectedRows.rows.filter(({ kind }) => kind === 'account')
    expect(accounts).toMatchObject([{ accountId: 'A1', line: null, payload: { balance: 'much' } }])
    const line = await city.sync.findRunDetails(city.community, water, 2, { words: 'line 2' })
    expect(line?.rejectedRows.rows).toEqual([])
  })

  it('of a run that failed claims no rows of the run before', async () => {
    const city = await openCity(await store())
    await city.run(changed(CEDAR, { customers: ASLEEP }))
    const failed = await city.run({ ...CEDAR, accounts: [...CEDAR.accounts, account('A1', '1.1')] })
    expect(failed.status).toBe('failed')
    expect(await rejectedIn(city, 2)).toEqual([])
  })

  it('is paged', async () => {
    const city = await openCity(await store())
    const many = Array.from({ length: 7 }, (_, i) => ({
      customer_id: `B${i}`,
      name: 'Bad',
      status: 'asleep',
    }))
    await city.run({ ...CEDAR, customers: [...CEDAR.customers, ...many] })
    const details = await city.sync.findRunDetails(city.community, ALL, 1, { page: 2, limit: 3 })
    expect(details?.rejectedRows).toMatchObject({ total: 7, page: 2, pages: 3 })
    expect(details?.rejectedRows.rows.map(({ key }) => key)).toEqual(['B3', 'B4', 'B5'])
  })
})
