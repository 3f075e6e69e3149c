import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseSettings } from '../../src/kernel/settings.ts'
import { listSampleCities, sampleSettings, writeGeneratedExport } from '../../src/source/index.ts'
import { castOf, membersAt } from '../../src/source/sample/cast.ts'
import { findCityPlan } from '../../src/source/sample/city-plan.ts'
import { cityRecords } from '../../src/source/sample/city-records.ts'
import { GIVEN_NAMES } from '../../src/source/sample/given-names.ts'
import { STREETS } from '../../src/source/sample/addresses.ts'
import { SURNAMES } from '../../src/source/sample/surnames.ts'
import { readAll, temporaryDirectory } from './export-fixture.ts'

const TODAY = '2026-11-23'
const FILES = ['customers.csv', 'accounts.csv', 'holders.csv', 'charges.csv', 'merges.csv', 'EXPORTED_AT']

async function generated(customers: number, seed: string): Promise<string> {
  const directory = await temporaryDirectory()
  await writeGeneratedExport(directory, { customers, seed })
  return directory
}

test('the same seed gives the same export, byte for byte, and another seed another', async () => {
  const [one, same, other] = [await generated(400, 'a'), await generated(400, 'a'), await generated(400, 'b')]
  for (const name of FILES) expect(await readFile(join(same, name))).toEqual(await readFile(join(one, name)))
  expect(await readFile(join(other, 'customers.csv'))).not.toEqual(await readFile(join(one, 'customers.csv')))
})

test('a generated export can be read, with 1.5 accounts and 3 charges a customer', async () => {
  const { customers, accounts, holders, charges } = await readAll(await generated(4_000, 'counts'))
  expect(customers).toHaveLength(4_000)
  expect(accounts.length / 4_000).toBeCloseTo(1.5, 1)
  expect(charges.length / 4_000).toBeCloseTo(3, 0)
  for (const rows of [customers, accounts, holders, charges])
    expect(rows.filter((row) => row.malformed !== undefined)).toEqual([])
  const ids = new Set(customers.map(({ values }) => values.customer_id))
  expect(ids.size).toBe(4_000)
  expect(holders.filter(({ values }) => !ids.has(values.customer_id))).toEqual([])
  expect(new Set(accounts.map(({ values }) => values.account_number)).size).toBe(accounts.length)
})

test('common surnames are as common as in a census, and most surnames are rare', async () => {
  const { customers } = await readAll(await generated(8_000, 'names'))
  const surnames = customers.flatMap(({ values }) => values.last_name?.toLowerCase() ?? [])
  const share = (name: string) => surnames.filter((each) => each === name).length / surnames.length
  expect(share('smith')).toBeGreaterThan(0.008)
  expect(share('smith')).toBeLessThan(0.015)
  expect(share('smith')).toBeGreaterThan(share('nelson'))
  expect(new Set(surnames).size).toBeGreaterThan(1_500)
  expect(surnames).toContain("o'brien")
  expect(surnames.some((name) => name.includes('-'))).toBe(true)
  expect(surnames.some((name) => name.includes(' '))).toBe(true)
})

test('the lists of names hold enough, and nothing twice', () => {
  for (const [list, enough] of [
    [SURNAMES, 300],
    [GIVEN_NAMES, 200],
    [STREETS, 60],
  ] as const) {
    // prettier-ignore
    expect(list.length).toBeGreaterThanOrEqual(enough)
    expect(new Set(list).size).toBe(list.length)
  }
})

test.each(listSampleCities())('the settings of $name are settings of a community', ({ slug }) => {
  expect(parseSettings(sampleSettings(slug)).sync.every).toBe('2m')
})

test('the sample cities write their account numbers in masks of their own', () => {
  const masks = listSampleCities().map(({ slug }) => sampleSettings(slug).accountNumberMask as string)
  expect(new Set(masks).size).toBe(masks.length)
  for (const { slug } of listSampleCities()) {
    const city = findCityPlan(slug)
    if (!city) throw new Error(slug)
    const shape = new RegExp(`^${city.accountNumberMask.replaceAll('.', '\\.').replaceAll('#', '\\d')}$`)
    for (const { account_number: number } of cityRecords(city, 'now', TODAY, 1_000).accounts)
      expect(number).toMatch(shape)
  }
})

test.each(listSampleCities())('in $name a key stands once, at every moment', ({ slug }) => {
  const city = findCityPlan(slug)
  if (!city) throw new Error(slug)
  for (const moment of ['first', 'current', 'now'] as const) {
    const { customers, accounts, charges, holders } = cityRecords(city, moment, TODAY, 1_000)
    const keys = [
      customers.map((row) => row.customer_id),
      accounts.map((row) => row.account_id),
      accounts.map((row) => row.account_number),
      charges.map((row) => row.charge_id),
      holders.map((row) => [row.customer_id, row.account_id, row.role, row.from_on].join()),
    ]
    for (const column of keys) expect(new Set(column).size).toBe(column.length)
    expect(customers.length).toBeGreaterThan(1_000)
  }
})

test('from one moment to the next only the cast changes', () => {
  const city = findCityPlan('cedar-hollow')
  if (!city) throw new Error('no city')
  const [first, current] = [
    cityRecords(city, 'first', TODAY, 1_000),
    cityRecords(city, 'current', TODAY, 1_000),
  ]
  const before = new Map(first.customers.map((row) => [row.customer_id, JSON.stringify(row)]))
  const after = new Map(current.customers.map((row) => [row.customer_id, JSON.stringify(row)]))
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (id) => before.get(id) !== after.get(id),
  )
  expect(changed.sort()).toEqual(['C1009', 'C1010', 'C1012', 'C1016'])
})

test('the cast shows every code of the six gates that a source can bring about', () => {
  const shown = listSampleCities().flatMap(({ slug }) => {
    const city = findCityPlan(slug)
    return city ? castOf(city).members.flatMap(({ shows }) => shows) : []
  })
  expect([...new Set(shown)].sort()).toEqual([
    'account_closed', 'account_inactive', 'account_withheld', 'below_the_fold', 'change_pending', 'confidential', 'deleted_in_source',
    'filter_excludes', 'guessed', 'merged_into', 'module_not_shared', 'no_account', 'no_eligible_balance', 'not_marked_online',
    'other_community', 'other_department', 'reassigned_to', 'rejected', 'renumbered', 'term_not_matched',
  ]) // prettier-ignore
})

test.each(listSampleCities())('each of the cast of $name stands once at a moment', ({ slug }) => {
  const city = findCityPlan(slug)
  if (!city) throw new Error(slug)
  for (const moment of ['first', 'current', 'now'] as const) {
    const ids = membersAt(castOf(city).members, moment).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  }
})
