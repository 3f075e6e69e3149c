import { beforeAll, describe, expect, it } from 'vitest'
import type { Community } from '../../src/kernel/community.ts'
import { ALL_DEPARTMENTS } from '../../src/kernel/departments.ts'
import { FIELD } from '../../src/search/fields.ts'
import { CAP, type Search, type SearchRequest } from '../../src/search/index.ts'
import type { Store } from '../../src/store/index.ts'
import { lexiconInsertions } from '../../src/sync/lexicon.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { LICENSING, PARKS, WATER, cityWith, customerOf, scopeOf, searchOver, writeCustomers } from './copy.ts'

describeOnEachDatabase('Search', (database) => {
  let store: Store
  let search: Search
  beforeAll(async () => {
    store = await database.open()
    search = searchOver(store)
  })

  async function find(city: Community, text: string, more: Omit<SearchRequest, 'text'> = {}) {
    return await search.search(city, scopeOf(city), { text, ...more })
  }

  async function idsOf(city: Community, text: string, more: Omit<SearchRequest, 'text'> = {}) {
    return (await find(city, text, more)).hits.map(({ customerId }) => customerId)
  }

  describe('in a small city', () => {
    let city: Community
    beforeAll(async () => {
      city = await cityWith(store, [
        customerOf('C1', {
          lastName: 'Smith',
          firstName: 'John',
          email: 'john@example.gov',
          accounts: [
            { accountId: 'A1', accountNumber: '12.3456.07', serviceAddress: '118 Aspen Way' },
            {
              accountId: 'A2',
              accountNumber: '88.0000.01',
              department: LICENSING,
              module: 'business_license',
            },
            { accountId: 'A3', accountNumber: '88.0000.02', department: WATER, shared: false },
          ],
        }),
        customerOf('C2', { lastName: 'Smithson', firstName: 'Patricia', phone: '303-555-0142' }),
        customerOf('C3', { lastName: 'Jones', firstName: 'Smith', mailingAddress: '9 Smith Rd' }),
        customerOf('C4', {
          businessName: "O'Brien & Núñez Plumbing, LLC",
          accounts: [{ department: PARKS }],
        }),
        customerOf('C5', { lastName: 'Smith', firstName: 'Withheld', shared: false }),
        customerOf('C6', { lastName: 'Adams', firstName: 'Zoe', mailingAddress: '77 Smith Rd' }),
      ])
    })

    it('guesses at a name beside what the family puts behind it as it does without that', async () => {
      const person = (id: string, lastName: string, firstName: string) =>
        customerOf(id, { lastName, firstName })
      const own = await cityWith(store, [
        person('C1', 'Johnson', 'Michael'),
        person('C2', 'Johnson', 'Mary'),
        person('C3', 'Jones', 'Michael'),
      ])
      // Who lacks a word of the name stays behind, as for `micheal johnson` alone.
      for (const text of [
        'michael johnson jr',
        'micheal johnson',
        'micheal johnson jr',
        'jr micheal johnsen',
      ])
        expect([text, await idsOf(own, text)]).toEqual([text, ['C1']])
    })

    it('takes an initial, and a space too many or too few, for as sure as a whole word beside a slip', async () => {
      const person = (id: string, lastName: string, firstName: string) =>
        customerOf(id, { lastName, firstName })
      const own = await cityWith(store, [
        person('C1', 'Sobailla', 'Mary'),
        { ...person('C2', 'Sobaillo', 'Christina M'), shared: false },
        person('C3', 'Shaw', 'Patricia'),
        customerOf('C4', { lastName: 'Yazzie', firstName: 'Patricia & Sharon' }),
        person('C5', 'McDonald', 'Ronald'),
        person('C6', 'Donald', 'Mac'),
        customerOf('C7', { lastName: 'Thomas', firstName: 'Arthur', mailingAddress: '9 N Main St' }),
        person('C8', 'Thomas', 'Nancy'),
        person('C9', 'Thomas', 'Olga N'),
      ])
      // The letter is that of a name before it is that of a street.
      expect(await idsOf(own, 'n thoms')).toEqual(['C8', 'C9', 'C7'])
      expect(await idsOf(own, 'm soailla')).toEqual(['C1'])
      expect(await idsOf(own, 'soailla m')).toEqual(['C1'])
      expect(await idsOf(own, 'patriciashaw')).toEqual(['C3'])
      expect(await idsOf(own, 'patrici ashaw')).toEqual(['C3'])
      expect(await idsOf(own, 'mc donald ronald')).toEqual(['C5'])
    })

    it('knows the words in use before the first guess, where they were learned', async () => {
      const own = await cityWith(store, [customerOf('C1', { lastName: 'Okafor', firstName: 'Ngozi' })])
      const [learned, other] = [searchOver(store), searchOver(store)]
      await learned.learnWords(own.communityId, new AbortController().signal)
      await store.as(own.communityId).write(async (tx) => {
        await tx.deleteFrom('lexicon_word').where('community_id', '=', own.communityId).execute()
      })
      const totalBy = async (by: Search) => (await by.search(own, scopeOf(own), { text: 'okafro' })).total
      expect(await totalBy(learned)).toBe(1)
      expect(await totalBy(other)).toBe(0)
    })

    it('does not wait for words that are learned meanwhile, nor miss what was added since they were read', async () => {
      const own = await cityWith(store, [customerOf('C1', { lastName: 'Okafor' })])
      const here = store.as(own.communityId)
      const letters = (i: number) => [...String(i)].map((digit) => 'bcdfghjklm'[Number(digit)]).join('')
      const addWords = async (words: readonly string[]) => {
        await here.writeAll(
          lexiconInsertions(
            own.communityId,
            words.map((word) => FIELD.surname + word),
          ),
        )
      }
      // Where nobody waits for them, it takes a second to learn so many.
      await addWords(Array.from({ length: 25_000 }, (_, i) => `zz${letters(i)}`))
      const total = async (by: Search, text: string) => (await by.search(own, scopeOf(own), { text })).total
      const learned = searchOver(store)
      const stop = new AbortController()
      const learning = learned.learnWords(own.communityId, stop.signal)
      await writeCustomers(store, own.communityId, [customerOf('C2', { lastName: 'Adeyemi' })])
      expect([await total(learned, 'okafro'), await total(learned, 'adeyeim')]).toEqual([1, 1])
      await learning
      // Who is stopped in between has learned a part; the others are read when they are asked for.
      const stopped = searchOver(store)
      const aborted = stopped.learnWords(own.communityId, stop.signal)
      stop.abort()
      await aborted
      expect(await total(stopped, 'okafro')).toBe(1)
    })

    it('looks once for what several looks of one answer ask for, and anew for the next answer', async () => {
      const own = await cityWith(store, [customerOf('C1', { lastName: 'Okafor', firstName: 'Ngozi' })])
      const request = { text: 'okafro ngozi' }
      const once = search.forOneAnswer()
      expect((await once.search(own, scopeOf(own), request)).hits).toHaveLength(1)
      await store.as(own.communityId).write(async (tx) => {
        await tx.deleteFrom('search_key').where('community_id', '=', own.communityId).execute()
      })
      const world = { communityId: own.communityId, sees: 'all', departments: ALL_DEPARTMENTS } as const
      const looked = async (by: Search) => ({
        rank: await (await by.lookInto(scopeOf(own), request)).rankOf('C1'),
        inWorld: await by.findInWorld(world, request.text, 5),
      })
      expect(await looked(once)).toEqual({ rank: 1, inWorld: ['C1'] })
      expect(await looked(search)).toEqual({ rank: null, inWorld: [] })
    })

    it('shows a customer with the accounts that the searcher may see, and how it was found', async () => {
      const result = await search.search(city, scopeOf(city, [WATER]), { text: 'smith, john' })
      expect(result).toEqual({
        query: 'smith, john',
        total: 1,
        asTyped: 1,
        capped: false,
        dataAsOf: '2026-11-20T16:30:00.000Z',
        nextSyncAt: '2026-11-20T17:01:58.000Z',
        hits: [
          {
            customerId: 'C1',
            name: 'Smith, John',
            accounts: [
              {
                accountNumber: '12.3456.07',
                module: 'utility',
                department: 'Water',
                status: 'active',
                serviceAddress: '118 Aspen Way',
                balanceCents: 0,
              },
            ],
            matched: [
              { term: 'smith', field: 'name', how: 'exact' },
              { term: 'john', field: 'name', how: 'exact' },
            ],
          },
        ],
        relaxed: null,
      })
    })

    it('puts whole words before beginnings, names before addresses, and names in their order', async () => {
      expect(await idsOf(city, 'smith')).toEqual(['C1', 'C3', 'C6', 'C2'])
    })

    it('puts words that stand side by side before words that are scattered', async () => {
      const other = await cityWith(store, [
        customerOf('C1', { lastName: 'Adams', firstName: 'Main', mailingAddress: '4 Elm St' }),
        customerOf('C2', { lastName: 'Zuber', firstName: 'Ida', mailingAddress: '4 Main St' }),
      ])
      expect(await idsOf(other, 'main st')).toEqual(['C2', 'C1'])
    })

    it('takes a short number before a word for a house, and another as begun', async () => {
      const other = await cityWith(store, [
        customerOf('C1', { lastName: 'Adams', firstName: 'Ida', mailingAddress: '12 Oak St' }),
        customerOf('C2', { lastName: 'Brown', firstName: 'Ida', mailingAddress: '123 Oak St' }),
        customerOf('C3', { lastName: 'Cole', firstName: 'Ida', mailingAddress: '1234 Oak St' }),
      ])
      expect(await idsOf(other, '12 oak')).toEqual(['C1'])
      expect(await idsOf(other, 'address:"12 oak"')).toEqual(['C1'])
      expect(await idsOf(other, '123 oak')).toEqual(['C2', 'C3'])
      expect(await idsOf(other, 'oak 12')).toEqual(['C1', 'C2', 'C3'])
    })

    it('shows whoever is one slip of a long word away alone, and of a short word others, too', async () => {
      const other = await cityWith(store, [
        customerOf('C1', { lastName: 'Sanders', firstName: 'Joseph' }),
        customerOf('C2', { lastName: 'Sanders', firstName: 'Mary' }),
        customerOf('C3', { lastName: 'Sanders', firstName: 'Amy' }),
        customerOf('C4', { lastName: 'Sandersdatter', firstName: 'Robert' }),
      ])
      expect(await idsOf(other, 'sanders joesph')).toEqual(['C1'])
      // Whatever the slip costs, a short word behind it is there as it was typed.
      expect(await idsOf(other, 'sandesr mary')).toEqual(['C2'])
      // One slip in each of two words, and two in one of seven letters or more.
      expect(await idsOf(other, 'sandesr joesph')).toEqual(['C1'])
      expect(await idsOf(other, 'snadersdattre robert')).toEqual(['C4'])
      expect(new Set(await idsOf(other, 'sanders ary'))).toEqual(new Set(['C1', 'C2', 'C3', 'C4']))
      // What somebody is still typing is as sure as a whole word, from three letters on.
      expect(await idsOf(other, 'sanders robret')).toEqual(['C4'])
      expect(await idsOf(other, 'sandesr jos')).toEqual(['C1'])
      expect(new Set(await idsOf(other, 'sandesr jo'))).toEqual(new Set(['C1', 'C2', 'C3', 'C4']))
    })

    it('takes another form of a name, and of what is printed short, for as sure as the word itself', async () => {
      const other = await cityWith(store, [
        customerOf('C1', { lastName: 'Miller', firstName: 'William', mailingAddress: '4 N Elm Street' }),
        customerOf('C2', { lastName: 'Miller', firstName: 'Will' }),
        customerOf('C3', { lastName: 'Miler', firstName: 'Bell', mailingAddress: '4 N Elms St' }),
      ])
      expect(new Set(await idsOf(other, 'bill miller'))).toEqual(new Set(['C1', 'C2']))
      expect(new Set(await idsOf(other, 'bill milller'))).toEqual(new Set(['C1', 'C2']))
      expect(await idsOf(other, '4 north elm st')).toEqual(['C1', 'C3'])
    })

    it('finds a person behind a title or an initial that the record lacks, and nobody else', async () => {
      const other = await cityWith(store, [
        customerOf('C1', { lastName: 'Okafor', firstName: 'Ngozi' }),
        customerOf('C2', { lastName: 'Okafor', firstName: 'Adaeze Q' }),
        customerOf('C3', { lastName: 'Okafor', firstName: 'Quentin' }),
      ])
      expect(await idsOf(other, 'mrs ngozi okafor')).toEqual(['C1'])
      expect(await idsOf(other, 'okafor, dr. ngozi')).toEqual(['C1'])
      expect(await idsOf(other, 'ngozi q okafor')).toEqual(['C1'])
      // Without it, one name alone would be left.
      expect(new Set(await idsOf(other, 'r okafor'))).toEqual(new Set(['C1', 'C2', 'C3']))
    })

    it('leaves out a wrong number first, then a word beside whole ones, before it guesses at the others', async () => {
      const other = await cityWith(store, [
        customerOf('C1', { lastName: 'Okafor', firstName: 'Ngozi', mailingAddress: '118 Aspen Way' }),
        customerOf('C2', { lastName: 'Okafer', firstName: 'Ngozi', mailingAddress: '118 Birch Way' }),
        ...Array.from({ length: 5 }, (_, i) => customerOf(`D${i}`, { lastName: 'Lee', firstName: 'Ada' })),
        customerOf('E1', { lastName: 'Leigh', firstName: 'Ada' }),
      ])
      expect(await idsOf(other, 'okafor 188 aspen')).toEqual(['C1'])
      expect(await idsOf(other, 'ada xaviera lee')).toEqual(['D0', 'D1', 'D2', 'D3', 'D4'])
      // What half of all addresses have says nothing of who is meant.
      expect(await idsOf(other, 'zzqx birch way')).toEqual(['C2'])
      // Where these are few, others are shown behind them.
      expect(await idsOf(other, 'ngozi xaviera okafor')).toEqual(['C1', 'C2'])
    })

    it('finds a number with letters that look like its digits, and an e-mail address with a slip', async () => {
      const other = await cityWith(store, [
        customerOf('C1', {
          lastName: 'Okafor',
          email: 'ngozi.okafor@example.org',
          accounts: [{ accountNumber: '12.3000.07' }],
        }),
        customerOf('C2', {
          lastName: 'Brown',
          email: 'ngozi@example.org',
          accounts: [{ accountNumber: '12.3000.08' }],
        }),
      ])
      for (const text of ['12.3OOO.07', 'l2.3000.07', '12.300.07'])
        expect([text, await idsOf(other, text)]).toEqual([text, ['C1']])
      for (const text of ['ngozi.okafro@example.org', 'ngozi.okafor@example.com', 'ngozi.okafor@exmaple.org'])
        expect([text, await idsOf(other, text)]).toEqual([text, ['C1']])
      expect(await idsOf(other, 'nqozy.okafor@example.org')).toEqual([])
    })

    it('finds through the accounts of a department only what is known through them', async () => {
      const scope = scopeOf(city, [LICENSING])
      const ids = async (text: string) => (await search.search(city, scope, { text })).total
      expect(await ids('smith')).toBe(1)
      expect(await ids('aspen')).toBe(0)
      expect(await ids('88')).toBe(1)
    })

    it('finds nothing through an account that is withheld', async () => {
      expect(await idsOf(city, '88.0000.02')).toEqual([])
      expect(await idsOf(city, 'withheld')).toEqual([])
    })

    it('keeps to one module where it is asked to', async () => {
      expect(await idsOf(city, 'smith', { filters: { module: 'business_license' } })).toEqual(['C1'])
      expect(await idsOf(city, 'aspen', { filters: { module: 'business_license' } })).toEqual([])
      expect(await idsOf(city, 'smith', { filters: { module: 'permit' } })).toEqual([])
    })

    it('finds nobody for somebody without the right to search, or without a department', async () => {
      for (const scope of [scopeOf(city, 'all', ['explain']), scopeOf(city, [])])
        expect(await search.search(city, scope, { text: 'smith' })).toMatchObject({ total: 0, hits: [] })
    })

    it.each(['', '   ', '!!!', '\u0000', '🙂', '@', '%', '_'])(
      'answers %j with nobody, and no error',
      async (text) => {
        expect(await find(city, text)).toMatchObject({ query: text, total: 0, capped: false, hits: [] })
      },
    )

    it.each([
      "smith'; drop table customer; --",
      "' or 1=1 --",
      'smith\\',
      'sm%th',
      's_ith',
      '\u0000smith',
      '\u202Esmith',
      'שלום smith',
      '🙂'.repeat(5_000),
      'x'.repeat(10_000),
      'smith '.repeat(2_000),
      Array.from({ length: 200 }, (_, i) => `word${i}`).join(' '),
      Array.from({ length: 200 }, (_, i) => String(i)).join(' '),
      '\ud83d',
      '𠮷'.repeat(2_000),
      '1'.repeat(5_000),
      'a@'.repeat(500),
    ])('takes whatever is typed: %.40j', async (text) => {
      const result = await find(city, text)
      expect(result.query).toBe(text)
      expect(result.total).toBe(result.hits.length)
    })

    it('leaves injected SQL without effect', async () => {
      await find(city, "smith'); delete from search_key; --")
      expect(await idsOf(city, 'obrien nunez')).toEqual(['C4'])
    })

    it('says where a customer stands among the results', async () => {
      const ids = await idsOf(city, 'smith')
      for (const [i, id] of ids.entries())
        expect(await (await search.lookInto(scopeOf(city), { text: 'smith' })).rankOf(id)).toBe(i + 1)
      expect(await (await search.lookInto(scopeOf(city), { text: 'smith' })).rankOf('C4')).toBeNull()
    })

    it('does not find the customers of another community', async () => {
      const other = await cityWith(store, [customerOf('X1', { lastName: 'Smith' })])
      expect(await idsOf(other, 'smith')).toEqual(['X1'])
      expect(await idsOf(other, 'obrien')).toEqual([])
    })
  })

  it('knows no time of the data before the first completed run', async () => {
    const city = await cityWith(store, [])
    await store
      .as(city.communityId)
      .write((tx) => tx.deleteFrom('run').where('community_id', '=', city.communityId).execute())
    expect(await find(city, 'smith')).toMatchObject({
      dataAsOf: null,
      nextSyncAt: '2026-11-20T17:01:58.000Z',
      total: 0,
    })
  })

  describe('in a city with more matches than are counted', () => {
    const VISIBLE = 1_234
    let city: Community
    beforeAll(async () => {
      const number = (i: number) => String(i).padStart(5, '0')
      city = await cityWith(store, [
        // Hidden ones sort before all others: withheld, or of another department.
        ...Array.from({ length: 1_500 }, (_, i) =>
          customerOf(`H${number(i)}`, {
            lastName: 'Smith',
            firstName: `Aaa${number(i)}`,
            shared: i % 2 === 0,
            accounts: [{ department: PARKS }],
          }),
        ),
        ...Array.from({ length: VISIBLE }, (_, i) =>
          customerOf(`V${number(i)}`, {
            lastName: 'Smith',
            firstName: `Mmm${number(i)}`,
            mailingAddress: '1 Smith St',
          }),
        ),
        customerOf('LAST', { lastName: 'Smith', firstName: 'Zzz', accounts: [{ department: LICENSING }] }),
      ])
    })

    it('finds the only visible one behind a thousand that are hidden, and counts it alone', async () => {
      const scope = scopeOf(city, [LICENSING])
      for (const text of ['smith', 's', 'smith z', 'zzz smith']) {
        const { total, capped, hits } = await search.search(city, scope, { text })
        expect({ text, total, capped, ids: hits.map((hit) => hit.customerId) }).toEqual({
          text,
          total: 1,
          capped: false,
          ids: ['LAST'],
        })
      }
    })

    it('counts up to the cap, and says so', async () => {
      const scope = scopeOf(city, [WATER])
      for (const text of ['smith', 'smith mmm', 'mmm smith', 's'])
        expect(await search.search(city, scope, { text })).toMatchObject({ total: CAP, capped: true })
    })

    it('shows every customer up to the cap once, page by page in one order', async () => {
      const scope = scopeOf(city, [WATER])
      const seen: string[] = []
      for (let page = 1; page <= 10; page++) {
        const { hits, total } = await search.search(city, scope, { text: 'smith', page, limit: 100 })
        expect(total).toBe(CAP)
        seen.push(...hits.map(({ customerId }) => customerId))
      }
      expect(seen).toEqual(Array.from({ length: CAP }, (_, i) => `V${String(i).padStart(5, '0')}`))
      const beyond = await search.search(city, scope, { text: 'smith', page: 11, limit: 100 })
      expect(beyond).toMatchObject({ total: CAP, capped: true, hits: [] })
    })

    it('finds whoever has short beginnings in one name, and says that others were not all looked at', async () => {
      const named = (id: string, lastName: string, firstName: string) =>
        customerOf(id, { lastName, firstName })
      // Of the beginnings here, the signature of Svindal has the bits of `so`, and not those of `sob`.
      const other = await cityWith(store, [
        ...Array.from({ length: 1_100 }, (_, i) => named(`S${i}`, 'Svindal', `Mmm${i}`)),
        ...Array.from({ length: 600 }, (_, i) => named(`O${i}`, 'Sobel', `Olga${i}`)),
        named('BOTH', 'Sobel', 'Mmmz'),
      ])
      const found = async (text: string) => {
        const { hits, capped } = await search.search(other, scopeOf(other), { text })
        return { ids: hits.map(({ customerId }) => customerId), capped }
      }
      expect(await found('mmm so')).toEqual({ ids: ['BOTH'], capped: true })
      expect(await found('mmm sob')).toEqual({ ids: ['BOTH'], capped: false })
    })

    it('gives no rank beyond the cap', async () => {
      const scope = scopeOf(city, [WATER])
      expect(await (await search.lookInto(scope, { text: 'smith' })).rankOf('V00999')).toBe(1_000)
      expect(await (await search.lookInto(scope, { text: 'smith' })).rankOf('V01000')).toBeNull()
    })

    it('shows 20 a page unless told, and no more than 100', async () => {
      expect((await find(city, 'smith')).hits).toHaveLength(20)
      expect((await find(city, 'smith', { limit: 1_000 })).hits).toHaveLength(100)
      expect((await find(city, 'smith', { limit: 0 })).hits).toHaveLength(1)
    })
  })

  it('counts exactly where few customers have very many keys that begin alike', async () => {
    const city = await cityWith(store, [
      ...Array.from({ length: 30 }, (_, i) =>
        customerOf(`B${i}`, {
          businessName: 'Big Landlord',
          accounts: Array.from({ length: 80 }, (_, n) => ({
            accountNumber: `77${String(i * 80 + n).padStart(4, '0')}`,
          })),
        }),
      ),
      customerOf('Z1', { lastName: 'Lee', mailingAddress: '77 Aspen Way' }),
    ])
    const { total, capped, hits } = await find(city, '77', { limit: 100 })
    expect({ total, capped }).toEqual({ total: 31, capped: false })
    // A whole house number comes before the beginning of an account number.
    expect(hits[0]?.customerId).toBe('Z1')
  })
})
