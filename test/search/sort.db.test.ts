import { beforeAll, expect, it } from 'vitest'
import type { Search, SearchRequest } from '../../src/search/index.ts'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { LICENSING, WATER, cityWith, customerOf, scopeOf, searchOver } from './copy.ts'

describeOnEachDatabase('The order of results', (database) => {
  let store: Store
  let search: Search
  beforeAll(async () => {
    store = await database.open()
    search = searchOver(store)
  })

  it('by name is that of a list of names, whatever their accents', async () => {
    const names = ['Zimmer', 'Núñez', 'Álvarez', 'nuzum', 'Alvarado', 'Nunn']
    const city = await cityWith(
      store,
      names.map((lastName, i) => customerOf(`N${i}`, { lastName, firstName: 'Ann' })),
    )
    const request: SearchRequest = { text: 'ann', sort: 'name' }
    const { hits } = await search.search(city, scopeOf(city), request)
    expect(hits.map(({ name }) => name)).toEqual([
      'Alvarado, Ann',
      'Álvarez, Ann',
      'Núñez, Ann',
      'Nunn, Ann',
      'nuzum, Ann',
      'Zimmer, Ann',
    ])
  })

  it('by account is that of the accounts within scope that pass the limits', async () => {
    const two = (id: string, utility: string, licence: string) =>
      customerOf(id, {
        lastName: 'Smith',
        accounts: [
          { accountNumber: utility },
          { accountNumber: licence, module: 'permit', department: LICENSING },
        ],
      })
    const city = await cityWith(store, [two('A', '50.1', '10.1'), two('B', '20.1', '60.1')])
    const sorted = async (departments: readonly number[] | 'all', filters = {}) => {
      const request: SearchRequest = { text: 'smith', sort: 'account', filters }
      const { hits } = await search.search(city, scopeOf(city, departments), request)
      return hits.map(({ customerId }) => customerId)
    }
    expect(await sorted('all')).toEqual(['A', 'B'])
    expect(await sorted([WATER])).toEqual(['B', 'A'])
    expect(await sorted('all', { module: 'utility' })).toEqual(['B', 'A'])
    expect(await sorted('all', { module: 'permit' })).toEqual(['A', 'B'])
  })
})
