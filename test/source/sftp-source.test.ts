import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import ssh2 from 'ssh2'
import { parseSettings } from '../../src/kernel/settings.ts'
import { openSftpSource } from '../../src/source/index.ts'
import { startSftpServer } from '../world/sftp-server.ts'
import { zipOf } from './archive-fixture.ts'
import { namesOf, temporaryDirectory, withName } from './export-fixture.ts'

const PASSWORD = 'hunter2'

async function put(directory: string, files: Readonly<Record<string, string | Buffer>>, at: string) {
  await mkdir(directory, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(directory, name), content)
    await utimes(join(directory, name), new Date(at), new Date(at))
  }
}

/** A server with an empty directory `/exports`, and the source over it. */
async function startCity(settings: Readonly<Record<string, unknown>> = {}, publicKey?: string) {
  const root = await temporaryDirectory()
  const exports = join(root, 'exports')
  await mkdir(exports)
  const server = await startSftpServer(root, PASSWORD, publicKey)
  onTestFinished(() => server.stop())
  process.env['SFTP_PASSWORD'] = PASSWORD
  const workspace = join(await temporaryDirectory(), 'sources', 'cedar')
  const open = (others: Readonly<Record<string, unknown>> = {}) => {
    const sftp = { hostKey: server.hostKey, password: 'env:SFTP_PASSWORD', ...settings, ...others }
    const { source, columns } = parseSettings({ source: { sftp } })
    const address = { host: '127.0.0.1', port: server.port, user: 'portal', directory: '/exports' }
    const now = () => new Date('2026-11-23T17:00:00Z')
    return openSftpSource({ address, settings: source.sftp, columns, workspace }, { now })
  }
  return { exports, server, workspace, open, source: open() }
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason as Error & { code?: string },
  )
  return `${error?.code}: ${error?.message}`
}

describe('exports on an SFTP server', () => {
  test('are fetched once, with their times, to where nobody else may read, and looked up there', async () => {
    const { exports, server, workspace, source } = await startCity()
    await put(exports, withName('Ana'), '2026-11-20T06:00:00Z')
    expect((await source.describe()).readAt.toISOString()).toBe('2026-11-20T06:00:00.000Z')
    expect(await namesOf(source)).toEqual(['Ana'])
    const [record] = await source.lookup({ customerId: 'C1' }, AbortSignal.timeout(10_000))
    expect(record?.accounts).toHaveLength(1)
    expect(server.opened).toHaveLength(4)
    expect((await stat(join(workspace, 'fetched'))).mode & 0o077).toBe(0)
    await put(exports, withName('Bea'), '2026-11-21T06:00:00Z')
    expect(await namesOf(source)).toEqual(['Bea'])
  })

  test('may be large', async () => {
    const { exports, source } = await startCity()
    const lines = Array.from({ length: 100_000 }, (_, i) => `C${i},Somebody With A Name`).join('\n')
    await put(
      exports,
      { ...withName('Ana'), 'customers.csv': `customer_id,name\n${lines}\n` },
      '2026-11-20T06:00:00Z',
    )
    expect(await namesOf(source)).toHaveLength(100_000)
  })

  test('may be several, in directories and archives: the newest complete one is read', async () => {
    const { exports, server, source } = await startCity()
    await put(join(exports, 'monday'), withName('Mona'), '2026-11-16T06:00:00Z')
    await put(exports, { 'tuesday.zip': zipOf(withName('Tue')) }, '2026-11-17T06:00:00Z')
    expect(await namesOf(source)).toEqual(['Tue'])
    expect(server.opened).toEqual(['/exports/tuesday.zip'])
    await put(join(exports, 'wednesday'), withName('Wendy'), '2026-11-18T06:00:00Z')
    await rm(join(exports, 'wednesday', 'charges.csv'))
    await put(exports, { 'thursday.zip': zipOf(withName('Tess')).subarray(0, 90) }, '2026-11-19T06:00:00Z')
    await put(exports, { 'friday.zip.partial': 'half' }, '2026-11-20T06:00:00Z')
    expect(await namesOf(source)).toEqual(['Tue'])
    expect((await source.describe()).remarks).toEqual([
      expect.stringMatching(
        /^An older export was read, because the newer one thursday\.zip cannot be used: /,
      ),
      'An older export was read, because the newer one wednesday cannot be used: The export in /exports/wednesday has no charges.csv. Export it too; if there is nothing to list, with its header row alone.',
    ])
    expect(server.opened).not.toContain('/exports/wednesday/customers.csv')
  })

  test('that are being written are left alone', async () => {
    const { exports, server, source } = await startCity()
    await put(exports, { ...withName('Ana'), '.partial': '' }, '2026-11-20T06:00:00Z')
    expect(await failureOf(source.describe())).toContain(
      'source_being_written: The export in /exports is still',
    )
    expect(server.opened).toEqual([])
    await rm(join(exports, '.partial'))
    let written = false
    server.onRead = () => {
      if (!written)
        void writeFile(
          join(exports, 'holders.csv'),
          'customer_id,account_id,role\nC1,A1,tenant\nC2,A1,owner\n',
        )
      written = true
    }
    expect(await failureOf(source.describe())).toMatch(/^source_being_written: /)
    expect(await namesOf(source)).toEqual(['Ana'])
  })

  test('whose connection breaks in the middle leave nothing that could pass for an export', async () => {
    const { exports, server, workspace, source } = await startCity()
    await put(exports, { ...withName('Ana'), 'merges.csv': 'x'.repeat(1_000_000) }, '2026-11-20T06:00:00Z')
    let reads = 0
    server.onRead = () => void (++reads === 10 && server.cut())
    expect(await failureOf(source.describe())).toMatch(
      /^source_unreachable: There is no whole answer from the SFTP server 127\.0\.0\.1:\d+ \(/,
    )
    expect(await readdir(join(workspace, 'fetched'))).toEqual([])
  })
})

describe('an SFTP server', () => {
  test('has to show the host key that the settings tell, before a password is sent', async () => {
    const { server, open } = await startCity()
    expect(await failureOf(open({ hostKey: null }).describe())).toBe(
      `source_host_key: The SFTP server 127.0.0.1:${server.port} shows the host key ${server.hostKey}, and the settings name none. Ask its administrator whether it is the right one, and set "source.sftp.hostKey" to it.`,
    )
    expect(await failureOf(open({ hostKey: `SHA256:${'A'.repeat(43)}` }).describe())).toContain(
      'which is not the one in the settings: somebody may stand in between. Nothing was sent.',
    )
    expect(server.passwordsSent).toEqual([])
  })

  test('lets the portal in by a private key, also one with a passphrase', async () => {
    const directory = await temporaryDirectory()
    const keys = ssh2.utils.generateKeyPairSync('ed25519', {
      passphrase: 'open sesame',
      cipher: 'aes256-cbc',
      rounds: 16,
    })
    await writeFile(join(directory, 'key'), keys.private)
    process.env['SFTP_PASSPHRASE'] = 'open sesame'
    process.env['SFTP_WRONG_PASSPHRASE'] = 'open barley'
    const { exports, server, open } = await startCity(
      { password: null, privateKey: `file:${directory}/key` },
      keys.public,
    )
    await put(exports, withName('Ana'), '2026-11-20T06:00:00Z')
    expect(await namesOf(open({ passphrase: 'env:SFTP_PASSPHRASE' }))).toEqual(['Ana'])
    const said = await failureOf(open({ passphrase: 'env:SFTP_WRONG_PASSPHRASE' }).describe())
    expect(said).toContain(
      'source_refused: The private key that "source.sftp.privateKey" names cannot be used',
    )
    expect(said).not.toContain('barley')
    expect(server.passwordsSent).toEqual([])
  })

  test('that refuses, has nothing, or is not there, is told with what to check and without the password', async () => {
    const { exports, server, open } = await startCity()
    process.env['SFTP_WRONG_PASSWORD'] = 'hunter3'
    const wrong = await failureOf(open({ password: 'env:SFTP_WRONG_PASSWORD' }).describe())
    expect(wrong).toContain('source_refused: The SFTP server')
    expect(wrong).toContain('refuses portal (')
    expect(wrong).not.toContain('hunter3')
    await rm(exports, { recursive: true })
    expect(await failureOf(open().describe())).toMatch(
      /^source_refused: The SFTP server .* has nothing for portal at \/exports \(.+\)\. Check the directory/,
    )
    server.stop()
    expect(await failureOf(open().describe())).toMatch(
      /^source_unreachable: There is no whole answer from the SFTP server /,
    )
  })

  test('that is silent is given up on, and a live look when its time is over', async () => {
    const { exports, server, open } = await startCity({ silenceSeconds: 1 })
    await put(exports, withName('Ana'), '2026-11-20T06:00:00Z')
    server.answers = false
    const started = Date.now()
    await expect(open().lookup({ customerId: 'C1' }, AbortSignal.timeout(300))).rejects.toMatchObject({
      name: 'TimeoutError',
    })
    expect(Date.now() - started).toBeLessThan(1_000)
    expect(await failureOf(open().describe())).toBe(
      'source_unreachable: The SFTP server was silent for 1 seconds. Nothing is concluded from what was fetched; the next run fetches it again.',
    )
  })

  test('is warned of a month before its password or key expires', async () => {
    const { exports, open } = await startCity()
    await put(exports, withName('Ana'), '2026-11-20T06:00:00Z')
    expect((await open({ secretExpiresOn: '2026-12-01' }).describe()).remarks).toEqual([
      'What lets the portal into the SFTP server (source.sftp) expires on 2026-12-01, in 8 days: replace it before, and its day in the settings.',
    ])
  })
})
