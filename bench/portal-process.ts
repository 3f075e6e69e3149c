import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface PortalProcess {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  stop(): Promise<void>
}

const BUILT = join(import.meta.dirname, '../dist/portal.js')

/** Starts the portal as it was built last (`npm run bench` builds it first), on this database and any free port. */
export async function startPortal(databaseUrl: string): Promise<PortalProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'portal-bench-server-'))
  const server = spawn(process.execPath, ['--no-warnings', BUILT, 'start'], {
    env: { ...process.env, DATABASE_URL: databaseUrl, PORT: '0', PORTAL_DEMO: '0', PORTAL_DATA: directory },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(server, 'exit')
  const greeting = new Promise<string>((resolve) => {
    let told = ''
    server.stdout.on('data', (text: Buffer) => {
      told += text.toString()
      const origin = /http:\/\/[\d.]+:\d+/.exec(told)?.[0]
      if (origin !== undefined) resolve(origin)
    })
  })
  const origin = await Promise.race([
    greeting,
    ended.then(() => Promise.reject(new Error('The portal ended before it said where it is: see above'))),
  ])
  return {
    origin,
    async stop() {
      server.kill('SIGTERM')
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
