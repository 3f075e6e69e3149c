import { beforeAll, expect, it } from 'vitest'
import type { Community } from '../../src/kernel/community.ts'
import type { Search } from '../../src/search/index.ts'
import {
  MANY_HITS,
  createSearchMany,
  type SearchMany,
  type SearchStanding,
} from '../../src/search/search-many.ts'
import type { Store } from '../../src/store/index.ts'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { LICENSING, WATER, cityWith, customerOf, scopeOf, searchOver } from './copy.ts'

describeOnEachDatabase('A search in several communities', (database) => {
  let store: Store
  let search: Search
  let many: SearchMany
  let marlow: Community
  let cedar: Community
  const clock = new TestClock('2026-11-20T17:00:00Z')
  beforeAll(async () => {
    store = await database.open()
    search = searchOver(store, clock)
    many = createSearchMany({ search, clock })
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

  it('guesses at nobody where somebody is withheld who fits, for whoever may know of that', async () => {
    const named = (id: string, firstName: string, shared: boolean) =>
      customerOf(id, { lastName: 'Weaver', firstName, shared })
    const here = await cityWith(store, [named('SHOWN', 'Joan', true), named('WITHHELD', 'John', false)])
    const idsFor = async (...rights: Parameters<typeof scopeOf>[2] & object) => {
      const standings = [{ community: here, scope: scopeOf(here, 'all', rights) }]
      const { hits } = await many(standings, { text: 'john' })
      return hits.map(({ customerId }) => customerId)
    }
    expect(await idsFor('search')).toEqual(['SHOWN'])
    expect(await idsFor('search', 'explain')).toEqual([])
  })

  it('guesses beside somebody withheld whom a name only begins, in many communities as in one', async () => {
    const clark = await cityWith(store, [
      customerOf('SHOWN', { lastName: 'Clark', firstName: 'William' }),
      customerOf('WITHHELD', {
        lastName: 'Clark',
        firstName: 'Dora',
        mailingAddress: '44 Billings St',
        shared: false,
      }),
    ])
    const others = await Promise.all(Array.from({ length: 8 }, async () => await cityWith(store, [])))
    const idsIn = async (communities: readonly Community[]) => {
      const standings = communities.map((community) => ({ community, scope: scopeOf(community) }))
      return (await many(standings, { text: 'bill clark' })).hits.map(({ customerId }) => customerId)
    }
    expect(await idsIn([clark])).toEqual(['SHOWN'])
    expect(await idsIn([clark, ...others])).toEqual(['SHOWN'])
  })

  it('shows who has a word whole before the many who have it as a beginning, in whatever field', async () => {
    const city = await cityWith(store, [
      ...Array.from({ length: 200 }, (_, i) =>
        customerOf(`K${i}`, { lastName: 'Oakley', firstName: `Ann${i}` }),
      ),
      customerOf('STREET', { lastName: 'Zed', mailingAddress: '9 Oak St' }),
    ])
    const { hits } = await many([{ community: city, scope: scopeOf(city) }], { text: 'oak' })
    expect(hits[0]?.customerId).toBe('STREET')
    expect(hits).toHaveLength(MANY_HITS)
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

  it('shows customers in the order of their names, as a search of their community does, whatever their ids are', async () => {
    const named = [
      ['Z1', 'Osborn', 'Abe'],
      ['A2', 'Oswald', 'Bea'],
      ['M3', 'Osborn', 'Cal'],
      ['B4', 'Os', 'Dee'],
    ] as const
    const community = await cityWith(
      store,
      named.map(([id, lastName, firstName]) => customerOf(id, { lastName, firstName })),
    )
    const scope = scopeOf(community)
    for (const text of ['os', 'osborn']) {
      const there = await search.search(community, scope, { text })
      const here = await many([{ community, scope }], { text })
      const ids = here.hits.map(({ customerId }) => customerId)
      expect(ids).toEqual(there.hits.map(({ customerId }) => customerId))
      expect(ids).toEqual(text === 'os' ? ['B4', 'Z1', 'M3', 'A2'] : ['Z1', 'M3'])
    }
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
      clock,
      search: {
        inSeveral: (scopes) => {
          const several = search.inSeveral(scopes)
          read.push(...several.communityIds.map((id) => `looked into ${nameOf(id)}`))
          return several
        },
      },
    })
    const nameOf = (id: number) => [marlow, cedar].find(({ communityId }) => communityId === id)?.name
    const result = await watched(
      [
        { community: marlow, scope: scopeOf(marlow) },
        { community: cedar, scope: scopeOf(cedar, 'all', ['explain']) },
      ],
      { text: 'smith' },
    )
    expect(read).toEqual(['looked into Port Marlow'])
    expect(result.communities.map(({ name }) => name)).toEqual(['Port Marlow'])
    expect(await watched([], { text: 'smith' })).toMatchObject({ total: 0, hits: [] })
  })

  it('shows one page, and counts all', async () => {
    const standings = [{ community: cedar, scope: scopeOf(cedar) }]
    const result = await many(standings, { text: 'zimmer' })
    expect({ total: result.total, shown: result.hits.length }).toEqual({ total: 30, shown: MANY_HITS })
  })

  it('gives who is similar where nobody fits anywhere, as a search of each community does', async () => {
    const standings = [marlow, cedar].map((community) => ({ community, scope: scopeOf(community) }))
    const found = async (text: string) =>
      (await many(standings, { text })).hits.map(({ customerId }) => customerId).toSorted()
    expect(await found('zimmre ann')).toEqual((await found('zimmer ann')).slice())
    expect(await found('ann smihtson')).toEqual(['M3'])
    // Other ways to read it count as nearly, too: as one word, or without what the family puts behind a name.
    expect(await found('ann smith son')).toEqual(['M3'])
    expect(await found('ann smithson jr')).toEqual(['M3'])
    expect(await found('ann smihtson jr')).toEqual(['M3'])
    // Somebody fits in Cedar Hollow: who nearly does in Port Marlow is not asked for.
    expect(await found('ann smithers')).toEqual(['C2'])
    expect(await found('zzyzx smith')).toEqual(['C1', 'C2', 'C3', 'M1', 'M2', 'M3'])
    expect(await found('')).toEqual([])
    const { total, asTyped } = await many(standings, { text: 'ann smihtson' })
    expect({ total, asTyped }).toEqual({ total: 1, asTyped: 0 })
  })

  it('finds who nearly fits in every community, and says where there are more than are looked at', async () => {
    const standings: SearchStanding[] = []
    for (let i = 0; i < 51; i++) {
      const community = await cityWith(store, [customerOf('B1', { lastName: 'Birchwood', firstName: 'Bo' })])
      standings.push({ community, scope: scopeOf(community) })
    }
    const many101 = Array.from({ length: 101 }, (_, i) =>
      customerOf(`B${i}`, { lastName: 'Birchwood', firstName: 'Bo' }),
    )
    const large = await cityWith(store, many101)
    const found = async (text: string, within: readonly SearchStanding[]) => {
      const { total, capped, hits } = await many(within, { text })
      return { total, capped, shown: hits.length }
    }
    for (const text of ['birchwood bo', 'brichwood bo'])
      expect(await found(text, standings)).toEqual({ total: 51, capped: false, shown: MANY_HITS })
    const alone = [{ community: large, scope: scopeOf(large) }]
    expect(await found('brichwood bo', alone)).toEqual({ total: 100, capped: true, shown: MANY_HITS })
  })

  it('finds whom a search of several words finds there, in whatever fields and with whatever filters', async () => {
    const streets = ['12 Elm St', '118 Aspen Way', '7 Oak Ave', '1420 Elm Ave']
    const [lastNames, firstNames] = [
      ['Smith', 'Elms', 'Aspen', 'de la Cruz'],
      ['Ann', 'Oakley', 'John'],
    ]
    const city = await cityWith(
      store,
      Array.from({ length: 96 }, (_, i) =>
        customerOf(`T${i}`, {
          lastName: lastNames[i % 4] ?? null,
          firstName: firstNames[i % 3] ?? null,
          phone: i % 5 === 0 ? '(303) 555-0142' : null,
          mailingAddress: streets[(i >> 2) % 4] ?? null,
          accounts: [
            { serviceAddress: streets[i % 4] ?? null, accountNumber: `30.${3550 + i}.01` },
            ...(i % 7 === 0
              ? [{ serviceAddress: streets[(i >> 1) % 4] ?? null, department: LICENSING }]
              : []),
          ],
        }),
      ),
    )
    const words = [
      'smith',
      'elm',
      'e',
      'aspen',
      'ann',
      'oak',
      'st',
      'av',
      'de la cruz',
      '118',
      '12',
      '303',
      '555',
      '3550',
      '0142',
    ]
    const within = [
      { community: city, scope: scopeOf(city, [WATER]) },
      { community: marlow, scope: scopeOf(marlow) },
    ]
    let compared = 0
    for (const filters of [{}, { module: 'utility' }])
      for (const one of words)
        for (const other of words) {
          if (one === other) continue
          const text = `${one} ${other}`
          const standing = within[0] as SearchStanding
          const here = await search.search(city, standing.scope, { text, filters, limit: 100 })
          const typed = here.hits.slice(0, here.asTyped).map(({ customerId }) => customerId)
          const { communities, hits, total } = await many(within, { text, filters })
          const shown = hits.flatMap(({ community, customerId }) =>
            community === city.slug ? [customerId] : [],
          )
          if (typed.length === 0) continue
          compared++
          expect({ text, total: communities.find(({ slug }) => slug === city.slug)?.total }).toEqual({
            text,
            total: typed.length,
          })
          expect({ text, others: shown.filter((id) => !typed.includes(id)) }).toEqual({ text, others: [] })
          expect({ text, shown: hits.length }).toEqual({ text, shown: Math.min(MANY_HITS, total) })
        }
    expect(compared).toBeGreaterThan(200)
  })

  it('says that there may be more where keys of one customer are read alone', async () => {
    const numbers = Array.from({ length: 200 }, (_, i) => ({
      accountNumber: `77${String(i).padStart(3, '0')}`,
    }))
    const city = await cityWith(store, [
      customerOf('K1', { lastName: 'Kettle', accounts: numbers }),
      customerOf('K2', { lastName: 'Kettle', accounts: [{ accountNumber: '77999' }] }),
    ])
    const found = async (text: string) => {
      const { total, capped } = await many([{ community: city, scope: scopeOf(city) }], { text })
      return { total, capped }
    }
    expect(await found('kettle')).toEqual({ total: 2, capped: false })
    expect(await found('77')).toEqual({ total: 1, capped: true })
  })

  it('shows others beside a customer with many accounts', async () => {
    const street = Array.from({ length: 60 }, (_, i) => ({ serviceAddress: `12 Aspen Way Apt ${i}` }))
    const city = await cityWith(store, [
      customerOf('L1', { lastName: 'Zed', accounts: street }),
      customerOf('M1', { lastName: 'Young', mailingAddress: '14 Aspen Way' }),
      customerOf('M2', { lastName: 'Xu', mailingAddress: '16 Aspen Way' }),
    ])
    const { hits, total } = await many([{ community: city, scope: scopeOf(city) }], { text: 'aspen' })
    expect(hits.map(({ customerId }) => customerId)).toEqual(['L1', 'M1', 'M2'])
    expect(total).toBe(3)
  })

  it('refuses a tax id, which is looked up in one community', async () => {
    await expect(many([], { text: 'tax:000-12-3456' })).rejects.toMatchObject({ code: 'one_community' })
    const beyondWhatIsRead = `${'x '.repeat(500)}tax:000-12-3456`
    expect((await many([], { text: beyondWhatIsRead })).query).toMatch(/ tax:•••$/)
  })
})
