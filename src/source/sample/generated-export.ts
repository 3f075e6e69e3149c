import { CEDAR_HOLLOW } from './city-plan.ts'
import { generateCustomers } from './generate.ts'
import { ALL_KINDS, writeExport } from './write-export.ts'

export interface GeneratedExportOptions {
  readonly customers: number
  /** The same seed gives the same files. */
  readonly seed: string
}

/** When a generated export was true: fixed, so that its files are the same whenever they are made. */
const EXPORTED_AT = new Date('2026-11-20T16:30:00Z')

/** Writes an export with this many customers, 1.5 accounts and 3 charges each, in bounded memory; for benchmarks. */
export async function writeGeneratedExport(
  directory: string,
  { customers, seed }: GeneratedExportOptions,
): Promise<void> {
  await writeExport(directory, EXPORTED_AT, ALL_KINDS, async (writer) => {
    const today = EXPORTED_AT.toISOString().slice(0, 10)
    for (const made of generateCustomers({ city: CEDAR_HOLLOW, customers, seed, today })) {
      writer.add('customers', made.customer)
      for (const account of made.accounts) writer.add('accounts', account)
      for (const holder of made.holders) writer.add('holders', holder)
      for (const charge of made.charges) writer.add('charges', charge)
      await writer.settle()
    }
  })
}
