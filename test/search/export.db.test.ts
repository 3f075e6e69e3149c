import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { createAccess } from '../../src/access/index.ts'
import { exportSearch } from '../../src/search/export.ts'
import { CAP, type SearchRequest } from '../../src/search/index.ts'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase, type TestDatabase } from '../world/databases.ts'
import { LICENSING, WATER, cityWith, customerOf, scopeOf, searchOver } from './copy.ts'

const MANY = CAP + 5

async function openCity(database: TestDatabase) {
  const store = await database.open()
  const clock = new TestClock('2026-11-21T03:00:00Z')
  const search = searchOver(store, clock)
  const community = await cityWith(store, [
    customerOf('C1', {
      lastName: 'Núñez',
      firstName: 'Ana',
      phone: '+1 303 555 0142',
      phone2: '303-555-0143',
      email: '=ana@example.gov',
      mailingAddress: 'PO Box 7',
      accounts: [
        { accountNumber: '12.3456.07', serviceAddress: '118 Aspen Way, Unit "B"' },
        { accountNumber: '88.0000.01', department: LICENSING, module: 'business_license' },
      ],
    }),
    customerOf('C2', { lastName: 'Nunez', firstName: 'Bo', accounts: [{ accountNumber: '11.0000.01' }] }),
    ...Array.from({ length: MANY }, (_, i) => customerOf(`M${i}`, { lastName: 'Zimmer' })),
  ])
  const access = createAccess({ store, clock, secureCookies: false })
  const user = await access.addUser(
    {
      email: 'ana@example.gov',
      password: 'correct horse battery',
      grants: [{ communityId: community.communityId, role: 'staff', departments: 'all' }],
    },
    'operator',
  )
  const save = async (request: SearchRequest, scope = scopeOf(community), isOperator = false) =>
    await exportSearch(
      { search, access, community, scope, by: { user, isOperator }, now: clock.now() },
      request,
    )
  const audit = async () => (await access.listAudit(community.communityId)).slice(0, -1)
  return { community, save, audit }
}

const rowsIn = (csv: string): Record<string, string>[] => parse(csv, { bom: true, columns: true })

describeOnEachDatabase('An export of a search', (database) => {
  it('has a row for each account within scope, and what somebody entered cannot run as a formula', async () => {
    const { community, save } = await openCity(database)
    const { csv, fileName } = await save({ text: 'nunez', sort: 'account' })
    expect(rowsIn(csv).map((row) => [row['Name'], row['Account number']])).toEqual([
      ['Nunez, Bo', '11.0000.01'],
      ['Núñez, Ana', '12.3456.07'],
      ['Núñez, Ana', '88.0000.01'],
    ])
    expect(rowsIn(csv)[1]).toEqual({
      'Customer number': 'C1',
      Name: 'Núñez, Ana',
      'Account number': '12.3456.07',
      Module: 'utility',
      Department: 'Water',
      Status: 'active',
      'Service address': '118 Aspen Way, Unit "B"',
      Balance: '0',
      Phone: "'+1 303 555 0142, 303-555-0143",
      'E-mail': "'=ana@example.gov",
      'Mailing address': 'PO Box 7',
    })
    expect(fileName).toBe(`${community.slug}-customers-2026-11-20.csv`)
    const { csv: ofWater } = await save({ text: 'ana nunez' }, scopeOf(community, [WATER]))
    expect(rowsIn(ofWater).map((row) => row['Account number'])).toEqual(['12.3456.07'])
  })

  it('keeps to the filters of the search, account by account', async () => {
    const { save } = await openCity(database)
    const { csv } = await save({ text: 'nunez', filters: { department: 'licensing' } })
    expect(rowsIn(csv).map((row) => row['Account number'])).toEqual(['88.0000.01'])
  })

  it('has all customers that a search counts, and says where there are more', async () => {
    const { save } = await openCity(database)
    const { csv, customers, capped } = await save({ text: 'zimmer' })
    expect({ customers, capped, rows: rowsIn(csv).length }).toEqual({
      customers: CAP,
      capped: true,
      rows: CAP,
    })
  })

  it('is in the audit: who and how much, never the words or what was found', async () => {
    const { save, audit } = await openCity(database)
    await save({ text: 'nunez aspen' })
    await save({ text: 'nobody' }, undefined, true)
    expect(await audit()).toMatchObject([
      { action: 'search_exported', by: null, facts: { as: 'ana@example.gov', customers: 0 } },
      { action: 'search_exported', by: { email: 'ana@example.gov' } },
    ])
    expect((await audit())[1]?.facts).toEqual({ customers: 1, accounts: 2, capped: false })
  })
})
