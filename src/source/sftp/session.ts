import { createHash } from 'node:crypto'
import { stat, utimes } from 'node:fs/promises'
import { connect } from 'node:net'
import { failure, type PortalError } from '../../kernel/errors.ts'
import type { SftpSettings } from '../../kernel/source-settings.ts'
import { workspaceFailure } from '../files/workspace.ts'
import { readSecret } from '../secret.ts'
import type { SftpAddress } from '../source-spec.ts'
import { sftpFailure } from './failures.ts'

export interface RemoteEntry {
  readonly name: string
  readonly isDirectory: boolean
  readonly size: number
  readonly modifiedAt: Date
}

/** A connection to the server that holds the exports; it only lists and gets. */
export interface SftpSession {
  list(directory: string): Promise<RemoteEntry[]>
  /** Fetches a file whole, with its time. @throws failure `source_being_written` when it has another size than was listed */
  fetch(path: string, entry: RemoteEntry, to: string): Promise<void>
}

const CONNECT_MS = 10_000

/**
 * Connects for `work`, and ends the connection afterwards. The server has to show the host key that the settings tell, before
 * anything is said to it that is secret.
 * @throws failure `source_secret_missing`, `source_host_key`, `source_refused`, `source_unreachable`
 */
export async function withSftp<T>(
  address: SftpAddress,
  settings: SftpSettings,
  work: (session: SftpSession) => Promise<T>,
): Promise<T> {
  const { default: SftpClient } = await import('ssh2-sftp-client')
  const secrets = await readSecrets(settings)
  let shown = ''
  // Without listeners of ours the library prints what happens.
  const silent = { error: () => {}, end: () => {}, close: () => {} }
  const client = new (
    SftpClient as unknown as new (name: string, listeners: object) => InstanceType<typeof SftpClient>
  )('portal', silent)
  const inWords = (error: unknown) => sftpFailure(error, address, Object.values(secrets))
  // Without noDelay each question waits 40 ms for the one before: 5 MB took 20 seconds instead of less than one.
  const socket = connect({ host: address.host, port: address.port, noDelay: true })
  socket.on('error', () => {})
  try {
    await client
      .connect({
        sock: socket,
        username: address.user,
        ...secrets,
        readyTimeout: CONNECT_MS,
        keepaliveInterval: 10_000,
        hostVerifier: (key: Buffer) => {
          shown = fingerprintOf(key)
          return shown === settings.hostKey
        },
      })
      .catch((error: unknown) => {
        throw shown === '' || shown === settings.hostKey ? error : wrongHostKey(address, settings, shown)
      })
    return await work({
      async list(directory) {
        const { answer } = withinSilence(client.list(directory), settings.silenceSeconds)
        const entries = await answer
        // A name becomes the name of a file of ours: one that leads elsewhere is none.
        return entries
          .filter(({ name }) => !/[/\\\0]/.test(name) && name !== '..')
          .map(({ name, type, size, modifyTime }) => ({
            name,
            isDirectory: type === 'd',
            size,
            modifiedAt: new Date(modifyTime),
          }))
      },
      async fetch(path, entry, to) {
        const { answer, alive } = withinSilence(
          // Many pieces at once, as a long way to the server needs it.
          client.fastGet(path, to, { step: () => alive() }),
          settings.silenceSeconds,
        )
        await answer.catch((error: unknown) => {
          throw DISK.test((error as Error).message) ? workspaceFailure(to, error) : error
        })
        if ((await stat(to)).size !== entry.size) throw changed(entry)
        await utimes(to, entry.modifiedAt, entry.modifiedAt)
      },
    })
  } catch (error) {
    throw inWords(error)
  } finally {
    socket.destroy()
  }
}

/** What a disk says that takes no more. */
const DISK = /ENOSPC|EDQUOT|EROFS/

async function readSecrets({ password, privateKey, passphrase }: SftpSettings) {
  const read = async (name: string, place: string | null) =>
    place === null ? {} : { [name]: await readSecret(`source.sftp.${name}`, place) }
  return {
    ...(await read('password', password)),
    ...(await read('privateKey', privateKey)),
    ...(await read('passphrase', passphrase)),
  } as Record<string, string>
}

/** Waits for an answer as long as there is life: `alive` says that there is. */
function withinSilence<T>(work: Promise<T>, seconds: number): { answer: Promise<T>; alive: () => void } {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(silentFor(seconds)), seconds * 1_000)
  return {
    answer: Promise.race([work, promise]).finally(() => clearTimeout(timer)),
    alive: () => void timer.refresh(),
  }
}

function changed({ name }: RemoteEntry): PortalError {
  return failure(
    'source_being_written',
    `${name} grew or shrank while it was fetched. The next run fetches it again.`,
  )
}

function silentFor(seconds: number): PortalError {
  return failure(
    'source_unreachable',
    `The SFTP server was silent for ${seconds} seconds. Nothing is concluded from what was fetched; the next run fetches it again.`,
  )
}

/** As `ssh-keyscan HOST | ssh-keygen -lf -` prints it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

function wrongHostKey({ host, port }: SftpAddress, { hostKey }: SftpSettings, shown: string): PortalError {
  if (hostKey === null)
    return failure(
      'source_host_key',
      `The SFTP server ${host}:${port} shows the host key ${shown}, and the settings name none. Ask its administrator whether it is the right one, and set "source.sftp.hostKey" to it.`,
    )
  return failure(
    'source_host_key',
    `The SFTP server ${host}:${port} shows the host key ${shown}, which is not the one in the settings: somebody may stand in between. Nothing was sent. Ask its administrator whether the key was changed, before you set "source.sftp.hostKey" anew.`,
  )
}
