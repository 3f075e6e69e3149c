import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import type { Right } from '../../src/access/scope.ts'
import type { Community } from '../../src/kernel/community.ts'
import { maskOf, overlaps } from '../../src/kernel/departments.ts'
import { ACCOUNT_STATUSES } from '../../src/kernel/settings.ts'
import { BALANCE_FILTERS, filtersSet, passesAll, type SearchFilters } from '../../src/search/filters.ts'
import type { Search } from '../../src/search/index.ts'
import { Judge, type Judgement } from '../../src/search/judge.ts'
import { STEPS, areMeant, enoughGuessed, goesFurther } from '../../src/search/steps.ts'
import { findableCustomer, type ListedCustomer, type Listing } from '../../src/search/listing.ts'
import { fieldsHaving } from '../../src/search/match.ts'
import { readingsOf } from '../../src/search/reading.ts'
import { createSearchMany } from '../../src/search/search-many.ts'
import type { Store } from '../../src/store/index.ts'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import {
  DEPARTMENTS,
  LICENSING,
  NO_DEPARTMENT,
  PARKS,
  WATER,
  cityWith,
  customerOf,
  scopeOf,
  searchOver,
  type KeptCustomer,
} from './copy.ts'

/** The definition of a match is written twice, in TypeScript for one record and in SQL for a city: they are one. */

const LAST = ['Smith', 'Smithson', 'Smith-Jones', "O'Brien", 'de la Cruz', 'Núñez', 'Lee', '𠮷田', 'Clark']
const FIRST = ['John', 'Joan', 'Ana', 'Ana María', 'J', 'William']
const STREETS = ['118 Aspen Way', '44 Billings St', '12 Main St', '1234 Smith Rd #4', 'P.O. Box 77']
const NUMBERS = ['12.3456.07', '12.3456.70', '34.5607.12', 'BL-2024-017', '2024']
const WORDS = ['smith', 'smi', 'john', 'jo', 'ana', 'lee', 'nunez', 'cruz', 'obrien', "o'b", 'delacruz', 'smith-jones', 'aspen', 'st', '12', '1234', '3456', '77', 'bl', '2024', '017', '303', '0142', 'a', 's', '%', '_', 'x@y_z', 'zzz', '田', '𠮷',
  'smiht', 'wiliam', 'bill', 'clark', 'bill clark', 'mrs', 'jr', 'q', 'street', '12345607', 'l2.3456.O7', '0012', '012.3456.7', '02024', '0034', 'anna@example.gov', 'ana@example.com', 'john.smith'] // prettier-ignore

const account = fc.record({
  accountNumber: fc.constantFrom(...NUMBERS),
  serviceAddress: fc.option(fc.constantFrom(...STREETS)),
  module: fc.constantFrom('utility', 'permit'),
  department: fc.constantFrom(WATER, LICENSING, PARKS, NO_DEPARTMENT),
  shared: fc.boolean(),
  held: fc.boolean(),
  status: fc.constantFrom(...ACCOUNT_STATUSES),
  balanceCents: fc.constantFrom(-1, 0, 1),
})

const customers = fc
  .array(
    fc.record({
      lastName: fc.constantFrom(...LAST),
      firstName: fc.option(fc.constantFrom(...FIRST)),
      phone: fc.option(fc.constantFrom('303-555-0142', '1 970 555 0188')),
      email: fc.option(fc.constantFrom('x@y_z.example', 'ana@example.gov')),
      mailingAddress: fc.option(fc.constantFrom(...STREETS)),
      shared: fc.boolean(),
      formerDepartments: fc.constantFrom(0n, 0n, maskOf(PARKS)),
      accounts: fc.array(account, { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) => rows.map((row, i) => customerOf(`C${i}`, row)))

const filters = fc.oneof(
  { weight: 2, arbitrary: fc.constant<SearchFilters>({}) },
  fc.record<SearchFilters, never>(
    {
      module: fc.constantFrom('utility', 'permit'),
      department: fc.constantFrom(...DEPARTMENTS, 'water', 'Nowhere'),
      status: fc.constantFrom(...ACCOUNT_STATUSES),
      balance: fc.constantFrom(...BALANCE_FILTERS),
    },
    { requiredKeys: [] },
  ),
)

/** Whether the account of a listing passes the limits; one of no account passes none. */
function passing(listed: readonly KeptCustomer[], limits: SearchFilters): (listing: Listing) => boolean {
  const accounts = new Map(
    listed.flatMap((customer) => customer.accounts.map((each) => [each.accountId, each])),
  )
  return ({ accountId }) => {
    if (filtersSet(limits).length === 0) return true
    const found = accounts.get(accountId)
    const department = DEPARTMENTS[found?.department ?? NO_DEPARTMENT] ?? null
    return found !== undefined && passesAll(limits, { ...found, department })
  }
}

const searches = fc.array(
  fc.record({
    text: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
    filters,
    departments: fc.constantFrom<readonly number[] | 'all'>([WATER], [LICENSING, PARKS], 'all', []),
  }),
  { minLength: 4, maxLength: 8 },
)

/** The step to which the world of somebody who explains reaches: who nearly fits, and nobody for whom a word is left out. */
const NEARLY = STEPS.findIndex(({ leftOut }) => leftOut !== 0) - 1

/** The listings of a customer that pass, with how they are judged within a step. */
function judged(
  customer: ListedCustomer,
  judge: Judge,
  step: number,
  fits: (listing: Listing) => boolean,
): readonly Judgement[] {
  return findableCustomer(customer).listings.flatMap((listing) =>
    fits(listing) ? (judge.judge(listing.words.trim().split(' '), STEPS[step] ?? STEPS[0]) ?? []) : [],
  )
}

/** All words of some reading of a search are whole ones of a listing. */
function isWhole({ words }: Listing, text: string): boolean {
  return readingsOf(text).some((reading) =>
    reading.every((term) => fieldsHaving({ ...term, whole: true }, words).length > 0),
  )
}

/** The definition: whom a search shows, by what may be known of and what is shown. */
function expectedOf(
  listed: readonly ListedCustomer[],
  text: string,
  known: (listing: Listing) => boolean,
  shown: (listing: Listing) => boolean,
  mostSteps = STEPS.length - 1,
): { ids: string[]; asTyped: number } {
  const judge = new Judge(readingsOf(text))
  const within = (step: number, fits: (listing: Listing) => boolean) =>
    listed.filter((customer) => judged(customer, judge, step, fits).length > 0)
  const wholeOfFitting = within(0, known).map((customer) =>
    findableCustomer(customer).listings.some((listing) => known(listing) && isWhole(listing, text)),
  )
  let step = 0
  const enoughBefore = (next: number) =>
    areMeant(next, readingsOf(text), wholeOfFitting) ||
    (next > 1 && within(step, known).length >= enoughGuessed(step, next, readingsOf(text)))
  for (let next = 1; readingsOf(text).length > 0 && next <= mostSteps && !enoughBefore(next); next++)
    if (goesFurther(next, readingsOf(text))) step = next
  return {
    ids: within(step, shown)
      .map(({ customerId }) => customerId)
      .toSorted(),
    asTyped: within(0, shown).length,
  }
}

describeOnEachDatabase('A search', (database) => {
  let store: Store
  let search: Search
  const clock = new TestClock('2026-11-20T17:00:00Z')
  beforeAll(async () => {
    store = await database.open()
    search = searchOver(store, clock)
  })

  it('finds exactly the customers that match through an account within the scope', async () => {
    await fc.assert(
      fc.asyncProperty(customers, searches, async (listed, asked) => {
        const city = await cityWith(store, listed)
        for (const { text, filters, departments } of asked) {
          const scope = scopeOf(city, departments)
          const { total, asTyped, hits } = await search.search(city, scope, {
            text,
            limit: 100,
            filters,
          })
          const passes = passing(listed, filters)
          const expected = expectedOf(
            listed,
            text,
            (listing) => passes(listing) && overlaps(listing.belongs, scope.departments),
            (listing) => passes(listing) && overlaps(listing.departments, scope.departments),
          )
          const found = hits.map(({ customerId }) => customerId)
          expect({ text, filters, departments, found: found.toSorted(), total, asTyped }).toEqual({
            text,
            filters,
            departments,
            found: expected.ids,
            total: expected.ids.length,
            asTyped: expected.asTyped,
          })
          for (const hit of hits) expect(hit.matched).not.toEqual([])
        }
      }),
      { numRuns: 40 },
    )
  })

  it('finds in the world of somebody who explains exactly those who may be known of', async () => {
    await fc.assert(
      fc.asyncProperty(customers, searches, async (listed, asked) => {
        const city = await cityWith(store, listed)
        for (const { text, departments } of asked) {
          const { communityId, departments: mask } = scopeOf(city, departments)
          for (const sees of ['all', 'shared', 'nothing'] as const) {
            const found = await search.findInWorld({ communityId, sees, departments: mask }, text, 100)
            const known = ({ belongs, departments: shared }: Listing) =>
              overlaps(sees === 'all' ? belongs : sees === 'shared' ? shared : 0n, mask)
            const fitting = expectedOf(listed, text, known, known, 0).ids
            const expected = fitting.length > 0 ? fitting : expectedOf(listed, text, known, known, NEARLY).ids
            expect({ text, sees, departments, found: found.toSorted() }).toEqual({
              text,
              sees,
              departments,
              found: expected,
            })
          }
        }
      }),
      { numRuns: 20 },
    )
  })

  it('finds in a few communities whom it finds in each that fit, or else those who are similar in the least bold way', async () => {
    const many = createSearchMany({ search, clock })
    await fc.assert(
      fc.asyncProperty(fc.tuple(customers, customers), searches, async (lists, asked) => {
        const cities = await Promise.all(lists.map(async (listed) => await cityWith(store, listed)))
        for (const { text, departments } of asked) {
          const standings = cities.map((community) => ({ community, scope: scopeOf(community, departments) }))
          const { communities } = await many(standings, { text })
          const there = await Promise.all(
            standings.map(async ({ community, scope }) => await search.search(community, scope, { text })),
          )
          const fits = there.some(({ asTyped }) => asTyped > 0)
          const found = cities.map(({ slug }) => communities.find((each) => each.slug === slug)?.total ?? 0)
          const expected = there.map(({ total, asTyped }) => (fits ? asTyped : total))
          // Where one guesses more boldly than another, it is not asked what it finds.
          if (fits) expect({ text, found }).toEqual({ text, found: expected })
          else found.forEach((total, i) => expect([0, expected[i]]).toContain(total))
          expect({ text, anybody: found.some((total) => total > 0) }).toEqual({
            text,
            anybody: expected.some((total) => total > 0),
          })
        }
      }),
      { numRuns: 20 },
    )
  })

  it('finds in many communities whom it finds in each that fit, or else those who nearly do', async () => {
    const many = createSearchMany({ search, clock })
    const empty = await Promise.all(Array.from({ length: 8 }, async () => await cityWith(store, [])))
    const rights = fc.constantFrom<readonly Right[]>(['search'], ['search', 'explain'])
    await fc.assert(
      fc.asyncProperty(fc.tuple(customers, customers), searches, rights, async (lists, asked, held) => {
        const cities = await Promise.all(lists.map(async (listed) => await cityWith(store, listed)))
        for (const { text, filters, departments } of asked) {
          const passes = passing(lists.flat(), filters)
          const standings = [...cities, ...empty].map((community) => ({
            community,
            scope: scopeOf(community, departments, held),
          }))
          const mask = scopeOf(cities[0] as Community, departments).departments
          const shown = (listing: Listing) => passes(listing) && overlaps(listing.departments, mask)
          const known = held.includes('explain')
            ? (listing: Listing) => passes(listing) && overlaps(listing.belongs, mask)
            : shown
          const within = (step: number) =>
            lists.map((listed) => expectedOf(listed, text, known, shown, step).ids)
          const steps = Array.from({ length: NEARLY }, (_, i) => i + 1)
          const taken = [0, ...steps.filter((step) => goesFurther(step, readingsOf(text)))]
          const expected = taken.map(within).find((each) => each.flat().length > 0) ?? lists.map(() => [])
          const { communities, hits, capped } = await many(standings, {
            text,
            filters,
          })
          const found = cities.map(({ slug }) => ({
            ids: hits
              .flatMap(({ community, customerId }) => (community === slug ? [customerId] : []))
              .toSorted(),
            total: communities.find((each) => each.slug === slug)?.total ?? 0,
          }))
          expect({ text, filters, departments, held, found, capped }).toEqual({
            text,
            filters,
            departments,
            held,
            found: expected.map((ids) => ({ ids, total: ids.length })),
            capped: false,
          })
        }
      }),
      { numRuns: 40 },
    )
  })
})
