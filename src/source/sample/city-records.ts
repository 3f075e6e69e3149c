import type { Day } from '../../kernel/clock.ts'
import type { Moment } from './cast.ts'
import { castNumbers, castRecords } from './cast-records.ts'
import type { CityPlan } from './city-plan.ts'
import { daysBefore } from './days-before.ts'
import { generateCustomers } from './generate.ts'
import type { SourceKind, SourceValues } from '../port.ts'
import type { SampleRecords } from './records.ts'

/** All rows of a sample city at a moment: the cast, and this many generated customers; the same on the same day. */
export function cityRecords(city: CityPlan, moment: Moment, today: Day, generated: number): SampleRecords {
  const cast = castRecords(city, moment, daysBefore(today))
  const customers = [...cast.customers]
  const accounts = [...cast.accounts]
  const holders = [...cast.holders]
  const charges = [...cast.charges]
  const taken = castNumbers(city)
  for (const made of generateCustomers({ city, customers: generated, seed: city.name, today, taken })) {
    customers.push(made.customer)
    accounts.push(...made.accounts)
    holders.push(...made.holders)
    charges.push(...made.charges)
  }
  return spoiled({ customers, accounts, holders, charges, merges: cast.merges }, cast)
}

/** Cells as they go wrong in every city: kind, which row from the end, column, and what it holds. */
const BAD_CELLS: readonly (readonly [SourceKind, number, string, string])[] = [
  ['accounts', 40, 'status', 'P'],
  ['accounts', 950, 'status', 'P'],
  ['accounts', 2_300, 'balance', '$18.20'],
  ['accounts', 3_100, 'opened_on', '2011-02-30'],
  ['customers', 800, 'online_access', '?'],
  ['customers', 2_900, 'updated_at', '00/00/0000'],
  ['holders', 1_200, 'account_id', 'A9'],
  ['holders', 3_400, 'role', 'spouse'],
  ['charges', 5_000, 'amount', '12,50'],
]

/** The rows of the cast, which come first, stay as they are. */
function spoiled(records: SampleRecords, cast: SampleRecords): SampleRecords {
  const changed = new Map<SourceKind, SourceValues[]>()
  for (const [kind, fromEnd, column, text] of BAD_CELLS) {
    const rows = changed.get(kind) ?? [...records[kind]]
    const at = rows.length - fromEnd
    if (at < cast[kind].length) continue
    rows[at] = { ...rows[at], [column]: text }
    changed.set(kind, rows)
  }
  return { ...records, ...Object.fromEntries(changed) }
}
