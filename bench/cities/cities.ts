import { CEDAR_HOLLOW, type CityPlan } from '../../src/source/sample/city-plan.ts'

/** How many customers in how many communities. */
export interface Cities {
  readonly customers: number
  readonly communities: number
}

/** One community of the benchmark. */
export interface City {
  readonly slug: string
  readonly customers: number
  readonly plan: CityPlan
  readonly seed: string
  readonly settings: Readonly<Record<string, unknown>>
}

/** The part of all customers that the largest community has. */
const LARGEST = 0.1

/** How account numbers look: `#` is a digit. */
const MASKS = ['##.####.##', '#-#####-##', '######-###']

/**
 * The communities, the largest first: it has a tenth of all customers, the next about a fiftieth, the last of 500 one in
 * 1,600. The same numbers give the same cities.
 */
export function listCities({ customers, communities }: Cities): City[] {
  return sizesOf(customers, communities).map((size, i) => cityAt(i, size))
}

function sizesOf(customers: number, communities: number): number[] {
  if (communities === 1) return [customers]
  const largest = Math.round(customers * LARGEST)
  const weights = Array.from({ length: communities - 1 }, (_, rank) => 1 / (rank + 6) ** 0.8)
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const others = weights.map((weight) => Math.max(1, Math.floor(((customers - largest) * weight) / all)))
  const rest = customers - others.reduce((sum, size) => sum + size, 0)
  return [rest, ...others].sort((a, b) => b - a)
}

function cityAt(index: number, customers: number): City {
  const mask = MASKS[index % MASKS.length] ?? ''
  const plan: CityPlan = {
    ...CEDAR_HOLLOW,
    slug: `city-${String(index + 1).padStart(3, '0')}`,
    name: `City ${index + 1}`,
    accountNumberMask: mask,
    // Every third city exports a name in one cell, which is taken apart.
    nameColumns: index % 3 === 1 ? 'one' : 'parts',
  }
  return {
    slug: plan.slug,
    customers,
    plan,
    seed: `city ${index + 1}`,
    // No export is behind these communities: a server on this database is not to look for one.
    settings: {
      ...plan.settings,
      timeZone: plan.timeZone,
      accountNumberMask: mask,
      sync: { every: '9999d' },
    },
  }
}
