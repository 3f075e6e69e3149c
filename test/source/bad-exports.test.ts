import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ColumnNames } from '../../src/kernel/settings.ts'
import { PortalError } from '../../src/kernel/errors.ts'
import { openFilesSource } from '../../src/source/index.ts'
import { exportWith, readAll } from './export-fixture.ts'

/** What reading the directory fails with. */
async function failureOf(directory: string, columns?: ColumnNames): Promise<string> {
  const error: unknown = await readAll(directory, columns).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof PortalError)) throw new Error(`not refused: ${String(error)}`)
  return `${error.code}: ${error.message}`
}

describe('an export is refused as a whole', () => {
  test('when its directory does not exist', async () => {
    const directory = join(await exportWith(), 'nowhere')
    expect(await failureOf(directory)).toBe(
      `source_missing_directory: There is no directory ${directory}. Create it and put the export there, or correct the source of the community.`,
    )
  })

  test('when a file is missing', async () => {
    const directory = await exportWith({ 'holders.csv': null })
    expect(await failureOf(directory)).toBe(
      `source_missing_file: The export in ${directory} has no holders.csv. Export it too; if there is nothing to list, with its header row alone.`,
    )
  })

  test('when a file cannot be read', async () => {
    const directory = await exportWith({ 'charges.csv': null })
    await mkdir(join(directory, 'charges.csv'))
    expect(await failureOf(directory)).toContain(
      'source_unreadable: charges.csv cannot be read (it is not a file).',
    )
  })

  test.each(['.partial', 'customers.csv.partial'])('while %s says that it is being written', async (name) => {
    const directory = await exportWith({ [name]: '' })
    expect(await failureOf(directory)).toBe(
      `source_being_written: The export in ${directory} is still being written (${name} is there). It is read when that file is gone.`,
    )
    await expect(openFilesSource({ directory }).describe()).rejects.toMatchObject({
      code: 'source_being_written',
    })
  })

  test('when a file is empty', async () => {
    expect(await failureOf(await exportWith({ 'accounts.csv': '' }))).toBe(
      'source_bad_header: accounts.csv is empty. It needs at least its header row.',
    )
    expect(await failureOf(await exportWith({ 'accounts.csv': '\ufeff\r\n\r\n' }))).toContain(
      'accounts.csv is empty',
    )
  })

  test('when a required column is missing', async () => {
    expect(
      await failureOf(await exportWith({ 'holders.csv': 'customer_id;account_id;role\nC1;A1;owner\n' })),
    ).toBe(
      'source_bad_header: holders.csv has no column "customer_id". Its columns are: customer_id;account_id;role. Add the column, or name the city\'s own in the settings under "columns.holders.customer_id".',
    )
  })

  test.each([
    ['customer_id,name,name\nC1,a,b\n', 'name'],
    ['customer_id,Name,NAME\nC1,a,b\n', 'name'],
    ['customer_id,Route, Route\nC1,a,b\n', 'Route'],
  ])('when its header names a column twice (%j)', async (content, name) => {
    expect(await failureOf(await exportWith({ 'customers.csv': content }))).toBe(
      `source_bad_header: customers.csv names the column "${name}" twice; keep one of them.`,
    )
  })

  test('when the settings name a column that is not there', async () => {
    const columns = { customers: { customer_id: 'CUST NO' } }
    expect(await failureOf(await exportWith(), columns)).toBe(
      'source_bad_header: customers.csv has no column "CUST NO", which the settings name for customer_id. Its columns are: customer_id, name, status.',
    )
  })

  test('when the settings misspell a column of the contract', async () => {
    expect(await failureOf(await exportWith(), { merges: {}, charges: { amuont: 'AMT' } })).toContain(
      'source_bad_header: The settings name "columns.charges.amuont", but charges.csv has no such column in the portal; it may be one of charge_id, ',
    )
  })

  test('when it is not UTF-8, naming the line', async () => {
    const latin1 = Buffer.from('customer_id,name\nC1,"a\nb"\nC2,Nuñez\n', 'latin1')
    expect(await failureOf(await exportWith({ 'customers.csv': latin1 }))).toBe(
      'source_bad_text: customers.csv is not UTF-8 in line 4. Nothing was read from it; export it as UTF-8.',
    )
  })

  test('when it is not UTF-8 far from the beginning', async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `C${i},Somebody With A Name`).join('\n')
    const content = Buffer.concat([
      Buffer.from(`customer_id,name\n${lines}\nX,`),
      Buffer.from([0xff]),
      Buffer.from('\n'),
    ])
    expect(await failureOf(await exportWith({ 'customers.csv': content }))).toContain(
      'not UTF-8 in line 40002.',
    )
  })

  test('when a quote is never closed', async () => {
    expect(
      await failureOf(await exportWith({ 'customers.csv': 'customer_id,name\nC1,a\nC2,"b\nC3,c\n' })),
    ).toBe(
      'source_bad_quotes: customers.csv has a quote in the row that begins in line 3 which is never closed. Nothing can be concluded from what follows; export the file again.',
    )
  })

  test('when a quote that was not closed swallows the rows up to the next one', async () => {
    const content = 'customer_id,name,status\nC1,"b,active\nC2,Bob,active\nC3,"Smith",active\n'
    expect(await failureOf(await exportWith({ 'customers.csv': content }))).toBe(
      'source_bad_quotes: customers.csv: the row that begins in line 2 opens a quote in cell 2 that ends some lines later in the middle of a cell. Rows may be hidden in it; export the file again.',
    )
  })

  test('when a line has no end in sight', async () => {
    const content = `customer_id,name\n${'x'.repeat(5_000_000)}`
    expect(await failureOf(await exportWith({ 'customers.csv': content }))).toContain(
      'customers.csv has a line of more than 4 MB',
    )
    const quoted = `customer_id,name\nC1,"${'x\n'.repeat(3_000_000)}`
    expect(await failureOf(await exportWith({ 'customers.csv': quoted }))).toContain(
      'row that begins in line 2',
    )
  })

  test.each(['yesterday', '2026-11-20', '2026-11-20T09:30:00', ''])(
    'when EXPORTED_AT holds %j',
    async (text) => {
      const directory = await exportWith({ EXPORTED_AT: text })
      await expect(openFilesSource({ directory }).describe()).rejects.toMatchObject({
        code: 'source_bad_exported_at',
        message: `EXPORTED_AT holds "${text}", which is no ISO time with a zone, such as 2026-11-23T09:30:00Z. Correct it, or leave the file out.`,
      })
    },
  )

  test.each([
    ['grows', (directory: string) => appendFile(join(directory, 'charges.csv'), 'H2,A1,charge,1,1\n')],
    ['shrinks', (directory: string) => writeFile(join(directory, 'charges.csv'), 'charge_id\n')],
    ['vanishes', (directory: string) => rm(join(directory, 'charges.csv'))],
    [
      'is written anew with as many bytes',
      (directory: string) =>
        writeFile(join(directory, 'customers.csv'), 'customer_id,name,status\nC1,"Núñez, Eva",active\n'),
    ],
  ])('when a file %s while it is read', async (_, change) => {
    const directory = await exportWith()
    const read = async () => {
      let changed = false
      for await (const _batch of openFilesSource({ directory }).read({})) {
        if (!changed) await change(directory)
        changed = true
      }
    }
    await expect(read()).rejects.toMatchObject({
      code: expect.stringMatching(/^source_(being_written|bad_header|missing_file|unreadable)$/) as string,
    })
  })
})
