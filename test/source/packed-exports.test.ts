import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openFilesSource } from '../../src/source/index.ts'
import { zipOf } from './archive-fixture.ts'
import { GOOD, exportWith, namesOf, temporaryDirectory, withName } from './export-fixture.ts'

const patience = () => AbortSignal.timeout(10_000)

async function open(path: string) {
  const workspace = join(await temporaryDirectory(), 'sources', 'cedar')
  return { source: openFilesSource({ directory: path, workspace }), workspace }
}

async function put(directory: string, name: string, content: string | Buffer, at?: string): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, content)
  if (at !== undefined) await utimes(path, new Date(at), new Date(at))
  return path
}

/** A directory with an export whose only customer has this name, written at this time. */
async function putExport(parent: string, name: string, customer: string, at: string): Promise<string> {
  const directory = join(parent, name)
  await mkdir(directory)
  for (const [file, content] of Object.entries(withName(customer))) await put(directory, file, content, at)
  await utimes(directory, new Date(at), new Date(at))
  return directory
}

describe('a packed export', () => {
  test('in a zip archive is read like one that is not packed, also from a folder of the archive', async () => {
    const directory = await temporaryDirectory()
    const inFolder = Object.fromEntries(Object.entries(GOOD).map(([name, text]) => [`out/${name}`, text]))
    for (const [name, files] of [
      ['flat.zip', GOOD],
      ['folder.ZIP', inFolder],
    ] as const) {
      const { source } = await open(await put(directory, name, zipOf(files)))
      expect(await namesOf(source)).toEqual(['Núñez, Ana'])
    }
  })

  test('is the same export as the plain one, and true at the time of the archive or of its EXPORTED_AT', async () => {
    const directory = await temporaryDirectory()
    const at = '2026-11-20T06:00:00.000Z'
    const zip = await open(await put(directory, 'a.zip', zipOf(GOOD), at))
    const plain = await open(await exportWith())
    const described = await zip.source.describe()
    expect(described.readAt.toISOString()).toBe(at)
    expect(described.version).toBe((await plain.source.describe()).version)
    const told = await open(
      await put(directory, 'b.zip', zipOf({ ...GOOD, EXPORTED_AT: '2026-11-19T05:00:00Z\n' }), at),
    )
    expect((await told.source.describe()).readAt.toISOString()).toBe('2026-11-19T05:00:00.000Z')
  })

  test('may have some of its files packed one by one', async () => {
    const directory = await exportWith({
      'customers.csv': null,
      'customers.csv.gz': gzipSync(GOOD['customers.csv'] ?? ''),
    })
    const { source } = await open(directory)
    expect(await namesOf(source)).toEqual(['Núñez, Ana'])
    const [record] = await source.lookup({ customerId: 'C1' }, patience())
    expect(record?.accounts.map((account) => account.account_number)).toEqual(['12.3456.7'])
  })

  test('is unpacked once, where nobody else may read, and what was unpacked before goes', async () => {
    const directory = await temporaryDirectory()
    const { source, workspace } = await open(directory)
    const unpackedAfter = async (name: string) => {
      await put(directory, 'export.zip', zipOf(withName(name)))
      expect(await namesOf(source)).toEqual([name])
      await source.describe()
      await source.lookup({ customerId: 'C1' }, patience())
      return await readdir(workspace)
    }
    expect(await unpackedAfter('Ana')).toHaveLength(1)
    expect(await unpackedAfter('Bea')).toHaveLength(2)
    expect(await unpackedAfter('Cleo')).toHaveLength(2)
    expect((await stat(workspace)).mode & 0o077).toBe(0)
  })

  test('that is cut off is refused as a whole, with what to do', async () => {
    const directory = await temporaryDirectory()
    const zip = zipOf(GOOD)
    const cutZip = await open(await put(directory, 'cut.zip', zip.subarray(0, zip.length - 30)))
    await expect(cutZip.source.describe()).rejects.toMatchObject({
      code: 'source_bad_archive',
      message: expect.stringMatching(/^cut\.zip cannot be unpacked .* export it again\.$/) as string,
    })
    const gz = gzipSync(GOOD['charges.csv'] ?? '')
    const cutGz = await open(
      await exportWith({ 'charges.csv': null, 'charges.csv.gz': gz.subarray(0, gz.length - 9) }),
    )
    await expect(cutGz.source.describe()).rejects.toMatchObject({
      code: 'source_bad_archive',
      message: expect.stringContaining('charges.csv.gz cannot be unpacked') as string,
    })
    expect(await readdir(cutGz.workspace)).toEqual([])
  })

  test('with a wrong byte in the archive is refused by its checksum', async () => {
    const zip = zipOf(GOOD)
    // The checksum of the first file, in its header and in the directory.
    const inDirectory = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + 16
    zip.writeUInt8(zip.readUInt8(inDirectory) ^ 1, inDirectory)
    const { source } = await open(await put(await temporaryDirectory(), 'damaged.zip', zip))
    await expect(source.describe()).rejects.toThrow(
      'customers.csv cannot be unpacked (its checksum is wrong).',
    )
  })

  test.each([
    [{ 'charges.csv': null }, 'source_missing_file: The export in a.zip has no charges.csv.'],
    [{ '.partial': '' }, 'source_being_written: The export in a.zip is still being written'],
    [{ 'old/charges.csv': 'x' }, 'source_file_twice: The archive a.zip holds charges.csv twice.'],
    [
      { 'charges.csv.gz': 'x' },
      'source_file_twice: The export in a.zip has both charges.csv and charges.csv.gz.',
    ],
  ])('is refused like a plain one, with %j', async (change, sentence) => {
    const files = Object.entries({ ...GOOD, ...change }).filter(([, content]) => content !== null)
    const zip = zipOf(Object.fromEntries(files) as Record<string, string>)
    const { source } = await open(await put(await temporaryDirectory(), 'a.zip', zip))
    const error = await source.describe().catch((reason: unknown) => reason as Error & { code: string })
    expect(`${(error as { code: string }).code}: ${(error as Error).message}`).toContain(sentence)
  })
})

describe('of several exports in a directory', () => {
  test('the newest is read, whatever its form, and by EXPORTED_AT where that is told', async () => {
    const parent = await temporaryDirectory()
    const { source } = await open(parent)
    await putExport(parent, 'monday', 'Mona', '2026-11-16T06:00:00Z')
    expect(await namesOf(source)).toEqual(['Mona'])
    await put(parent, 'tuesday.zip', zipOf(withName('Tue')), '2026-11-17T06:00:00Z')
    expect(await namesOf(source)).toEqual(['Tue'])
    const wednesday = await putExport(parent, 'wednesday', 'Wendy', '2026-11-18T06:00:00Z')
    expect(await namesOf(source)).toEqual(['Wendy'])
    await put(wednesday, 'EXPORTED_AT', '2026-11-15T06:00:00Z')
    expect(await namesOf(source)).toEqual(['Tue'])
    expect((await source.describe()).remarks).toEqual([])
  })

  test('one that is not complete is passed over, and a remark says so', async () => {
    const parent = await temporaryDirectory()
    const { source } = await open(parent)
    await putExport(parent, '2026-11-16', 'Mona', '2026-11-16T06:00:00Z')
    const later = await putExport(parent, '2026-11-17', 'Tue', '2026-11-17T06:00:00Z')
    await rm(join(later, 'holders.csv'))
    await put(parent, '2026-11-18.zip.partial', 'half')
    await put(parent, '2026-11-18.zip', zipOf(withName('Wendy')).subarray(0, 100), '2026-11-18T06:00:00Z')
    await mkdir(join(parent, 'logs'))
    expect(await namesOf(source)).toEqual(['Mona'])
    const { remarks } = await source.describe()
    expect(remarks).toEqual([
      expect.stringMatching(
        /^2026-11-16 was read, because the newer export 2026-11-1[78].* cannot be used: /,
      ),
      expect.stringMatching(
        /^2026-11-16 was read, because the newer export 2026-11-1[78].* cannot be used: /,
      ),
    ])
  })

  test('an incomplete one that is older than what is read is not spoken of', async () => {
    const parent = await temporaryDirectory()
    const { source } = await open(parent)
    const older = await putExport(parent, '2026-11-16', 'Mona', '2026-11-16T06:00:00Z')
    await rm(join(older, 'holders.csv'))
    await utimes(older, new Date('2026-11-16T06:00:00Z'), new Date('2026-11-16T06:00:00Z'))
    await putExport(parent, '2026-11-17', 'Tue', '2026-11-17T06:00:00Z')
    expect(await namesOf(source)).toEqual(['Tue'])
    expect((await source.describe()).remarks).toEqual([])
  })

  test('a newer one that arrives while one is read does not disturb the reading', async () => {
    const parent = await temporaryDirectory()
    const { source } = await open(parent)
    await putExport(parent, 'monday', 'Mona', '2026-11-16T06:00:00Z')
    const names: (string | undefined)[] = []
    for await (const { kind, rows } of source.read({})) {
      if (kind !== 'customers') continue
      names.push(...rows.map(({ values }) => values.name))
      await putExport(parent, 'tuesday', 'Tue', '2026-11-17T06:00:00Z')
    }
    expect(names).toEqual(['Mona'])
    expect(await namesOf(source)).toEqual(['Tue'])
  })

  test('none is read while a file called .partial keeps the portal away', async () => {
    const parent = await temporaryDirectory()
    const { source } = await open(parent)
    await putExport(parent, 'monday', 'Mona', '2026-11-16T06:00:00Z')
    await put(parent, '.partial', '')
    await expect(source.describe()).rejects.toMatchObject({ code: 'source_being_written' })
  })

  test('when none is complete, the newest says why', async () => {
    const parent = await temporaryDirectory()
    const { source } = await open(parent)
    const only = await putExport(parent, 'monday', 'Mona', '2026-11-16T06:00:00Z')
    await rm(join(only, 'charges.csv'))
    await expect(source.describe()).rejects.toThrow(`The export in ${only} has no charges.csv.`)
  })
})
