import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { linesOf, type CommandIo } from '../cli/io.ts'
import { failure } from '../kernel/errors.ts'

/**
 * While a server holds the embedded database, a command is executed by that server: it sends its arguments over a socket
 * in the data directory, and prints what comes back. One JSON object a line, both ways:
 *
 *   command → server   { argv, directory, terminal }   then, when asked for input:  { input } …  { end: true }
 *   server → command   { out } | { err } | { wantInput: true } | { exit }
 *
 * The socket is open to the owner of the directory alone. A connection that closes aborts its command.
 */
interface Request {
  readonly argv: readonly string[]
  readonly directory: string
  readonly terminal: boolean
}
type FromCommand = { readonly input: string } | { readonly end: true }
type FromServer =
  | { readonly out: string }
  | { readonly err: string }
  | { readonly wantInput: true }
  | { readonly exit: number }

/** Executes a command for somebody else; resolves with its exit code. */
type Execute = (argv: readonly string[], io: CommandIo) => Promise<number>

/** The path of a socket may have about 100 bytes; a longer data directory gets one in the folder for temporary files. */
function socketPath(dataDirectory: string): string {
  const path = join(dataDirectory, 'socket')
  if (Buffer.byteLength(path) < 100) return path
  const name = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16)
  return join(tmpdir(), `portal-${name}.socket`)
}

/** Takes commands until it is closed. The caller holds the data directory, so a socket that is there is a dead one. */
export async function takeCommands(
  dataDirectory: string,
  execute: Execute,
): Promise<{ readonly path: string; close(): Promise<void> }> {
  const path = socketPath(dataDirectory)
  rmSync(path, { force: true })
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    void executeFor(socket, execute)
  })
  const before = process.umask(0o077)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
  } finally {
    process.umask(before)
  }
  return {
    path,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

async function executeFor(socket: Socket, execute: Execute): Promise<void> {
  const gone = new AbortController()
  socket.on('close', () => gone.abort())
  socket.on('error', () => gone.abort())
  const frames = framesOf<FromCommand | Request>(socket)
  const send = (frame: FromServer) =>
    gone.signal.aborted ? true : socket.write(`${JSON.stringify(frame)}\n`)
  try {
    const first = await frames.next()
    if (first.done === true) return
    const request = first.value as Request
    const exit = await execute(request.argv, {
      directory: request.directory,
      terminal: request.terminal,
      signal: gone.signal,
      async out(text) {
        if (send({ out: text })) return
        await new Promise<void>((resolve) => {
          socket.once('drain', resolve)
          gone.signal.addEventListener('abort', () => resolve(), { once: true })
        })
      },
      err: (text) => void send({ err: text }),
      async *input() {
        send({ wantInput: true })
        for (;;) {
          const next = await frames.next()
          if (next.done === true || 'end' in next.value) return
          yield (next.value as { input: string }).input
        }
      },
    })
    send({ exit })
  } catch {
    // The caller has gone, or speaks another language; there is nobody to tell.
  } finally {
    socket.end()
  }
}

/**
 * Hands a command to the server behind the socket; resolves with its exit code.
 * @throws failure `server_lost` when the server goes away before the command has ended.
 */
export async function handOver(path: string, argv: readonly string[], io: CommandIo): Promise<number> {
  const socket = createConnection(path)
  const lost = (cause?: unknown) =>
    failure(
      'server_lost',
      'The server that holds the data directory went away: run the command again.',
      cause,
    )
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', (error) => reject(lost(error)))
  })
  io.signal.addEventListener('abort', () => socket.destroy(), { once: true })
  socket.on('error', () => socket.destroy())
  const send = (frame: Request | FromCommand) => socket.write(`${JSON.stringify(frame)}\n`)
  send({ argv, directory: io.directory, terminal: io.terminal })
  try {
    for await (const frame of framesOf<FromServer>(socket)) {
      if ('out' in frame) await io.out(frame.out)
      else if ('err' in frame) io.err(frame.err)
      else if ('wantInput' in frame) void sendInput(socket, io, send)
      else return frame.exit
    }
  } catch (error) {
    // A frame that ends in its middle, or a connection that broke.
    throw lost(error)
  }
  throw lost()
}

async function sendInput(
  socket: Socket,
  io: CommandIo,
  send: (frame: FromCommand) => boolean,
): Promise<void> {
  for await (const input of io.input()) {
    if (socket.destroyed) return
    if (!send({ input })) await new Promise<void>((resolve) => socket.once('drain', resolve))
  }
  if (!socket.destroyed) send({ end: true })
}

async function* framesOf<Frame>(socket: Socket): AsyncGenerator<Frame, void> {
  socket.setEncoding('utf8')
  for await (const line of linesOf(socket as AsyncIterable<string>)) yield JSON.parse(line) as Frame
}
