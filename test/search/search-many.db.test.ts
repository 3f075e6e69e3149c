import { beforeAll, expect, it } from 'vitest'
import type { Community } from '../../src/kernel/community.ts'
import { createSearch, type Search } from '../../src/search/index.ts'
import { MANY_HITS, createSearchMany, type SearchMany } from '../../src/search/search-many.ts'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { LICENSING, WATER, cityWith, customerOf, scopeOf } from './copy.ts'

describeOnEachDatabase('A search in several communities', (database) => {
  let search: Search
  let many: SearchMany
  let marlow: Community
  let cedar: Community
  beforeAll(async () => {
    const store = await database.open()
    search = createSearch({
      store,
      clock: new TestClock('2026-11-20T17:00:00Z'),
      taxIdKey: 'a key for tests',
    })
    many = createSearchMany({ search })
    const smith = (id: string, lastName: string, department = WATER) =>
      customerOf(id, { lastName, firstName: 'Ann', accounts: [{ department }] })
    marlow = {
      ...(await cityWith(store, [smith('M1', 'Smith'), smith('M2', 'Smith'), smith('M3', 'Smithson')])),
      name: 'Port Marlow',
    }
    cedar = {
      ...(await cityWith(store, [
        smith('C1', 'Smith'),
        smith('C2', 'Smithers'),
        smith('C3', 'Smith', LICENSING),
        ...Array.from({ length: 30 }, (_, i) => smith(`Z${i}`, 'Zimmer')),
      ])),
      name: 'Cedar Hollow',
    }
  })

  it('shows whole words first, then by the place in each community, then by its name', async () => {
    const result = await many(
      [
        { community: marlow, scope: scopeOf(marlow) },
        { community: cedar, scope: scopeOf(cedar, [WATER]) },
      ],
      { text: 'smith' },
    )
    expect(result.hits.map(({ customerId, community }) => [customerId, community])).toEqual([
      ['C1', cedar.slug],
      ['M1', marlow.slug],
      ['M2', marlow.slug],
      ['C2', cedar.slug],
      ['M3', marlow.slug],
    ])
    expect(result).toMatchObject({
      query: 'smith',
      total: 5,
      capped: false,
      communities: [
        { slug: cedar.slug, name: 'Cedar Hollow', total: 2, dataAsOf: '2026-11-20T16:30:00.000Z' },
        { slug: marlow.slug, name: 'Port Marlow', total: 3 },
      ],
    })
  })

  it('keeps to the scope in each community', async () => {
    const inCedar = async (departments: readonly number[]) =>
      (
        await many(
          [
            { community: cedar, scope: scopeOf(cedar, departments) },
            { community: marlow, scope: scopeOf(marlow, [WATER]) },
          ],
          { text: 'smith', filters: { module: 'utility' } },
        )
      ).hits.flatMap(({ customerId, community }) => (community === cedar.slug ? [customerId] : []))
    expect(await inCedar([LICENSING])).toEqual(['C3'])
    expect(await inCedar([WATER])).toEqual(['C1', 'C2'])
  })

  it('reads nothing of a community without the right to search in it', async () => {
    const read: string[] = []
    const watched = createSearchMany({
      search: {
        search: async (community, scope, request) => {
          read.push(community.name)
          return await search.search(community, scope, request)
        },
      },
    })
    const result = await watched(
      [
        { community: marlow, scope: scopeOf(marlow) },
        { community: cedar, scope: scopeOf(cedar, 'all', ['explain']) },
      ],
      { text: 'smith' },
    )
    expect(read).toEqual(['Port Marlow'])
    expect(result.communities.map(({ name }) => name)).toEqual(['Port Marlow'])
    expect(await watched([], { text: 'smith' })).toMatchObject({ total: 0, hits: [] })
  })

  it('shows one page, and counts all', async () => {
    const standings = [{ community: cedar, scope: scopeOf(cedar) }]
    const result = await many(standings, { text: 'zimmer' })
    expect({ total: result.total, shown: result.hits.length }).toEqual({ total: 30, shown: MANY_HITS })
  })

  it('searches at most eight communities at a time, and every one of them', async () => {
    let now = 0
    let most = 0
    const counting = createSearchMany({
      search: {
        search: async (community, scope, request) => {
          most = Math.max(most, ++now)
          const result = await search.search(community, scope, request)
          now--
          return result
        },
      },
    })
    const standings = Array.from({ length: 20 }, () => ({ community: marlow, scope: scopeOf(marlow) }))
    const { total } = await counting(standings, { text: 'smithson' })
    expect({ total, most }).toEqual({ total: 20, most: 8 })
  })

  it('refuses a tax id, which is looked up in one community', async () => {
    await expect(many([], { text: 'tax:000-12-3456' })).rejects.toMatchObject({
      code: 'one_community',
    })
  })
})
