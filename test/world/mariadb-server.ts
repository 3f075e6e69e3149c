import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { freePort } from './free-port.ts'

export interface MariadbServer {
  readonly port: number
  /** Runs statements as `root`, who has no password. */
  run(...statements: string[]): Promise<void>
  stop(): Promise<void>
}

const PATIENCE_MS = 30_000

/** Whether a MariaDB can be started here (Debian: mariadb-server). */
export function mariadbIsInstalled(): boolean {
  if (spawnSync('mariadbd', ['--version']).status !== 0) return false
  return process.getuid?.() !== 0 || spawnSync('id', ['mysql']).status === 0
}

/**
 * Starts a MariaDB of its own on a free loopback port, with its data in a new temporary folder. As root it runs as
 * the user `mysql`.
 */
export async function startMariadbServer(): Promise<MariadbServer> {
  const asRoot = process.getuid?.() === 0
  const folder = mkdtempSync(join(tmpdir(), 'portal-mariadb-'))
  if (asRoot) execFileSync('chown', ['mysql', folder])
  const data = join(folder, 'data')
  const user = asRoot ? ['--user=mysql'] : []
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
    { stdio: 'pipe' },
  ) // prettier-ignore
  const port = await freePort()
  const server = spawn(
    'mariadbd',
    [
      '--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1', `--socket=${folder}/socket`,
      `--pid-file=${folder}/pid`, '--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=32M', '--character-set-server=utf8mb4',
      ...user,
    ],
    { stdio: 'ignore' },
  ) // prettier-ignore
  const ended = once(server, 'exit')
  const run = async (...statements: string[]) => {
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' })
    try {
      for (const statement of statements) await connection.query(statement)
    } finally {
      connection.destroy()
    }
  }
  const stop = async () => {
    server.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (const start = Date.now(); ; await sleep(100)) {
    try {
      await run('select 1')
      return { port, run, stop }
    } catch (error) {
      if (Date.now() - start < PATIENCE_MS && server.exitCode === null) continue
      await stop()
      throw error
    }
  }
}
