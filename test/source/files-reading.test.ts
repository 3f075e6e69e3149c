import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openFilesSource } from '../../src/source/index.ts'
import { GOOD, customersOf, exportWith, readAll } from './export-fixture.ts'

describe('reading an export', () => {
  test('gives each row under the names of the contract, with the line where it begins', async () => {
    const { customers, accounts, holders, charges, merges } = await readAll(await exportWith())
    expect(customers).toMatchObject([
      { line: 2, values: { customer_id: 'C1', name: 'Núñez, Ana', status: 'active' } },
    ])
    expect(accounts[0]?.values).toEqual({
      account_id: 'A1',
      account_number: '12.3456.7',
      module: 'utility',
      status: 'A',
    })
    expect([holders.length, charges.length, merges.length]).toEqual([1, 1, 0])
  })

  test('reads merges where there are some, after all other files', async () => {
    const directory = await exportWith({ 'merges.csv': 'from_id,to_id,kind,at\nC0,C1,customer,2026-11-01\n' })
    const kinds: string[] = []
    for await (const { kind, name } of openFilesSource({ directory }).read({})) kinds.push(`${kind} ${name}`)
    expect(kinds).toEqual([
      'customers customers.csv', 'accounts accounts.csv', 'holders holders.csv', 'charges charges.csv', 'merges merges.csv',
    ]) // prettier-ignore
  })

  test('takes columns in any order, their names in any case, and leaves empty cells out', async () => {
    expect(await customersOf('Status, NAME ,Customer_ID,email\nactive,,C1,\n')).toEqual([
      { line: 2, values: { customer_id: 'C1', status: 'active' } },
    ])
  })

  test('changes nothing about a value: blanks, case and quotes stay as they are', async () => {
    expect(await customersOf('customer_id,name,online_access\n C1 ,Joe "Buddy" Smith, y\n')).toEqual([
      { line: 2, values: { customer_id: ' C1 ', name: 'Joe "Buddy" Smith', online_access: ' y' } },
    ])
  })

  test('understands a byte-order mark, CRLF, quoted commas, doubled quotes and line ends inside quotes', async () => {
    const rows = await customersOf(
      '\ufeffcustomer_id,name\r\nC1,"The ""Corner"" Shop, Inc"\r\nC2,"two\r\nlines"\r\n\r\nC3,last',
    )
    expect(rows).toEqual([
      { line: 2, values: { customer_id: 'C1', name: 'The "Corner" Shop, Inc' } },
      { line: 3, values: { customer_id: 'C2', name: 'two\r\nlines' } },
      { line: 6, values: { customer_id: 'C3', name: 'last' } },
    ])
  })

  test('understands line ends of all kinds, even mixed', async () => {
    const rows = await customersOf('customer_id,name\rC1,a\nC2,b\r\nC3,c\r')
    expect(rows.map(({ line, values }) => [line, values.customer_id, values.name])).toEqual([
      [2, 'C1', 'a'],
      [3, 'C2', 'b'],
      [4, 'C3', 'c'],
    ])
  })

  test('reads files of many pieces with every row at its place', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `C${i},"Peña ${i}\nLine two",active`)
    const rows = await customersOf(`customer_id,name,status\n${lines.join('\n')}\n`)
    expect(rows).toHaveLength(30_000)
    expect(rows[29_999]).toEqual({
      line: 2 + 29_999 * 2,
      values: { customer_id: 'C29999', name: 'Peña 29999\nLine two', status: 'active' },
    })
  })

  test("reads the city's own column names from the settings", async () => {
    const directory = await exportWith({
      'customers.csv': 'CUST NO ,Full Name,name\n7,"Okafor, Chidi",ignored\n',
    })
    const columns = { customers: { customer_id: 'CUST NO', name: 'Full Name' } }
    const { customers } = await readAll(directory, columns)
    expect(customers[0]?.values).toEqual({ customer_id: '7', name: 'Okafor, Chidi' })
  })

  test('may take two columns of the contract from one of the city', async () => {
    const directory = await exportWith({ 'accounts.csv': 'ACCT,module,status\n12.34,utility,A\n' })
    const { accounts } = await readAll(directory, {
      accounts: { account_id: 'ACCT', account_number: 'ACCT' },
    })
    expect(accounts[0]?.values).toMatchObject({ account_id: '12.34', account_number: '12.34' })
  })

  test('stops when it is told to', async () => {
    const source = openFilesSource({ directory: await exportWith() })
    const read = async () => {
      for await (const batch of source.read({ signal: AbortSignal.abort(new Error('enough')) })) return batch
    }
    await expect(read()).rejects.toThrow('enough')
  })
})

describe('rows that cannot be read as rows', () => {
  test('with too few or too many cells are given with the reason, and the others are read', async () => {
    expect(await customersOf('customer_id,name\nC1\nC2,b,c\nC3,d\n')).toEqual([
      { line: 2, values: { customer_id: 'C1' }, malformed: 'The row has 1 cell, but the header has 2.' },
      {
        line: 3,
        values: { customer_id: 'C2', name: 'b' },
        malformed: 'The row has 3 cells, but the header has 2.',
      },
      { line: 4, values: { customer_id: 'C3', name: 'd' } },
    ])
  })

  test('with text after a closing quote are given with the reason, and the next line is read', async () => {
    expect(await customersOf('customer_id,name\nC1,"Smith" Jr, John\nC2,b\n')).toEqual([
      {
        line: 2,
        values: { customer_id: 'C1' },
        malformed: 'There is text after the closing quote of cell 2 (name).',
      },
      { line: 3, values: { customer_id: 'C2', name: 'b' } },
    ])
  })
})

describe('describing an export', () => {
  test('says when it was true: as EXPORTED_AT says, otherwise the newest file time', async () => {
    const said = await exportWith({ EXPORTED_AT: '2026-11-20T09:30:00-07:00\n' })
    expect((await openFilesSource({ directory: said }).describe()).readAt.toISOString()).toBe(
      '2026-11-20T16:30:00.000Z',
    )
    const unsaid = await exportWith()
    for (const name of Object.keys(GOOD)) await utimes(join(unsaid, name), 1_000_000, 1_000_000)
    await utimes(join(unsaid, 'holders.csv'), 2_000_000, 2_000_000)
    expect((await openFilesSource({ directory: unsaid }).describe()).readAt.getTime()).toBe(2_000_000_000)
  })

  test('names the columns that are not read, and counts the rows', async () => {
    const directory = await exportWith({ 'customers.csv': 'customer_id,Route,Meter No\nC1,4,77\nC2,4,78\n' })
    const { remarks, expectedRows } = await openFilesSource({ directory }).describe()
    expect(remarks).toEqual(['customers.csv has columns that are not read: "Route", "Meter No".'])
    expect(expectedRows).toBe(5)
  })

  test('has the same version for the same content, whenever it was written', async () => {
    const directory = await exportWith({ EXPORTED_AT: '2026-11-20T09:30:00Z' })
    const source = openFilesSource({ directory })
    const before = (await source.describe()).version
    await writeFile(join(directory, 'customers.csv'), GOOD['customers.csv'] ?? '')
    await writeFile(join(directory, 'EXPORTED_AT'), '2026-11-21T09:30:00Z')
    expect((await source.describe()).version).toBe(before)
    await writeFile(join(directory, 'customers.csv'), 'customer_id,name,status\nC1,"Núñez, Eva",active\n')
    expect((await source.describe()).version).not.toBe(before)
  })

  test('has another version under other column names, because the same file gives other rows', async () => {
    const directory = await exportWith({ 'customers.csv': 'customer_id,name,legal_name\nC1,a,b\n' })
    const plain = await openFilesSource({ directory }).describe()
    const mapped = await openFilesSource({
      directory,
      columns: { customers: { name: 'legal_name' } },
    }).describe()
    expect(mapped.version).not.toBe(plain.version)
  })
})
