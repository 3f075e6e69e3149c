import { createHash, generateKeyPairSync } from 'node:crypto'
import { close, fstat, open, read, readdir, realpath, stat, type Stats } from 'node:fs'
import { stat as statOf } from 'node:fs/promises'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2'

export interface SftpServer {
  readonly port: number
  /** The fingerprint of its host key, as `ssh-keygen -lf` prints it. */
  readonly hostKey: string
  /** Passwords that were sent to it, of whomever. */
  readonly passwordsSent: string[]
  /** Files that were opened, in order. */
  readonly opened: string[]
  /** Called before each read of a file. */
  onRead: () => void
  /** False: it reads files, and says nothing about them. */
  answers: boolean
  /** Breaks all connections. */
  cut(): void
  stop(): void
}

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp

/** An SFTP server of the test's own on a loopback port. `portal` may read `root` with the password or the public key. */
export async function startSftpServer(
  root: string,
  password: string,
  publicKey?: string,
): Promise<SftpServer> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const hostKey = parsed(privateKey)
  const allowed = publicKey === undefined ? undefined : parsed(publicKey)
  const connections = new Set<Connection>()
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (connection) => {
    connections.add(connection)
    socketOf(connection).setNoDelay(true)
    connection.on('error', () => {})
    connection.on('authentication', (context) => {
      if (context.method === 'password') {
        state.passwordsSent.push(context.password)
        if (context.username === 'portal' && context.password === password) return context.accept()
      }
      if (context.method === 'publickey' && allowed?.getPublicSSH().equals(context.key.data)) {
        const { signature, blob, hashAlgo } = context
        if (!signature || (blob && allowed.verify(blob, signature, hashAlgo) === true))
          return context.accept()
      }
      context.reject(['password', 'publickey'])
    })
    connection.on('session', (accept) =>
      accept().on('sftp', (acceptSftp) => serve(acceptSftp(), root, state)),
    )
  })
  const state: SftpServer = {
    port: 0,
    hostKey: `SHA256:${createHash('sha256').update(hostKey.getPublicSSH()).digest('base64').replace(/=+$/, '')}`,
    passwordsSent: [],
    opened: [],
    onRead: () => {},
    answers: true,
    cut() {
      for (const connection of connections) socketOf(connection).destroy()
    },
    stop() {
      for (const connection of connections) connection.end()
      server.close()
    },
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, { port: (server.address() as AddressInfo).port })
}

/** Its types do not speak of it. */
function socketOf(connection: Connection): Socket {
  return (connection as unknown as { _sock: Socket })._sock
}

function parsed(key: string) {
  const result = ssh2.utils.parseKey(key)
  if (result instanceof Error) throw result
  return result
}

/** Answers what a client that lists and gets asks, from the files under `root`. */
function serve(sftp: SFTPWrapper, root: string, state: SftpServer): void {
  const handles = new Map<string, { fd?: number; names?: string[]; path: string }>()
  let made = 0
  const hand = (id: number, handle: { fd?: number; names?: string[]; path: string }) => {
    const key = String(made++)
    handles.set(key, handle)
    sftp.handle(id, Buffer.from(key))
  }
  const at = (path: string) => join(root, path)
  const fail = (id: number, error: NodeJS.ErrnoException) =>
    sftp.status(id, error.code === 'ENOENT' ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE)
  const tell = (id: number) => (error: NodeJS.ErrnoException | null, stats: Stats) =>
    error ? fail(id, error) : sftp.attrs(id, attributesOf(stats))
  sftp.on('REALPATH', (id, path) =>
    realpath(at(path), (error) =>
      error
        ? fail(id, error)
        : sftp.name(id, [{ filename: join('/', path), longname: path, attrs: {} as never }]),
    ),
  )
  sftp.on('STAT', (id, path) => stat(at(path), tell(id)))
  sftp.on('LSTAT', (id, path) => stat(at(path), tell(id)))
  sftp.on('FSTAT', (id, handle) => fstat(handles.get(handle.toString())?.fd ?? -1, tell(id)))
  sftp.on('OPENDIR', (id, path) =>
    readdir(at(path), (error, names) => (error ? fail(id, error) : hand(id, { names, path: at(path) }))),
  )
  sftp.on('READDIR', (id, handle) => {
    const directory = handles.get(handle.toString())
    const names = directory?.names?.splice(0) ?? []
    if (names.length === 0) return sftp.status(id, STATUS_CODE.EOF)
    void Promise.all(
      names.map(async (filename) => {
        const stats = await statOf(join(directory?.path ?? '', filename))
        const longname = `${stats.isDirectory() ? 'd' : '-'}rw-r--r-- 1 portal portal ${stats.size} Nov 23 09:30 ${filename}`
        return { filename, longname, attrs: attributesOf(stats) as never }
      }),
    ).then((entries) => sftp.name(id, entries))
  })
  sftp.on('OPEN', (id, path, flags) => {
    if (flags !== Number(OPEN_MODE.READ)) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED)
    state.opened.push(path)
    open(at(path), (error, fd) => (error ? fail(id, error) : hand(id, { fd, path: at(path) })))
  })
  sftp.on('READ', (id, handle, offset, length) => {
    state.onRead()
    if (!state.answers) return
    const buffer = Buffer.alloc(length)
    read(handles.get(handle.toString())?.fd ?? -1, buffer, 0, length, offset, (error, count) => {
      if (error) return fail(id, error)
      if (count === 0) return sftp.status(id, STATUS_CODE.EOF)
      sftp.data(id, buffer.subarray(0, count))
    })
  })
  sftp.on('CLOSE', (id, handle) => {
    const { fd } = handles.get(handle.toString()) ?? {}
    if (fd !== undefined) close(fd, () => {})
    sftp.status(id, STATUS_CODE.OK)
  })
}

function attributesOf({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats) {
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1_000), mtime: Math.floor(mtimeMs / 1_000) }
}
