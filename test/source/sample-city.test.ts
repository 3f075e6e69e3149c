import { readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openSampleCity, type SampleCity } from '../../src/source/index.ts'
import { readAll, temporaryDirectory } from './export-fixture.ts'

const clock = { now: () => new Date('2026-11-23T17:00:00Z') }
const patience = () => AbortSignal.timeout(10_000)

/** Enough for a page of Smiths. */
const SMALL = { generated: 2_000 }

interface Opened extends SampleCity {
  readonly directory: string
}

async function open(slug = 'cedar-hollow'): Promise<Opened> {
  const directory = join(await temporaryDirectory(), slug)
  return { ...openSampleCity(directory, slug, clock, SMALL), directory }
}

async function recordOf({ source }: SampleCity, customerId: string) {
  const [record] = await source.lookup({ customerId }, patience())
  return record
}

describe('a sample city', () => {
  test('is made when it is first asked for, and says when its data was true', async () => {
    const { source } = await open()
    expect((await source.describe()).readAt).toEqual(clock.now())
    let customers = 0
    for await (const { kind, rows } of source.read({})) if (kind === 'customers') customers += rows.length
    expect(customers).toBeGreaterThan(2_000)
  })

  test('is the same wherever it is made, and dated from the day on which it was', async () => {
    const [one, other] = [await open(), await open()]
    await one.write('now')
    await other.write('now')
    expect((await other.source.describe()).version).toBe((await one.source.describe()).version)
    const later = { now: () => new Date('2026-12-24T17:00:00Z') }
    await openSampleCity(one.directory, 'cedar-hollow', later, SMALL).write('now')
    const { version, readAt } = await one.source.describe()
    expect([version, readAt]).toEqual([(await other.source.describe()).version, later.now()])
  })

  test('tells its story in three moments: merged, deleted, renumbered, and somebody new', async () => {
    const city = await open()
    const present = async (id: string) => (await recordOf(city, id)) !== undefined
    await city.write('first')
    expect([await present('C1010'), await present('C1016'), await present('C1019')]).toEqual([
      true,
      true,
      false,
    ])
    await city.write('current')
    expect([await present('C1010'), await present('C1016'), await present('C1019')]).toEqual([
      false,
      false,
      false,
    ])
    const { merges } = await readAll(city.directory)
    expect(merges.map(({ values }) => `${values.from_id} ${values.to_id}`)).toEqual([
      'C1010 C1009',
      'C1009 C1008',
    ])
    await city.write('now')
    expect(await present('C1019')).toBe(true)
  })

  test('is named wrongly with a sentence that names the others', () => {
    expect(() => openSampleCity('/nowhere', 'atlantis', clock)).toThrow(
      'There is no sample city "atlantis"; there are cedar-hollow and port-marlow.',
    )
  })

  test('is made anew when a process died while it wrote, and waited for while one may be writing', async () => {
    const { source, directory } = await open()
    await source.describe()
    const partial = join(directory, '.partial')
    await writeFile(partial, '')
    await rm(join(directory, 'charges.csv'))
    await expect(source.describe()).rejects.toMatchObject({ code: 'source_being_written' })
    const longAgo = Date.now() / 1000 - 3600
    await utimes(partial, longAgo, longAgo)
    await expect(source.describe()).resolves.toMatchObject({ remarks: [] })
  })
})

describe('the editor of a sample city', () => {
  test('finds customers by any part of name, number, address or id, and the cast without a word', async () => {
    const { editor } = await open()
    expect((await editor.find('nunez')).map(({ name }) => name)).toContain('Núñez, Ana María')
    expect((await editor.find('12.3456.07')).map(({ customerId }) => customerId)).toContain('C1001')
    expect((await editor.find('118 aspen way')).map(({ customerId }) => customerId)).toContain('C1001')
    expect(await editor.find('smith')).toHaveLength(20)
    const cast = await editor.find(' ')
    expect(cast.map(({ story }) => story)).not.toContain(undefined)
    expect(cast.map(({ name }) => name)).toContain('Okafor, Chidi')
  })

  test('shows a customer with the accounts that it holds', async () => {
    const { editor } = await open()
    expect(await editor.get('C1003')).toMatchObject({
      name: 'Okafor, Chidi',
      online: false,
      accounts: [
        { accountNumber: '31.0044.02', department: 'Water', status: 'F', closed: true, role: 'owner' },
      ],
    })
    await expect(editor.get('C999')).rejects.toMatchObject({ code: 'sample_unknown' })
  })

  test('renames people in the columns of the city', async () => {
    const cedar = await open()
    expect((await cedar.editor.rename('C1001', 'Núñez-Ríos, Ana M')).name).toBe('Núñez-Ríos, Ana M')
    expect((await recordOf(cedar, 'C1001'))?.customer).toMatchObject({
      last_name: 'Núñez-Ríos',
      first_name: 'Ana',
      middle_name: 'M',
      updated_at: '2026-11-23T17:00:00.000Z',
    })
    expect((await cedar.editor.rename('C1017', 'Heron, Bakers & Co')).name).toBe('Heron, Bakers & Co')
    const marlow = await open('port-marlow')
    await marlow.editor.rename('1001', 'Irina Petrova')
    expect((await recordOf(marlow, '1001'))?.customer.name).toBe('Petrova, Irina')
    await expect(marlow.editor.rename('1001', '  ')).rejects.toMatchObject({ code: 'sample_name_empty' })
  })

  test('changes status, online access and confidentiality', async () => {
    const city = await open()
    const { editor } = city
    await editor.setCustomerStatus('C1001', 'inactive')
    await editor.setCustomerOnline('C1001', false)
    await editor.setConfidential('C1001', true)
    await editor.setAccountOnline('A1001', false)
    const record = await recordOf(city, 'C1001')
    expect(record?.customer).toMatchObject({ status: 'inactive', online_access: 'N', confidential: 'Y' })
    expect(record?.accounts[0]?.online_access).toBe('N')
  })

  test("closes and reopens an account in the city's own words", async () => {
    const city = await open('port-marlow')
    await city.editor.closeAccount('A1003')
    await city.editor.closeAccount('A1020')
    expect((await recordOf(city, '1020'))?.accounts[0]).toMatchObject({
      status: 'Final',
      closed_on: '2026-11-23',
    })
    await city.editor.reopenAccount('A1020')
    const reopened = (await recordOf(city, '1020'))?.accounts[0]
    expect([reopened?.status, reopened?.closed_on]).toEqual(['Active', undefined])
  })

  test('renumbers an account, but not to a number that another has', async () => {
    const city = await open()
    await city.editor.renumber('A1001', '99.9999.99')
    expect(await city.source.lookup({ accountNumber: '99999999' }, patience())).toHaveLength(1)
    await expect(city.editor.renumber('A1001', '12.3490.11')).rejects.toMatchObject({
      code: 'sample_number_taken',
    })
    await expect(city.editor.renumber('A1001', ' ')).rejects.toMatchObject({ code: 'sample_number_empty' })
  })

  test('reassigns an account: its holders end today, and the other customer owns it', async () => {
    const city = await open()
    await city.editor.reassign('A1004', 'C1002')
    const record = await recordOf(city, 'C1002')
    const holders = record?.holders.filter((holder) => holder.account_id === 'A1004')
    expect(holders?.map((holder) => [holder.customer_id, holder.role, holder.from_on, holder.to_on])).toEqual(
      [
        ['C1004', 'owner', expect.any(String), '2026-11-23'],
        ['C1002', 'owner', '2026-11-23', undefined],
      ],
    )
    expect((await city.editor.get('C1004')).accounts).toEqual([])
  })

  test('merges a customer into another, who gets its accounts', async () => {
    const city = await open()
    const survivor = await city.editor.merge('C1002', 'C1001')
    expect(survivor.accounts.map(({ accountNumber }) => accountNumber)).toEqual([
      '12.3456.07',
      '88.1200.01',
      '12.3490.11',
    ])
    expect(await recordOf(city, 'C1002')).toBeUndefined()
    const { merges } = await readAll(city.directory)
    expect(merges.at(-1)?.values).toMatchObject({ from_id: 'C1002', to_id: 'C1001', kind: 'customer' })
    await expect(city.editor.merge('C1001', 'C1001')).rejects.toMatchObject({ code: 'sample_merge_itself' })
  })

  test('deletes a customer with the accounts that nobody else holds', async () => {
    const city = await open()
    await city.editor.delete('C1001')
    await city.editor.delete('C1023')
    const { customers, accounts, holders, charges } = await readAll(city.directory)
    const ids = (rows: typeof customers, column: string) => rows.map(({ values }) => values[column])
    expect(ids(customers, 'customer_id')).not.toContain('C1001')
    expect(ids(accounts, 'account_id')).not.toContain('A1001')
    expect(ids(charges, 'account_id')).not.toContain('A1001')
    expect(ids(holders, 'customer_id')).not.toContain('C1001')
    expect(ids(accounts, 'account_id')).toContain('A1022')
  })

  test('creates a customer whom the source then finds', async () => {
    const city = await open('port-marlow')
    const made = await city.editor.create({
      name: 'Ada Byron',
      kind: 'person',
      module: 'utility',
      address: '1 Dock Street',
    })
    expect(made).toMatchObject({
      name: 'Byron, Ada',
      online: true,
      accounts: [{ department: 'Utilities', balance: '25.00' }],
    })
    expect((await recordOf(city, made.customerId))?.charges).toHaveLength(1)
    const shop = await city.editor.create({ name: 'Byron & Co', kind: 'business' })
    expect([shop.name, shop.accounts, shop.customerId !== made.customerId]).toEqual(['Byron & Co', [], true])
  })

  test('takes changes back one by one, and starts over', async () => {
    const { editor, source } = await open()
    const before = (await source.describe()).version
    await editor.rename('C1001', 'Else, Somebody')
    await editor.delete('C1002')
    expect((await editor.listChanges()).map(({ says }) => says)).toEqual([
      'Nunes, Anna was deleted.',
      'Núñez, Ana María was renamed to Else, Somebody.',
    ])
    expect(await editor.undo()).toBe(true)
    expect((await editor.get('C1002')).name).toBe('Nunes, Anna')
    expect(await editor.undo()).toBe(true)
    expect(await editor.undo()).toBe(false)
    expect((await source.describe()).version).toBe(before)
    await editor.delete('C1001')
    await editor.reset()
    expect((await source.describe()).version).toBe(before)
    expect(await editor.listChanges()).toEqual([])
  })

  test('does changes that come at once one after the other, and loses none', async () => {
    const { editor } = await open()
    await Promise.all([
      editor.rename('C1001', 'One, Ana'),
      editor.rename('C1002', 'Two, Anna'),
      editor.setConfidential('C1001', true),
      editor.delete('C1003'),
    ])
    expect(await editor.get('C1001')).toMatchObject({ name: 'One, Ana', confidential: true })
    expect((await editor.get('C1002')).name).toBe('Two, Anna')
    await expect(editor.get('C1003')).rejects.toMatchObject({ code: 'sample_unknown' })
    expect(await editor.listChanges()).toHaveLength(4)
  })

  test('waits with a change until the export has been read', async () => {
    const { editor, source } = await open()
    let change: Promise<unknown> | undefined
    let rows = 0
    for await (const batch of source.read({})) {
      change ??= editor.rename('C1001', 'Changed, While Reading')
      rows += batch.rows.length
    }
    await change
    expect(rows).toBeGreaterThan(8_000)
    expect((await editor.get('C1001')).name).toBe('Changed, While Reading')
  })

  test('leaves an export that says when it was true', async () => {
    const { editor, directory } = await open()
    await editor.rename('C1001', 'X, Y')
    expect(await readFile(join(directory, 'EXPORTED_AT'), 'utf8')).toBe('2026-11-23T17:00:00.000Z\n')
  })
})
