import { beforeAll, describe, expect, it } from 'vitest'
import type { Search } from '../../src/search/index.ts'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { cityWith, customerOf, scopeOf, searchOver, type Sketch } from './copy.ts'

const named = (name: string, sketch: Sketch = {}): Sketch => {
  const [lastName = null, firstName = null] = name.split(', ')
  return { lastName, firstName, ...sketch }
}
const at = (mailingAddress: string): Sketch => ({ mailingAddress })
const others = Array.from({ length: 12 }, (_, i) => customerOf(`O${i}`, named(`Other${i}, Rafael`)))

describeOnEachDatabase('Who is meant', (database) => {
  let store: Store
  let search: Search
  beforeAll(async () => {
    store = await database.open()
    search = searchOver(store)
  })

  async function idsOf(people: Readonly<Record<string, Sketch>>, text: string): Promise<readonly string[]> {
    const city = await cityWith(store, [
      ...others,
      ...Object.entries(people).map(([id, sketch]) => customerOf(id, sketch)),
    ])
    const { hits } = await search.search(city, scopeOf(city), { text })
    return hits.map(({ customerId }) => customerId)
  }

  describe('where a word that was typed only begins another one', () => {
    it.each<[string, Sketch, Sketch]>([
      ['bill clark', named('Clark, William'), named('Clark, Dora', at('44 Billings St'))],
      ['smith, frank', named('Smith, Francis'), named('Smith, Mary', at('36 Franklin St'))],
      ['last:smith frank', named('Smith, Francis'), named('Smith, Mary', at('36 Franklin St'))],
      ['jack brown', named('Brown, John'), named('Brown, Alice', at('40 Jackson St'))],
      ['larry hunt', named('Hunt, Lawrence'), named('Hunter, Larry')],
      ['peggy lee', named('Lee, Margaret'), named('Leeds, Peggy')],
    ])('%s', async (text, meant, begun) => {
      expect(await idsOf({ begun, meant }, text)).toEqual(['begun', 'meant'])
      expect(await idsOf({ begun, meant, whole: named(nameTyped(text)) }, text)).toEqual(['whole', 'begun'])
    })

    function nameTyped(text: string): string {
      const words = text.replace('last:', '').split(/[ ,]+/)
      return text.includes('smith') ? `${words[0]}, ${words[1]}` : `${words[1]}, ${words[0]}`
    }
  })

  it('is told by the account that is nearest', async () => {
    const city = await cityWith(store, [
      customerOf('LEE', {
        lastName: 'Lee',
        accounts: [{ serviceAddress: '4 Smilh Rd' }, { serviceAddress: '7 Smith Rd' }],
      }),
    ])
    const { hits } = await search.search(city, scopeOf(city), { text: 'lee smirh' })
    expect(hits[0]?.matched).toContainEqual({ term: 'smirh', field: 'address', how: 'typo', word: 'smith' })
  })

  it.each<[string, Sketch, Sketch]>([
    [
      'szymanski 2121',
      named('Szymanski, Jan', at('2211 Oak Ave')),
      named("O'Reilly, Tess", at('2121 S Birch Rd')),
    ],
    ['nye 3342', named('Nye, Ada', at('3324 Oak Ave')), named('Vance, Ivo', at('3342 N Birch Rd'))],
    ['nsen, lisa', named('Hansen, Lisa'), named('Miller, Betty', at('4 N Oak St'))],
    ['ly kristen', named('Ely, Kristen'), named('Day, Christine', at('9 Elm St Lot 3'))],
    ['eileen ahluwalia', named('Ahluwalia, Helen'), named('Novak, Eileen A')],
    ['john baker', named('Bakker, John'), named('Baker, Barbara', at('5 San Juan Ct'))],
  ])('a part of an address is not taken for a name: %s', async (text, meant, stranger) => {
    expect((await idsOf({ stranger, meant }, text))[0]).toBe('meant')
  })

  it('a street is found however it is misspelled', async () => {
    const people = {
      meant: named('Day, Ann', at('118 Lake Street')),
      stranger: named('Lane, Bo', at('118 Elm Rd')),
    }
    expect((await idsOf(people, '118 lake steet'))[0]).toBe('meant')
    expect((await idsOf(people, '118 lkae street'))[0]).toBe('meant')
  })

  it.each<[string, string, readonly string[]]>([
    ['garica rosa', 'Garcia, Rosa', ['Garcia Abeyta, Rosa', 'Garcia, Rosa & Ana', 'Alvarez Garcia, Rosa']],
    ['luis sanches', 'Sánchez, Luis', ['Sánchez Baca, Luis', 'Sánchez, Luis José']],
    ['rafael zuniga', 'Zuniga, Rafael', ['Lopez Zuniga, Rafael', 'Zuniga Abad, Rafael']],
    ['Jorge Cisneros', 'Cisneros, Jorge', ['Cisneros-Castillo, Jorge']],
  ])('of equals the plain name comes first: %s', async (text, plain, longer) => {
    const people = Object.fromEntries([...longer, plain].map((name) => [name, named(name)]))
    expect((await idsOf(people, text))[0]).toBe(plain)
  })

  it.each<[string, Sketch]>([
    ['40535', { accounts: [{ accountNumber: '409535' }] }],
    ['5837-0', { accounts: [{ accountNumber: '5837-30' }] }],
    ['77132', { accounts: [{ accountNumber: '77123' }] }],
    ['771234', { accounts: [{ accountNumber: '77123' }] }],
    ['ana.moreno@yahoo.com', { email: 'ana.moreno@gmail.com' }],
    ['5ingh', named('Singh, Ravi')],
    ['st0ne', named('Stone, Abe')],
    ['morri5 ray', named('Morris, Ray')],
    ['phi1ip morri5', named('Morris, Philip')],
  ])('what was miscopied is found: %s', async (text, sketch) => {
    const people = {
      stranger: named('Vale, Bo', { email: 'office@example.org' }),
      meant: { lastName: 'Egan', ...sketch },
    }
    expect(await idsOf(people, text)).toEqual(['meant'])
  })

  it.each<[string, string]>([
    ['josesm ith', 'Smith, Jose'],
    ['kylefi sher', 'Fisher, Kyle'],
    ['racehlday', 'Day, Rachel'],
    ['brittany mac gregro', 'MacGregor, Brittany'],
    ['finbar mc danald', 'McDonald, Finbar'],
  ])('a space at a wrong place does not hide the rest: %s', async (text, name) => {
    const strangers = [
      'Mac Lean, Brittany',
      'Mc Lane, Finbar',
      'Deer With Horns, Lyle',
      'Sherriff, Ann',
      "O'Shea, Bo",
    ]
    const people = Object.fromEntries([...strangers, name].map((each) => [each, named(each)]))
    // Who has the two whole words that were typed comes before whom one of them is a slip of.
    expect((await idsOf(people, text)).slice(0, 2)).toContain(name)
  })

  it('an address of any office is that of nobody else', async () => {
    expect(
      await idsOf({ office: named('Vale, Bo', { email: 'office@oakridge.example' }) }, 'office@elm.example'),
    ).toEqual([])
  })
})
