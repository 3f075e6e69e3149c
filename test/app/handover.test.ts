import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { handOver, takeCommands } from '../../src/app/handover.ts'
import { linesOf, type CommandIo } from '../../src/cli/io.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-handover-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function recordingIo(input: readonly string[], signal: AbortSignal = new AbortController().signal) {
  const written = { out: '', err: '' }
  const io: CommandIo = {
    directory: '/somewhere',
    terminal: false,
    signal,
    async *input() {
      yield* input
    },
    async out(text) {
      written.out += text
    },
    err(text) {
      written.err += text
    },
  }
  return { io, written }
}

it('a command runs at the server with its arguments, directory and input, and prints here', async () => {
  const server = await takeCommands(folder, async (argv, io) => {
    for await (const line of linesOf(io.input())) await io.out(`${argv.join(' ')} ${io.directory} ${line}\n`)
    io.err('done\n')
    return 7
  })
  const { io, written } = recordingIo(['one\ntw', 'o\n'])
  expect(await handOver(server.path, ['search', '-'], io)).toBe(7)
  expect(written).toEqual({ out: 'search - /somewhere one\nsearch - /somewhere two\n', err: 'done\n' })
  await server.close()
})

it('much output arrives whole and in order', async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `${index} ${'x'.repeat(200)}\n`)
  const server = await takeCommands(folder, async (_argv, io) => {
    for (const line of lines) await io.out(line)
    return 0
  })
  const { io, written } = recordingIo([])
  await handOver(server.path, [], io)
  expect(written.out).toBe(lines.join(''))
  await server.close()
})

it('a command whose caller has gone is aborted', async () => {
  const aborted = Promise.withResolvers<string>()
  const started = Promise.withResolvers<void>()
  const server = await takeCommands(folder, async (_argv, io) => {
    io.signal.addEventListener('abort', () => aborted.resolve('aborted'))
    started.resolve()
    await aborted.promise
    return 0
  })
  const stop = new AbortController()
  const handed = handOver(server.path, [], recordingIo([], stop.signal).io)
  handed.catch(() => undefined)
  await started.promise
  stop.abort()
  expect(await aborted.promise).toBe('aborted')
  await expect(handed).rejects.toMatchObject({ code: 'server_lost' })
  await server.close()
})

it('a server that goes away in the middle is said in one sentence', async () => {
  const started = Promise.withResolvers<void>()
  const server = await takeCommands(folder, async (_argv, io) => {
    started.resolve()
    await once(io.signal, 'abort')
    return 0
  })
  const handed = handOver(server.path, [], recordingIo([]).io)
  handed.catch(() => undefined)
  await started.promise
  await server.close()
  await expect(handed).rejects.toThrow(/went away: run the command again/)
})

it('what speaks another language is hung up on, and the next command works', async () => {
  const server = await takeCommands(folder, async () => 0)
  const stranger = createConnection(server.path)
  stranger.end('GET / HTTP/1.1\r\n\r\n')
  await once(stranger, 'close')
  expect(await handOver(server.path, [], recordingIo([]).io)).toBe(0)
  await server.close()
})

it('nobody but the owner may connect', async () => {
  const server = await takeCommands(folder, async () => 0)
  expect(statSync(server.path).mode & 0o077).toBe(0)
  await server.close()
})

it('a data directory with a long name gets a socket elsewhere', async () => {
  const server = await takeCommands(join(folder, 'x'.repeat(120)), async () => 3)
  expect(Buffer.byteLength(server.path)).toBeLessThan(100)
  expect(await handOver(server.path, [], recordingIo([]).io)).toBe(3)
  await server.close()
})
