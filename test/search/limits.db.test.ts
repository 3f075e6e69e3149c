import { beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '../../src/access/scope.ts'
import { maskOf } from '../../src/kernel/departments.ts'
import {
  createSearchMany,
  type Search,
  type SearchMany,
  type SearchStanding,
} from '../../src/search/index.ts'
import type { Store } from '../../src/store/index.ts'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import {
  LICENSING,
  WATER,
  cityWith,
  customerOf,
  scopeOf,
  searchOver,
  type KeptCustomer,
  type Sketch,
} from './copy.ts'

/**
 * A search looks at so many and no more. What a searcher may not know (another department's account of a customer, a
 * customer of another department) must not use that up, nor change who comes first.
 */

interface Case {
  readonly text: string
  readonly whom: string
  /** With what is not to be known of, or without. */
  readonly city: (isThere: boolean) => KeptCustomer[]
  readonly finds: readonly string[]
}

const number = (i: number) => `55.${String(100_000 + i)}`

function person(id: string, name: string, sketch: Sketch = {}): KeptCustomer {
  const [lastName = null, firstName = null] = name.split(', ')
  return customerOf(id, { lastName, firstName, ...sketch })
}

/** Somebody with an account of Water, and perhaps one of Licensing at an address of its own. */
function alsoAt(id: string, name: string, address: string | undefined, i = 0): KeptCustomer {
  const water = { accountId: `W${id}`, accountNumber: number(i) }
  const other = {
    accountId: `L${id}`,
    accountNumber: number(i),
    department: LICENSING,
    serviceAddress: address ?? null,
  }
  return person(id, name, { accounts: address === undefined ? [water] : [water, other] })
}

const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i))

/** Somebody with 320 accounts in one street. */
function landlord(id: string, name: string, street: string): KeptCustomer {
  return person(id, name, {
    accounts: many(320, (i) => ({ accountNumber: number(i), serviceAddress: `12 ${street} Apt ${i}` })),
  })
}

const CASES: Readonly<Record<string, Case>> = {
  'addresses of accounts of another department, where somebody fits': {
    text: 'smith aspen',
    whom: 'Z1',
    city: (isThere) => [
      ...many(520, (i) => alsoAt(`S${i}`, `Smith, Person${i}`, isThere ? `${i} Aspen Way` : undefined, i)),
      ...many(560, (i) => person(`T${i}`, `Other${i}, Zed`, { mailingAddress: `${i} Aspen Way` })),
      person('Z1', 'Smith, Zz', { mailingAddress: '9 Aspen Way' }),
    ],
    finds: ['Z1'],
  },
  'the same, where somebody nearly fits': {
    text: 'smyth aspen',
    whom: 'Z1',
    city: (isThere) => [
      ...many(110, (i) => alsoAt(`S${i}`, `Smith, Person${i}`, isThere ? `${i} Aspen Way` : undefined, i)),
      ...many(130, (i) => person(`T${i}`, `Other${i}, Zed`, { mailingAddress: `${i} Aspen Way` })),
      person('Z1', 'Smith, Zz', { mailingAddress: '9 Aspen Way' }),
    ],
    finds: ['Z1'],
  },
  'names of another department that are as near': {
    text: 'marino qqqqq',
    whom: 'V1',
    city: (isThere) => [
      person('V1', 'Maqixo, Zelda'),
      person('V2', 'Other, Bob'),
      ...(isThere ? namesLike('marino').slice(0, 120) : []).map((name, i) =>
        person(`H${i}`, `${name}, Hh`, { accounts: [{ department: LICENSING }] }),
      ),
    ],
    finds: ['V1'],
  },
  'names of another department that are nearer beside one that many have': {
    text: 'kowalsky martn',
    whom: 'V1',
    city: (isThere) => [
      ...many(70, (i) => person(`M${i}`, `Kowalski, Mar${letters(i)}zo`)),
      ...many(70, (i) => person(`N${i}`, `Kovalsky, Mar${letters(i)}zo`)),
      person('V1', 'Kovalsky, Martin'),
      ...(isThere ? namesLike('martn').slice(0, 100) : []).map((name, i) =>
        person(`H${i}`, `Hh, ${name}`, { accounts: [{ department: LICENSING }] }),
      ),
    ],
    finds: ['V1'],
  },
  'names of another department that let others through': {
    text: 'nowicky petrs',
    whom: 'V1',
    city: (isThere) => [
      ...many(120, (i) => person(`M${i}`, `Nowicki, Peb${letters(i)}zo`)),
      person('V1', 'Nowicki, Peters'),
      ...(isThere ? [person('H1', 'Hh, Pebtrs', { accounts: [{ department: LICENSING }] })] : []),
    ],
    finds: ['V1'],
  },
  'a near name of another department, where one customer has most of what fits': {
    text: 'aspen',
    whom: 'L1',
    city: (isThere) => [
      landlord('L1', 'Zed, Lou', 'Aspen Way'),
      ...(isThere ? [person('H1', 'Aspin, Ann', { accounts: [{ department: LICENSING }] })] : []),
    ],
    finds: ['L1'],
  },
  'a department of an account that somebody had before': {
    text: 'smith aspen',
    whom: 'V1',
    city: (isThere) => [
      person('V1', 'Smith, Al', { mailingAddress: '12345 Aspen Boulevard Apartment 7' }),
      person('V2', 'Smith, Alexandria Josephine', { mailingAddress: '1 Aspen' }),
      person('V3', 'Other, Zed', { mailingAddress: '3 Aspen' }),
      person('X1', 'Smith, Bob', {
        accounts: [{ shared: false, serviceAddress: '9 Zebra Ct' }],
        formerDepartments: isThere ? maskOf(WATER, LICENSING) : maskOf(WATER),
      }),
    ],
    finds: ['V1', 'V2'],
  },
  'a name of another department, among equals': {
    text: 'ave williams mcdonalt oak',
    whom: 'C156',
    city: (isThere) => [
      person('C146', 'Smyth, Mary', { mailingAddress: '118 Oak Ave' }),
      person('C156', 'Marino, Mc', { mailingAddress: '12 Oak Ave' }),
      ...(isThere ? [person('H0', 'Williame, Donalt', { accounts: [{ department: LICENSING }] })] : []),
    ],
    finds: ['C156', 'C146'],
  },
  'an address of another department, among equals': {
    text: 'williams mcdonald',
    whom: 'C122',
    city: (isThere) => [
      person('C119', 'McDonald, Donald'),
      alsoAt('C122', 'Mc Donald, Ann', isThere ? '12 Williams St' : undefined),
      person('C140', 'Williams, Ana'),
      person('C141', 'William, Bill'),
    ],
    finds: [],
  },
}

/** A word of its own for each number below 676. */
function letters(i: number): string {
  return String.fromCharCode(97 + Math.floor(i / 26), 97 + (i % 26))
}

/** Names of one wrong letter each, but for the first. */
function namesLike(name: string): string[] {
  const alphabet = [...'abcdefghijklmnopqrstuvwxyz']
  return [...name]
    .flatMap((_, at) =>
      at === 0 ? [] : alphabet.map((letter) => name.slice(0, at) + letter + name.slice(at + 1)),
    )
    .filter((other) => other !== name)
}

describeOnEachDatabase('What a searcher may not know takes the place of nobody', (database) => {
  let store: Store
  let search: Search
  let searchMany: SearchMany
  /** So many that guesses are made in all of them together. */
  const others: SearchStanding[] = []
  beforeAll(async () => {
    store = await database.open()
    const clock = new TestClock('2026-11-20T17:00:00Z')
    search = searchOver(store, clock)
    searchMany = createSearchMany({ search, clock })
    for (let i = 0; i < 8; i++) {
      const community = await cityWith(store, [person('X1', 'Xavier, Xenia')])
      others.push({ community, scope: scopeOf(community, [WATER]) })
    }
  })

  /** All that is answered, to those of Water who may explain and to those who may not, in one community, in few and in nine. */
  async function answersIn(customers: KeptCustomer[], { text }: Case) {
    const community = await cityWith(store, customers)
    const askAs = async (scope: Scope) => {
      const request = { text, limit: 100 }
      const alone = await search.search(community, scope, request)
      const filtered = await search.search(community, scope, { ...request, filters: { module: 'utility' } })
      const several = await searchMany([{ community, scope }], { text })
      const inNine = await searchMany([{ community, scope }, ...others], { text })
      const ofEach = [several, inNine].map((each) => ({
        ...each,
        communities: each.communities.map(({ total }) => total).toSorted((a, b) => a - b),
      }))
      return [alone, filtered, ...ofEach].map((answer) => ({
        ...answer,
        hits: answer.hits.map(({ customerId, matched }) => ({ customerId, matched })),
      }))
    }
    return [await askAs(scopeOf(community, [WATER])), await askAs(scopeOf(community, [WATER], ['search']))]
  }

  describe.each(Object.entries(CASES))('%s', (_, each) => {
    it('answers the same with it and without it', async () => {
      const without = await answersIn(each.city(false), each)
      expect(await answersIn(each.city(true), each)).toEqual(without)
      const found = without[0]?.[0]?.hits.map(({ customerId }) => customerId)
      expect(found).toContain(each.whom)
      if (each.finds.length > 0) expect(found).toEqual(each.finds)
    })
  })

  it('nor does what is withheld take the place of who is shown', async () => {
    const closed = { shared: false }
    const community = await cityWith(store, [
      ...many(520, (i) =>
        person(`S${i}`, `Smith, Person${i}`, {
          accounts: [
            { accountNumber: number(i) },
            { ...closed, accountNumber: number(i), serviceAddress: `${i} Aspen Way` },
          ],
        }),
      ),
      ...many(560, (i) => person(`T${i}`, `Other${i}, Zed`, { mailingAddress: `${i} Aspen Way` })),
      person('Z1', 'Smith, Zz', { mailingAddress: '9 Aspen Way' }),
    ])
    const { hits, total } = await search.search(community, scopeOf(community), { text: 'smith aspen' })
    expect(hits.map(({ customerId }) => customerId)).toEqual(['Z1'])
    expect(total).toBe(1)
  })

  it.each([
    ['smyth aspen', 'Smiley, Lou', ['Y1', 'Z1']],
    ['smithaspen', 'Smith, Lou', ['L1', 'Y1', 'Z1']],
  ])('nor does one customer with many accounts: %s', async (text, owner, finds) => {
    const community = await cityWith(store, [
      landlord('L1', owner, 'Aspen Way'),
      ...many(400, (i) => person(`S${i}`, `Smith, Person${i}`, { mailingAddress: `${i} Birch Way` })),
      person('Y1', 'Smith, Yves', { accounts: [{ serviceAddress: '1 Aspen Way' }] }),
      person('Z1', 'Smith, Zoe', { accounts: [{ serviceAddress: '9 Aspen Way Unit 3' }] }),
    ])
    const { hits } = await search.search(community, scopeOf(community), { text })
    expect(hits.map(({ customerId }) => customerId).toSorted()).toEqual(finds)
  })

  it('says that there may be more where not all words that are near are looked for', async () => {
    const community = await cityWith(store, [
      ...namesLike('marino').map((name, i) =>
        person(`Z${i}`, `${name}, Ann`, { mailingAddress: i % 6 === 0 ? '9 Aspen Way' : '9 Birch Rd' }),
      ),
      ...many(300, (i) => person(`Q${i}`, `Quade, Person${i}`, { mailingAddress: `${i} Aspen Way` })),
    ])
    const asked = await search.search(community, scopeOf(community), { text: 'marino aspen zzqx' })
    expect(asked.capped).toBe(true)
  })
})
