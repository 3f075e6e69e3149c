import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openFilesSource } from '../../src/source/index.ts'
import { exportWith } from './export-fixture.ts'

const patience = () => AbortSignal.timeout(10_000)

/** A tenant and a landlord share A1; the tenant also has A2. */
const SHARED = {
  'customers.csv': 'customer_id,name\nC1,"Núñez, Ana"\nC2,"Okafor,\nChidi"\nC3,Nobody\n',
  'accounts.csv':
    'account_id,account_number,module,status\nA1,12.3456.7,utility,A\nA2,BL-2024-017,business_license,A\n',
  'holders.csv': 'customer_id,account_id,role\nC1,A1,tenant\nC2,A1,landlord\nC1,A2,owner\n',
  'charges.csv':
    'charge_id,account_id,kind,amount,balance\nH1,A1,charge,1.00,1.00\nH2,A2,due,2.00,0\nH3,A1,charge,3.00,0\n',
}

describe('looking up one customer', () => {
  test('gives the customer with its accounts, all their holders and their charges', async () => {
    const source = openFilesSource({ directory: await exportWith(SHARED) })
    const [record, ...others] = await source.lookup({ customerId: 'C1' }, patience())
    expect(others).toEqual([])
    expect(record?.customer).toEqual({ customer_id: 'C1', name: 'Núñez, Ana' })
    expect(record?.accounts.map((account) => account.account_id)).toEqual(['A1', 'A2'])
    expect(record?.holders.map((holder) => `${holder.customer_id} ${holder.role}`)).toEqual([
      'C1 tenant', 'C2 landlord', 'C1 owner',
    ]) // prettier-ignore
    expect(record?.charges.map((charge) => charge.charge_id)).toEqual(['H1', 'H3', 'H2'])
  })

  test.each(['12.3456.7', '1234567', '12 3456 7'])(
    'finds all holders of the account number %s',
    async (number) => {
      const source = openFilesSource({ directory: await exportWith(SHARED) })
      const records = await source.lookup({ accountNumber: number }, patience())
      expect(records.map(({ customer }) => customer.name)).toEqual(['Núñez, Ana', 'Okafor,\nChidi'])
    },
  )

  test('gives nothing for an id or number that nobody has', async () => {
    const source = openFilesSource({ directory: await exportWith(SHARED) })
    expect(await source.lookup({ customerId: 'C9' }, patience())).toEqual([])
    expect(await source.lookup({ accountNumber: '12.3456.8' }, patience())).toEqual([])
  })

  test('gives a customer without accounts', async () => {
    const source = openFilesSource({ directory: await exportWith(SHARED) })
    expect(await source.lookup({ customerId: 'C3' }, patience())).toEqual([
      { customer: { customer_id: 'C3', name: 'Nobody' }, accounts: [], holders: [], charges: [] },
    ])
  })

  test('sees a change of the export at once', async () => {
    const directory = await exportWith(SHARED)
    const source = openFilesSource({ directory })
    await source.lookup({ customerId: 'C1' }, patience())
    const next = join(directory, 'next')
    await mkdir(next)
    await writeFile(
      join(next, 'customers.csv'),
      'customer_id,name\nC1,"Núñez, Eva"\nC2,"Okafor,\nChidi"\nC3,Nobody\n',
    )
    await rename(join(next, 'customers.csv'), join(directory, 'customers.csv'))
    const [record] = await source.lookup({ customerId: 'C1' }, patience())
    expect(record?.customer.name).toBe('Núñez, Eva')
  })

  test('finds each of thousands in a file of many pieces', async () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `C${i}`)
    const directory = await exportWith({
      'customers.csv': `\ufeffcustomer_id,name\r\n${ids.map((id) => `${id},"Peña\r\n${id}"`).join('\r\n')}`,
    })
    const source = openFilesSource({ directory })
    for (const id of ['C0', 'C1', 'C9999', 'C19999']) {
      const [record] = await source.lookup({ customerId: id }, patience())
      expect(record?.customer).toEqual({ customer_id: id, name: `Peña\r\n${id}` })
    }
  })

  test('ends when its time is over, and says why an export cannot be read', async () => {
    const source = openFilesSource({ directory: await exportWith(SHARED) })
    await expect(
      source.lookup({ customerId: 'C1' }, AbortSignal.abort(new Error('too late'))),
    ).rejects.toThrow('too late')
    const broken = openFilesSource({ directory: await exportWith({ ...SHARED, '.partial': '' }) })
    await expect(broken.lookup({ customerId: 'C1' }, patience())).rejects.toMatchObject({
      code: 'source_being_written',
    })
  })

  test('leaves out rows that are no rows', async () => {
    const source = openFilesSource({
      directory: await exportWith({ ...SHARED, 'customers.csv': 'customer_id,name\nC1\n' }),
    })
    expect(await source.lookup({ customerId: 'C1' }, patience())).toEqual([])
  })
})
