import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

export interface PostgresServer {
  /** A URL without a database name: `${url}/name`. */
  readonly url: string
  stop(): void
}

export interface PostgresServerOptions {
  /** Where its data is and stays when it stops; made when it is not there. Otherwise a new folder that is removed. */
  readonly directory?: string
  /** Settings of the server over those for tests, which lose their data with the power. */
  readonly settings?: Readonly<Record<string, string>>
}

const FOR_TESTS = { fsync: 'off', max_connections: '200', shared_buffers: '256MB' }

/** Where `initdb` and `pg_ctl` are: Debian keeps them out of the PATH, a folder a version. */
function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const folders = existsSync(debian)
    ? readdirSync(debian)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(debian, version, 'bin'))
    : []
  const onPath = (process.env.PATH ?? '').split(':')
  return [...folders, ...onPath].find((folder) => folder !== '' && existsSync(join(folder, 'initdb')))
}

/**
 * Starts a PostgreSQL of its own on a free loopback port. `undefined` where PostgreSQL is not installed. As root it runs
 * as the user `postgres`, because PostgreSQL refuses to run as root.
 */
export async function startPostgresServer({ directory, settings = {} }: PostgresServerOptions = {}): Promise<
  PostgresServer | undefined
> {
  const binaries = findBinaries()
  if (binaries === undefined) return undefined
  const asRoot = process.getuid?.() === 0
  if (asRoot && spawnSync('id', ['postgres']).status !== 0) return undefined
  const folder = directory ?? mkdtempSync(join(tmpdir(), 'portal-postgres-'))
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  if (asRoot) execFileSync('chown', ['postgres', folder])
  const data = join(folder, 'data')
  const run = (command: string) =>
    asRoot
      ? execFileSync('su', ['postgres', '-c', command], { stdio: 'pipe' })
      : execFileSync('sh', ['-c', command], { stdio: 'pipe' })
  const port = await freePort()
  if (!existsSync(data))
    run(`'${binaries}/initdb' -D '${data}' -U postgres -A trust -E UTF8 --locale=C.UTF-8`)
  const options = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    `-c unix_socket_directories='${folder}'`,
    ...Object.entries({ ...FOR_TESTS, ...settings }).map(([name, value]) => `-c ${name}=${value}`),
  ].join(' ')
  run(`'${binaries}/pg_ctl' -D '${data}' -l '${folder}/log' -o "${options}" -w -t 600 start`)
  return {
    url: `postgres://postgres@127.0.0.1:${port}`,
    stop() {
      const mode = directory === undefined ? 'immediate' : 'fast'
      run(`'${binaries}/pg_ctl' -D '${data}' -m ${mode} -w -t 600 stop`)
      if (directory === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
