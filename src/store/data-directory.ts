import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { failure } from '../kernel/errors.ts'

/**
 * The embedded database belongs to one process. PGlite itself would let a second one open the same directory, and lose
 * the rows of one of them, so the process that opens it holds a lock file with its identity. The lock of a process that
 * has died is taken over.
 */

interface LockHolder {
  readonly pid: number
  /** When the process started, as the system tells it: a pid alone may have been given to another process since. */
  readonly started: string
  /** Where the holder takes commands, when it is a server. */
  readonly socket: string | null
}

export interface DataDirectory {
  readonly path: string
  /** Of the embedded database. */
  readonly database: string
  /** Says where this process takes commands, so that others hand theirs over. */
  announce(socket: string): void
  release(): void
}

export type Claim =
  | { readonly held: false; readonly directory: DataDirectory }
  | { readonly held: true; readonly pid: number; readonly socket: string | null }

/**
 * Claims a data directory, making it where needed; or says who holds it.
 * @throws failure `data_unwritable` when the directory cannot be made or written.
 */
export function claimDataDirectory(path: string): Claim {
  const lock = join(path, 'lock')
  const me: LockHolder = { pid: process.pid, started: startOf(process.pid) ?? '', socket: null }
  const mine = join(path, `lock.${process.pid}.${randomBytes(4).toString('hex')}`)
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    writeFileSync(mine, JSON.stringify(me), { mode: 0o600 })
  } catch (error) {
    throw failure(
      'data_unwritable',
      `The data directory ${path} cannot be written (${(error as Error).message}): make it writable, or name another in PORTAL_DATA.`,
      error,
    )
  }
  try {
    for (;;) {
      const holder = readLock(lock)
      if (holder && isAlive(holder)) return { held: true, pid: holder.pid, socket: holder.socket }
      if (holder) removeStale(lock, holder)
      try {
        // A link is made or not made, in one step: of two processes that come at once, one gets the lock.
        linkSync(mine, lock)
        return { held: false, directory: directoryOf(path, lock, me) }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

/**
 * Claims it, waiting for a holder that will be gone soon (another command) or will soon take commands (a server that is
 * starting). Answers with a holder only when that one takes commands.
 * @throws failure `data_in_use` after `patienceMs`.
 */
export async function claimWithPatience(path: string, patienceMs: number): Promise<Claim> {
  const until = Date.now() + patienceMs
  for (;;) {
    const claim = claimDataDirectory(path)
    if (!claim.held || claim.socket !== null) return claim
    if (Date.now() > until)
      throw failure(
        'data_in_use',
        `The data directory ${path} is in use by process ${claim.pid}: wait until it ends, or name another directory in PORTAL_DATA.`,
      )
    await sleep(50)
  }
}

function directoryOf(path: string, lock: string, me: LockHolder): DataDirectory {
  const release = () => {
    if (readLock(lock)?.pid === me.pid) rmSync(lock, { force: true })
  }
  process.once('exit', release)
  return {
    path,
    database: join(path, 'database'),
    announce(socket) {
      const next = `${lock}.${me.pid}`
      writeFileSync(next, JSON.stringify({ ...me, socket }), { mode: 0o600 })
      renameSync(next, lock)
    },
    release() {
      process.removeListener('exit', release)
      release()
    },
  }
}

function readLock(lock: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as LockHolder
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    // A lock that cannot be read was left by a machine that stopped while writing it.
    return { pid: 0, started: '', socket: null }
  }
}

/** Moves the lock away first, and gives it back when it turns out to be another one than was looked at. */
function removeStale(lock: string, stale: LockHolder): void {
  const aside = `${lock}.stale.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  const moved = readLock(aside)
  if (moved && moved.pid !== stale.pid && isAlive(moved)) {
    try {
      linkSync(aside, lock)
    } catch {
      // Somebody else has the lock by now.
    }
  }
  rmSync(aside, { force: true })
}

function isAlive({ pid, started }: LockHolder): boolean {
  if (pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  const now = startOf(pid)
  return now === undefined || started === '' || now === started
}

/** The start time of a process in clock ticks since the system's boot (Linux); undefined where the system does not say. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
