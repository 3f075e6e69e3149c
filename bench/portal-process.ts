import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { WORDS_LEARNED } from '../src/app/learn-words.ts'

export interface PortalProcess {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** It has read the words in use, for which it takes a fifth of its time at first. */
  readonly learned: Promise<void>
  stop(): Promise<void>
}

const BUILT = join(import.meta.dirname, '../dist/portal.js')

/** Starts the portal as it was built last (`npm run bench` builds it first), on this database and any free port. */
export async function startPortal(databaseUrl: string): Promise<PortalProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'portal-bench-server-'))
  const server = spawn(process.execPath, ['--no-warnings', BUILT, 'start'], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      PORT: '0',
      PORTAL_DEMO: '0',
      PORTAL_DATA: directory,
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  server.stderr.pipe(process.stderr)
  const ended = once(server, 'exit')
  const learned = said(server.stderr, new RegExp(WORDS_LEARNED)).then(() => {})
  // Whoever does not wait for it may stop the server before.
  learned.catch(() => {})
  return {
    origin: await said(server.stdout, /http:\/\/[\d.]+:\d+/),
    learned,
    async stop() {
      server.kill('SIGTERM')
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** The first match in the lines of a stream. @throws Error when it ends without one */
async function said(stream: Readable, what: RegExp): Promise<string> {
  return await new Promise((resolve, reject) => {
    createInterface({ input: stream })
      .on('line', (line) => {
        const [found] = what.exec(line) ?? []
        if (found !== undefined) resolve(found)
      })
      .on('close', () => reject(new Error(`The portal ended before it said ${what}: see above`)))
  })
}
