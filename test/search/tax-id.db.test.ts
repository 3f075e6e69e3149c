import { expect, it } from 'vitest'
import { createAccess } from '../../src/access/index.ts'
import { RIGHTS_OF_ROLE, type Right } from '../../src/access/scope.ts'
import { protectTaxId } from '../../src/kernel/tax-id.ts'
import { createSearch, withoutTaxId, type SearchRequest } from '../../src/search/index.ts'
import { recorded } from '../../src/search/recorded.ts'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase, type TestDatabase } from '../world/databases.ts'
import { LICENSING, WATER, cityWith, customerOf, scopeOf } from './copy.ts'

const KEY = 'a key for tests'
const MAY: readonly Right[] = RIGHTS_OF_ROLE.admin

/** Two people of one name, one of whom has the tax id 000-12-3456 and accounts of Water and Licensing. */
async function openCity(database: TestDatabase) {
  const store = await database.open()
  const clock = new TestClock('2026-11-20T17:00:00Z')
  const search = createSearch({ store, clock, taxIdKey: KEY })
  const city = await cityWith(store, [
    customerOf('C1', {
      lastName: 'Smith',
      firstName: 'Ann',
      accounts: [{ serviceAddress: '118 Aspen Way' }, { department: LICENSING, module: 'business_license' }],
    }),
    customerOf('C2', { lastName: 'Smith', firstName: 'Bo' }),
  ])
  await store.as(city.communityId).write(async (tx) => {
    await tx
      .updateTable('customer')
      .set({ tax_id_hash: protectTaxId('000123456', KEY)?.hash ?? null })
      .where('customer_id', '=', 'C1')
      .execute()
  })
  const find = async (text: string, scope = scopeOf(city, 'all', MAY), more: Partial<SearchRequest> = {}) =>
    await search.search(city, scope, { text, ...more })
  return { store, clock, city, search, find }
}

describeOnEachDatabase('A search by tax id', (database) => {
  it('finds exactly that customer, however the id is punctuated, and never says the id', async () => {
    const { find } = await openCity(database)
    for (const typed of ['tax:000-12-3456', 'TAX:000123456', 'tax: 000 12 3456', 'tax:"000 12 3456"']) {
      const result = await find(typed)
      expect(result.hits.map(({ customerId }) => customerId)).toEqual(['C1'])
      expect(result.hits[0]?.matched).toEqual([{ term: 'tax id', field: 'tax_id', how: 'exact' }])
      expect(result.query).toBe('tax:•••')
    }
    expect(await find('tax:000-12-345')).toMatchObject({ total: 0 })
  })

  it('may be narrowed by words and filters, which the same customer has to fit', async () => {
    const { find } = await openCity(database)
    expect((await find('smith aspen tax:000-12-3456')).hits[0]?.matched).toMatchObject([
      { field: 'tax_id' },
      { term: 'smith' },
      { term: 'aspen' },
    ])
    expect(await find('bo tax:000-12-3456')).toMatchObject({ total: 0 })
    expect(await find('tax:000-12-3456', undefined, { filters: { module: 'permit' } })).toMatchObject({
      total: 0,
    })
  })

  it('finds nobody outside the departments of whoever asks', async () => {
    const { city, find } = await openCity(database)
    expect(await find('tax:000-12-3456', scopeOf(city, [WATER], MAY))).toMatchObject({ total: 1 })
    expect(await find('tax:000-12-3456', scopeOf(city, [5], MAY))).toMatchObject({ total: 0 })
  })

  it('is found with whatever stands between its digits', async () => {
    const { city, find } = await openCity(database)
    for (const text of ['tax:000 12, 3456', 'tax:000 - 12 - 3456', 'tax:000/12/3456'])
      expect(await find(text, scopeOf(city, 'all', MAY))).toMatchObject({ total: 1 })
  })

  it('is refused with one sentence without the right, and when the id is not there any more', async () => {
    const { city, find } = await openCity(database)
    const [right, wrong] = ['tax:000-12-3456', 'tax:000-00-0000'].map((text) =>
      find(text, scopeOf(city)).catch((error: unknown) => error),
    )
    expect(await right).toMatchObject({ code: 'not_permitted', kind: 'use' })
    expect(await wrong).toEqual(await right)
    await expect(find('nunez tax:•••')).rejects.toThrow('Type the tax id again: it is not kept.')
  })

  it('leaves a record in the audit whatever came of it, and never the id', async () => {
    const { store, clock, city, find } = await openCity(database)
    const access = createAccess({ store, clock, secureCookies: false })
    const user = await access.addUser(
      {
        email: 'priya@example.gov',
        password: 'correct horse battery',
        grants: [{ communityId: city.communityId, role: 'admin', departments: 'all' }],
      },
      'operator',
    )
    const look = async (text: string, isOperator: boolean, rights = MAY) =>
      await recorded(
        { access, community: city, by: { user, isOperator } },
        text,
        () => find(text, scopeOf(city, 'all', rights)),
        ({ total }) => total > 0,
      )
    await look('tax:000-12-3456', false)
    await look('tax:000-12-0000', true)
    await expect(look('tax:000-12-3456', false, ['search'])).rejects.toMatchObject({ code: 'not_permitted' })
    await look('smith', false)
    const [refused, nobody, found, ...before] = await access.listAudit(city.communityId)
    expect(before.map(({ action }) => action)).toEqual(['user_added'])
    expect(found).toMatchObject({
      action: 'tax_id_looked_up',
      by: { email: 'priya@example.gov' },
      facts: { outcome: 'found' },
    })
    expect(nobody).toMatchObject({ by: null, facts: { as: 'priya@example.gov', outcome: 'nobody' } })
    expect(refused?.facts).toEqual({ outcome: 'refused' })
  })
})

it('what is shown of a search holds no digit of its tax id', () => {
  expect(withoutTaxId('nunez tax:000-12-3456 aspen')).toBe('nunez tax:••• aspen')
  expect(withoutTaxId('tax:000 12 3456')).toBe('tax:•••')
  expect(withoutTaxId('Tax: "000 12 3456" 118 aspen')).toBe('tax:••• 118 aspen')
  for (const between of [', ', '; ', ' - ', ' – ', '/', ' / ', '. '])
    expect(withoutTaxId(['tax:000', '12', '3456'].join(between))).toBe('tax:•••')
  expect(withoutTaxId('tax:000 12 3456., aspen')).toBe('tax:•••., aspen')
  expect(withoutTaxId('tax:•••')).toBe('tax:•••')
  expect(withoutTaxId('syntax:12 last:nunez tax:')).toBe('syntax:12 last:nunez tax:')
})
