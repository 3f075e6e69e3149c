import { beforeAll, expect, it } from 'vitest'
import type { Community } from '../../src/kernel/community.ts'
import type { Search } from '../../src/search/index.ts'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { cityWith, customerOf, scopeOf, searchOver } from './copy.ts'

describeOnEachDatabase('The smallest change to a search', (database) => {
  let store: Store
  let search: Search
  let city: Community
  beforeAll(async () => {
    store = await database.open()
    search = searchOver(store)
    city = await cityWith(store, [
      customerOf('GIVEN', { lastName: 'Smith', firstName: 'John' }),
      customerOf('SURNAME', { lastName: 'John', firstName: 'Ann' }),
      customerOf('OTHER', { lastName: 'Lee', mailingAddress: '9 John St' }),
    ])
  })

  it.each([
    ['last: zzqx john', 'Without “last: zzqx”', 'john', 3],
    ['last:zzqx john', 'Without “last:zzqx”', 'john', 3],
    ['last:"zz qx" smith', 'Without “last:"zz qx"”', 'smith', 1],
    ['last: lee, john zzqx', 'Without “zzqx”', 'last: lee, john', 1],
    ['address:smith john', '“smith” anywhere', 'smith john', 1],
    ['foo:smith john', 'Without “foo:smith”', 'john', 3],
  ])('of %s: %s', async (text, change, words, total) => {
    const { relaxed } = await search.search(city, scopeOf(city), { text })
    expect(relaxed).toMatchObject({ change, words, total })
    expect((await search.search(city, scopeOf(city), { text: words })).asTyped).toBe(total)
  })
})
