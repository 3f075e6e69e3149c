import type { Settings } from '../../src/kernel/settings.ts'
import { generateCustomers, type GeneratedCustomer } from '../../src/source/sample/generate.ts'
import type { DepartmentRegistry } from '../../src/sync/departments.ts'
import {
  accountMeaning,
  interpretAccount,
  interpretCustomer,
  interpretHolder,
  type AccountMeaning,
} from '../../src/sync/interpret/index.ts'
import { NOBODY } from '../../src/sync/leave.ts'
import type { ParsedBatch } from '../../src/sync/parsed-batch.ts'
import type { City } from './cities.ts'
import { COUNTRY } from './vocabulary.ts'

/** Customers a transaction: more are not faster. */
const CUSTOMERS_A_BATCH = 2_000

/** On this day the cities are as they are: verdicts depend on it. */
export const BENCH_NOW = new Date('2026-11-20T17:00:00Z')

/** The customers of a city as its source would list them. */
export function generateCity({ customers, plan, seed }: City): Generator<GeneratedCustomer> {
  const today = BENCH_NOW.toISOString().slice(0, 10)
  return generateCustomers({ city: plan, customers, seed, today, vocabulary: COUNTRY })
}

/**
 * The customers of a city in batches as a sync applies them. What no search reads is left out: charges, and the rows as
 * they were read, without which the next sync of such a community would apply everything anew.
 */
export function* batchesOf(
  city: City,
  settings: Settings,
  departments: DepartmentRegistry,
): Generator<ParsedBatch> {
  const meaning = accountMeaning(settings)
  let made: GeneratedCustomer[] = []
  for (const customer of generateCity(city)) {
    made.push(customer)
    if (made.length < CUSTOMERS_A_BATCH) continue
    yield parsedBatch(made, meaning, departments)
    made = []
  }
  if (made.length > 0) yield parsedBatch(made, meaning, departments)
}

const NOT_KEPT = {}

/** A batch has to be whole, so a tie to somebody of another batch (one in twenty landlords) is left out. */
function parsedBatch(
  made: readonly GeneratedCustomer[],
  meaning: AccountMeaning,
  departments: DepartmentRegistry,
): ParsedBatch {
  const customers = made.map(({ customer }) => ({
    record: interpretCustomer(customer as Record<string, string>, meaning.timeZone),
    source: NOT_KEPT,
  }))
  const here = new Set(customers.map(({ record }) => record.customerId))
  return {
    customers,
    leaving: NOBODY,
    accounts: made.flatMap(({ accounts, holders }) =>
      accounts.map((cells) => {
        const record = interpretAccount(cells, meaning)
        return {
          record,
          department: departments.bitOf(record.departmentName ?? '') ?? 0,
          holders: holders
            .filter(({ account_id }) => account_id === record.accountId)
            .filter(({ customer_id = '' }) => here.has(customer_id))
            .map((holder) => interpretHolder(holder as Record<string, string>)),
          charges: [],
          hash: '',
          source: NOT_KEPT,
        }
      }),
    ),
  }
}
