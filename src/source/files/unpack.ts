import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, stat, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createGunzip } from 'node:zlib'
import { changedWhileReading, lookAt, type ExportState } from './export-directory.ts'
import { entryNamed, lookIntoZip } from './export-zip.ts'
import { EXPORTED_AT } from './exported-at.ts'
import { madeOnce, workspaceFailure } from './workspace.ts'
import { badArchive, withZip } from './zip-archive.ts'

/** Where an export lies: a directory with its files, or a zip archive. */
export interface ExportPlace {
  readonly path: string
  readonly form: 'directory' | 'zip'
}

/**
 * Unpacks an export into a directory of its own within `workspace`, where it can be read like one that was never packed,
 * again and again and a row at a time.
 * @returns the directory
 * @throws failure `source_bad_archive`, `source_being_written`, `source_workspace`
 */
export async function unpack(place: ExportPlace, state: ExportState, workspace: string): Promise<string> {
  const key = createHash('sha256').update(`${place.path}\n${state.stamp}`).digest('hex').slice(0, 24)
  return await madeOnce(workspace, key, async (incoming) => {
    if (place.form === 'zip') await unpackZip(place.path, state, incoming)
    else await unpackFiles(place.path, state, incoming)
    const after = await (place.form === 'zip' ? lookIntoZip(place.path) : lookAt(place.path))
    if (after.stamp !== state.stamp) throw changedWhileReading(place.path)
  })
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
