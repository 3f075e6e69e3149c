import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_DEPARTMENT, maskOf } from '../../src/kernel/departments.ts'
import { startsOf } from '../../src/search/keys.ts'
import { describing } from '../../src/search/describe-match.ts'
import { STEPS } from '../../src/search/steps.ts'
import { findableCustomer, findableRemainder, type ListedCustomer } from '../../src/search/listing.ts'
import { matches, termMatches, unmatchedTerms, wordsOfListing } from '../../src/search/match.ts'
import { fieldsOfWord } from '../../src/search/fields.ts'
import { wordsOf } from '../../src/search/normalise.ts'
import { readingsOf } from '../../src/search/reading.ts'
import { LICENSING, PARKS, WATER, customerOf } from './copy.ts'

function finds(text: string, customer: ListedCustomer): boolean {
  return matches(readingsOf(text), wordsOfListing(customer, customer.accounts[0] ?? null))
}

describe('A person', () => {
  const person = customerOf('C-1007', {
    lastName: 'Núñez-O’Hara',
    firstName: 'María José',
    middleName: 'Q.',
    suffix: 'Jr.',
    phone: '+1 (303) 555-0142',
    email: 'Maria.Nunez@example.gov; second@example.org',
    mailingAddress: 'P.O. Box 77-B',
    accounts: [
      {
        accountNumber: '12.3456.07',
        formerNumbers: [{ number: 'OLD-99-1234' }],
        serviceAddress: '1180 N. Aspen Way #4',
      },
    ],
  })

  it.each([
    'nunez', 'NÚÑEZ', 'ohara', "o'hara", 'o hara', 'hara', 'nunezohara', 'núñez-o´hara', 'maria jose', 'jose maria',
    'mariajose', 'nun mar', 'maria q nunez jr', 'Núñez-O’Hara, María José Q.',
    '12.3456.07', '12345607', '12 3456 07', '12-3456-07', '3456', '5607', '123', 'old991234', 'old 99 1234', '9912',
    '(303) 555-0142', '303-555-0142', '3035550142', '1 303 555 0142', '+13035550142', '555-0142', '0142', 'nunez 303 555 0142',
    'maria.nunez@example.gov', 'maria.nunez', 'maria_nunez', 'second@example.org', 'MARIA.NUNEZ@EXAMPLE',
    'po box 77', 'p o box 77b', 'box 77-b', '1180 n aspen', 'aspen way 1180', '1180 aspen #4', 'nunez aspen', 'c1007', 'C-1007',
  ])('is found by %j', (text) => {
    expect(finds(text, person)).toBe(true)
  }) // prettier-ignore

  it.each(['unez', 'nunez pedro', '456', '560', 'aspen 13', 'zz', '!!!', 'nunez nunezz', '0143'])(
    'is not found by %j',
    (text) => {
      expect(finds(text, person)).toBe(false)
    },
  )

  it('is found by two words only through one and the same account', () => {
    const customer = customerOf('C1', {
      lastName: 'Lee',
      accounts: [
        { accountNumber: '11', serviceAddress: '5 Elm St' },
        { accountNumber: '22', serviceAddress: '9 Oak St' },
      ],
    })
    const through = (text: string) =>
      findableCustomer(customer).listings.filter(({ words }) =>
        matches(readingsOf(text), words.trim().split(' ')),
      ).length
    expect(through('lee elm')).toBe(1)
    expect(through('lee')).toBe(2)
    expect(through('elm oak')).toBe(0)
    expect(through('22 elm')).toBe(0)
  })
})

describe('A business', () => {
  it.each([
    ['Wal-Mart Super Center Store 5', 'walmart'],
    ['Wal-Mart Super Center Store 5', 'store wal mart'],
    ['A.B.C. Plumbing & Heating of Cedar Hollow, LLC', 'abc plumbing'],
    ['A.B.C. Plumbing & Heating of Cedar Hollow, LLC', 'a b c heating'],
    ["Joe's Pizza", 'joes pizza'],
    ["Joe's Pizza", 'joe pizza'],
    ['JOE S PIZZA', "joe's pizza"],
    ['7-ELEVEN #1234', '7 eleven'],
    ['7-ELEVEN #1234', '7eleven 1234'],
    ['W.124TH/Halsted Garage', '124th halsted'],
    ['Smith & Sons', 'sons smith'],
    ['北京饭店', '北京'],
    ['𠮷野家 Restaurant', '𠮷野家'],
    ['مطعم الشام', 'الشام'],
  ])('%j is found by %j', (businessName, text) => {
    expect(finds(text, customerOf('C1', { businessName }))).toBe(true)
  })

  it('is found by its printed name, too, where that differs', () => {
    const customer = customerOf('C1', { businessName: 'Acme Holdings', name: 'Acme dba Corner Deli' })
    expect(finds('corner deli', customer)).toBe(true)
  })

  it('with a name of any length has keys that a database takes', () => {
    const customer = customerOf('C1', { businessName: '𠮷'.repeat(500) + ' ' + 'x𠮷'.repeat(300) })
    for (const { key } of findableCustomer(customer).keys) {
      expect(key.isWellFormed()).toBe(true)
      expect(key.length).toBeLessThanOrEqual(120)
    }
  })
})

const names = fc.string({
  unit: fc.constantFrom(...'abcdeghilmnorstuvwz', ..."éñüøß' -’.", ...'АбвгдЖ北京مع𠮷', '7'),
  minLength: 1,
  maxLength: 24,
})

describe('Any name', () => {
  const holders = fc
    .record({ lastName: names, firstName: names, business: fc.boolean() })
    .map((made) =>
      made.business
        ? customerOf('C1', { businessName: `${made.firstName} ${made.lastName}` })
        : customerOf('C1', { lastName: made.lastName, firstName: made.firstName }),
    )

  it('finds itself, whatever the case, the accents, the punctuation and the order of its words', () => {
    fc.assert(
      fc.property(holders, fc.boolean(), fc.boolean(), fc.boolean(), (customer, upper, marks, reverse) => {
        const words = customer.name.split(/[\s,]+/).filter((word) => wordsOf(word).length > 0)
        fc.pre(wordsOf(words.join(' ')).length > 0 && wordsOf(words.join(' ')).length <= 8)
        let typed = (reverse ? words.toReversed() : words).join(' ')
        if (upper) typed = typed.toUpperCase()
        if (marks) typed = typed.normalize('NFD').replace(/\p{M}/gu, '')
        expect({ typed, found: finds(typed, customer) }).toEqual({ typed, found: true })
      }),
      { numRuns: 500 },
    )
  })

  it('is found by the beginning of any of its words', () => {
    fc.assert(
      fc.property(holders, fc.nat(), fc.nat(), (customer, which, letters) => {
        const words = wordsOf(customer.name)
        fc.pre(words.length > 0)
        const word = words[which % words.length] ?? ''
        const beginning = [...word].slice(0, 1 + (letters % 6)).join('')
        expect({ beginning, found: finds(beginning, customer) }).toEqual({ beginning, found: true })
      }),
      { numRuns: 300 },
    )
  })
})

describe('Keys and words', () => {
  const customers = fc
    .record({
      lastName: names,
      firstName: fc.option(names),
      phone: fc.option(fc.constantFrom('303 555 0142', '1 970 555 0188', '911')),
      email: fc.option(fc.constantFrom('a.b@example.gov', 'x@y', '@')),
      address: fc.option(names),
      numbers: fc.array(fc.constantFrom('12.3456.07', 'BL-2024-017', '7', '00-00'), { maxLength: 2 }),
    })
    .map(({ numbers, address, ...fields }) =>
      customerOf('C9', {
        ...fields,
        accounts: numbers.map((accountNumber) => ({ accountNumber, serviceAddress: address })),
      }),
    )
  const terms = fc.oneof(
    names.map((name) => wordsOf(name)[0] ?? 'a'),
    fc.constantFrom(
      '1',
      '12',
      '345',
      '3456',
      '2024',
      'bl',
      'bl20',
      '017',
      '0142',
      '303555',
      'a.b@',
      'ab',
      'c9',
      '9',
    ),
  )

  it('agree: a range of keys begins with a term exactly where one of the words does', () => {
    fc.assert(
      fc.property(customers, terms, fc.boolean(), (customer, term, alone) => {
        const { keys, listings } = findableCustomer(customer)
        const fields = fieldsOfWord(term, alone)
        const prefixes = fields.map((field) => field + term)
        const byKeys = keys.some(({ key }) => prefixes.some((prefix) => key.startsWith(prefix)))
        const byWords = listings.some(({ words }) =>
          termMatches({ word: term, fields }, words.trim().split(' ')),
        )
        expect(byKeys).toBe(byWords)
      }),
      { numRuns: 500 },
    )
  })

  it('of a listing are the words that its fields give', () => {
    fc.assert(
      fc.property(customers, (customer) => {
        for (const listing of findableCustomer(customer).listings) {
          const account = customer.accounts.find(({ accountId }) => accountId === listing.accountId)
          const words = wordsOfListing(customer, account ?? null)
          expect(listing.words).toBe(` ${words.join(' ')} `)
        }
      }),
    )
  })
})

describe('What is stored of a customer', () => {
  it('is shared in the departments of the accounts through which it can be found', () => {
    const { listings, keys } = findableCustomer(
      customerOf('C1', {
        lastName: 'Lee',
        accounts: [
          { department: WATER, accountNumber: '1' },
          { department: PARKS, accountNumber: '2', shared: false },
          { department: LICENSING, accountNumber: '3', held: false },
        ],
      }),
    )
    expect(listings.map(({ departments, belongs }) => [departments, belongs])).toEqual([
      [maskOf(WATER), maskOf(WATER)],
      [0n, maskOf(PARKS)],
      [0n, maskOf(LICENSING)],
    ])
    const masks = Object.fromEntries(
      keys.map(({ key, departments, belongs }) => [key, [departments, belongs]]),
    )
    expect(masks['2lee']).toEqual([maskOf(WATER), maskOf(WATER, PARKS, LICENSING)])
    expect(masks['11']).toEqual([maskOf(WATER), maskOf(WATER)])
    expect(masks['12']).toEqual([0n, maskOf(PARKS)])
    expect(masks).not.toHaveProperty('13')
  })

  it('without an account belongs to those with all departments, and is shared with nobody', () => {
    const { listings } = findableCustomer(customerOf('C1', { lastName: 'Lee', accounts: [] }))
    expect(listings).toMatchObject([{ accountId: '', departments: 0n, belongs: maskOf(NO_DEPARTMENT) }])
  })

  it('is withheld everywhere when the customer is', () => {
    const { listings, keys } = findableCustomer(customerOf('C1', { lastName: 'Lee', shared: false }))
    expect([...listings, ...keys].filter(({ departments }) => departments !== 0n)).toEqual([])
  })

  it('is a label and an id when it is only remembered', () => {
    const { listings, keys } = findableRemainder('C-1', 'Lee, Ana', maskOf(PARKS))
    expect(startsOf(keys.map(({ key }) => key)).toSorted()).toEqual(['2ana', '2lee', '8c1'])
    expect(listings).toMatchObject([{ departments: 0n, belongs: maskOf(PARKS) }])
  })
})

describe('A match', () => {
  const customer = customerOf('C77', {
    lastName: 'Smith',
    firstName: 'John',
    phone: '303-555-0142',
    accounts: [{ accountNumber: '12.3456.07', serviceAddress: '12 Elm St' }],
  })
  const described = (text: string) =>
    describing(readingsOf(text))(
      STEPS[0],
      findableCustomer(customer).listings.map(({ words }) => words),
    )

  it.each([
    ['smith', [{ term: 'smith', field: 'name', how: 'exact' }]],
    ['smi jo', [{ term: 'smi', field: 'name', how: 'prefix' }, { term: 'jo', field: 'name', how: 'prefix' }]],
    ['12.3456.07', [{ term: '12345607', field: 'account_number', how: 'exact' }]],
    ['12.34', [{ term: '1234', field: 'account_number', how: 'prefix' }]],
    ['3456', [{ term: '3456', field: 'account_number', how: 'digits' }]],
    ['(303) 555-0142', [{ term: '3035550142', field: 'phone', how: 'exact' }]],
    ['555 0142', [{ term: '5550142', field: 'phone', how: 'digits' }]],
    ['0142 303', [{ term: '0142', field: 'phone', how: 'digits' }, { term: '303', field: 'phone', how: 'digits' }]],
    ['3035550142', [{ term: '3035550142', field: 'phone', how: 'exact' }]],
    ['12 elm', [{ term: '12', field: 'address', how: 'exact' }, { term: 'elm', field: 'address', how: 'exact' }]],
    ['c77', [{ term: 'c77', field: 'customer_id', how: 'exact' }]],
  ])('of %j says where each term was found, and how', (text, matched) => {
    expect(described(text)).toEqual(matched)
  }) // prettier-ignore

  it('names the terms that are not found, reading by reading', () => {
    const words = wordsOfListing(customer, customer.accounts[0] ?? null)
    const unmatched = (text: string) =>
      unmatchedTerms(readingsOf(text), words).map((terms) => terms.map(({ word }) => word).join(' '))
    expect(unmatched('smith pedro')).toEqual(['pedro'])
    expect(unmatched('12 3456 08')).toEqual(['08', '12345608', '8'])
    expect(unmatched('john smith')).toEqual([''])
  })
})
