import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createGunzip } from 'node:zlib'
import { failure } from '../../kernel/errors.ts'
import { changedWhileReading, lookAt, type ExportState } from './export-directory.ts'
import { entryNamed, lookIntoZip } from './export-zip.ts'
import { EXPORTED_AT } from './exported-at.ts'
import { badArchive, withZip } from './zip-archive.ts'

/** Where an export lies: a directory with its files, or a zip archive. */
export interface ExportPlace {
  readonly path: string
  readonly form: 'directory' | 'zip'
}

const INCOMING = 'incoming-'

/**
 * Unpacks an export into a directory of its own within `workspace`, where it can be read like one that was never packed,
 * again and again and a row at a time. What is there already is not unpacked twice; of what was unpacked before, the
 * newest is kept for whoever is still reading it. Nobody but the portal's own user may read there.
 * @returns the directory
 * @throws failure `source_bad_archive`, `source_being_written`, `source_workspace`
 */
export async function unpack(place: ExportPlace, state: ExportState, workspace: string): Promise<string> {
  const key = createHash('sha256').update(`${place.path}\n${state.stamp}`).digest('hex').slice(0, 24)
  const target = join(workspace, key)
  if (await exists(target)) return target
  const incoming = await prepare(workspace)
  try {
    if (place.form === 'zip') await unpackZip(place.path, state, incoming)
    else await unpackFiles(place.path, state, incoming)
    const after = await (place.form === 'zip' ? lookIntoZip(place.path) : lookAt(place.path))
    if (after.stamp !== state.stamp) throw changedWhileReading(place.path)
    await rename(incoming, target).catch(async (error: unknown) => {
      // Somebody else has unpacked the same export meanwhile.
      if (!(await exists(target))) throw error
    })
  } finally {
    await rm(incoming, { recursive: true, force: true })
  }
  await forgetOlder(workspace, key)
  return target
}

async function unpackZip(path: string, state: ExportState, into: string): Promise<void> {
  await withZip(path, async (entries) => {
    for (const [kind, { name }] of state.files) {
      const entry = entryNamed(basename(path), entries, name)
      const file = join(into, `${kind}.csv`)
      const { crc, through } = crcOf()
      await writeAll(name, file, await entry.open(), through, ...gunzipOf(name))
      if (crc() !== entry.crc32) throw badArchive(name, new Error('its checksum is wrong'))
      await utimes(file, state.newest, state.newest)
    }
    if (state.hasExportedAt)
      await writeAll(
        EXPORTED_AT,
        join(into, EXPORTED_AT),
        await entryNamed(basename(path), entries, EXPORTED_AT).open(),
      )
  })
}

async function unpackFiles(directory: string, state: ExportState, into: string): Promise<void> {
  for (const [kind, { name, path }] of state.files) {
    const file = join(into, `${kind}.csv`)
    const { atime, mtime } = await stat(path)
    await writeAll(name, file, createReadStream(path), ...gunzipOf(name))
    await utimes(file, atime, mtime)
  }
  if (state.hasExportedAt) await copyFile(join(directory, EXPORTED_AT), join(into, EXPORTED_AT))
}

function gunzipOf(name: string): Transform[] {
  return name.endsWith('.gz') ? [createGunzip()] : []
}

async function writeAll(name: string, file: string, from: Readable, ...through: Transform[]): Promise<void> {
  try {
    await pipeline([from, ...through, createWriteStream(file, { mode: 0o600 })])
  } catch (error) {
    const { syscall, path } = error as NodeJS.ErrnoException
    throw syscall === 'write' || path === file ? workspaceFailure(file, error) : badArchive(name, error)
  }
}

/** A zip archive tells the checksum of each file; the library leaves it to us to compare. */
function crcOf(): { crc: () => number; through: Transform } {
  let sum = 0
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum)
      done(null, chunk)
    },
  })
  return { crc: () => sum, through }
}

async function prepare(workspace: string): Promise<string> {
  try {
    await mkdir(workspace, { recursive: true, mode: 0o700 })
    return await mkdtemp(join(workspace, INCOMING))
  } catch (error) {
    throw workspaceFailure(workspace, error)
  }
}

/** An hour after a process has died, what it left half unpacked is nobody's. */
const ABANDONED_MS = 3_600_000

async function forgetOlder(workspace: string, key: string): Promise<void> {
  const others: { path: string; unpackedAt: number }[] = []
  for (const name of await readdir(workspace)) {
    const path = join(workspace, name)
    const unpackedAt = (await stat(path).catch(() => undefined))?.ctimeMs
    if (unpackedAt === undefined || name === key) continue
    if (!name.startsWith(INCOMING)) others.push({ path, unpackedAt })
    else if (Date.now() - unpackedAt > ABANDONED_MS) await rm(path, { recursive: true, force: true })
  }
  others.sort((a, b) => b.unpackedAt - a.unpackedAt)
  for (const { path } of others.slice(1)) await rm(path, { recursive: true, force: true })
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

function workspaceFailure(path: string, error: unknown) {
  return failure(
    'source_workspace',
    `The export cannot be unpacked to ${path} (${(error as Error).message}). Make room there, and give the portal the right to write.`,
    error,
  )
}
