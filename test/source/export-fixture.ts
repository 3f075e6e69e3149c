import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openFilesSource } from '../../src/source/index.ts'
import type { ColumnNames } from '../../src/kernel/settings.ts'
import type { Source, SourceKind, SourceRow } from '../../src/source/port.ts'

type Files = Readonly<Record<string, string | Buffer>>

/** The smallest good export: one customer with one account. */
export const GOOD: Files = {
  'customers.csv': 'customer_id,name,status\nC1,"Núñez, Ana",active\n',
  'accounts.csv': 'account_id,account_number,module,status\nA1,12.3456.7,utility,A\n',
  'holders.csv': 'customer_id,account_id,role\nC1,A1,owner\n',
  'charges.csv': 'charge_id,account_id,kind,amount,balance\nH1,A1,charge,84.20,84.20\n',
}

/** The good export with a customer of this name. */
export function withName(name: string): Files {
  return { ...GOOD, 'customers.csv': `customer_id,name\nC1,${name}\n` }
}

/** The names of the customers that a source gives. */
export async function namesOf(source: Source): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = []
  for await (const { kind, rows } of source.read({}))
    if (kind === 'customers') names.push(...rows.map(({ values }) => values.name))
  return names
}

/** An empty directory, gone when the test ends. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-export-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** A directory of its own with these files over the good ones (`null` leaves one out), gone when the test ends. */
export async function exportWith(
  files: Readonly<Record<string, string | Buffer | null>> = {},
): Promise<string> {
  const directory = await temporaryDirectory()
  for (const [name, content] of Object.entries({ ...GOOD, ...files }))
    if (content !== null) await writeFile(join(directory, name), content)
  return directory
}

export async function readAll(
  directory: string,
  columns?: ColumnNames,
): Promise<Record<SourceKind, SourceRow[]>> {
  const all: Record<SourceKind, SourceRow[]> = {
    customers: [],
    accounts: [],
    holders: [],
    charges: [],
    merges: [],
  }
  const source = openFilesSource(columns ? { directory, columns } : { directory })
  for await (const { kind, rows } of source.read({})) all[kind].push(...rows)
  return all
}

/** The values of a file with this content, as read. */
export async function customersOf(content: string | Buffer): Promise<SourceRow[]> {
  const { customers } = await readAll(await exportWith({ 'customers.csv': content }))
  return customers.map(({ values, line, malformed }) => ({
    values,
    ...(line === undefined ? undefined : { line }),
    ...(malformed === undefined ? undefined : { malformed }),
  }))
}
