import { createHash } from 'node:crypto'
import { extname, join, posix } from 'node:path'
import { PortalError } from '../../kernel/errors.ts'
import { SOURCE_KINDS } from '../port.ts'
import {
  EXPORT_NAMES,
  PARTIAL,
  changedWhileReading,
  nameIn,
  refuseUnfinished,
} from '../files/export-directory.ts'
import { EXPORTED_AT } from '../files/exported-at.ts'
import { findExport, type FoundExport } from '../files/newest-export.ts'
import { madeOnce } from '../files/workspace.ts'
import type { RemoteEntry, SftpSession } from './session.ts'

/** An export on the server: the files of a directory, or a zip archive. */
interface RemoteExport {
  /** Of the directory, or of the archive. */
  readonly path: string
  readonly directory: string
  readonly files: readonly RemoteEntry[]
  readonly newest: number
}

/**
 * Brings the newest complete export of a directory on the server into `workspace`, where it is found like one that was
 * always there. What is there already is not fetched again.
 * @throws failure `source_missing_file`, `source_being_written`, `source_file_twice`, `source_bad_archive`,
 * `source_workspace`, and as the session
 */
export async function fetchNewest(
  session: SftpSession,
  directory: string,
  workspace: string,
): Promise<FoundExport> {
  const exports = await exportsIn(session, directory)
  const refused: { name: string; error: PortalError }[] = []
  for (const each of exports) {
    try {
      const found = await fetchExport(session, each, workspace)
      return { directory: found.directory, remarks: [...refused.map(remarkOn), ...found.remarks] }
    } catch (error) {
      if (!(error instanceof PortalError) || !PASSED_OVER.has(error.code)) throw error
      refused.push({ name: posix.basename(each.path), error })
    }
  }
  throw refused[0]?.error ?? new Error('There is always a directory to look at')
}

/** What is wrong with an export, and not with the way to it. */
const PASSED_OVER = new Set([
  'source_missing_file', 'source_being_written', 'source_file_twice', 'source_bad_archive', 'source_bad_exported_at',
]) // prettier-ignore

/** Newest first, by the times of their files. */
async function exportsIn(session: SftpSession, directory: string): Promise<RemoteExport[]> {
  const entries = await session.list(directory)
  const itself = exportOf(directory, entries)
  if (itself.files.some(({ name }) => EXPORT_NAMES.includes(name))) return [itself]
  const found: RemoteExport[] = []
  for (const entry of entries) {
    const path = posix.join(directory, entry.name)
    if (entry.name.endsWith(PARTIAL) || entry.name.startsWith('.')) continue
    if (entry.isDirectory) {
      const inside = exportOf(path, await session.list(path))
      if (inside.files.some(({ name }) => EXPORT_NAMES.includes(name))) found.push(inside)
    } else if (extname(entry.name).toLowerCase() === '.zip')
      found.push({ path, directory, files: [entry], newest: entry.modifiedAt.getTime() })
  }
  if (found.length === 0) return [itself]
  // A file that is called just `.partial` keeps the portal away from all of them.
  refuseUnfinished(
    directory,
    entries.map(({ name }) => name).filter((name) => name === PARTIAL),
  )
  return found.sort((a, b) => b.newest - a.newest || (a.path < b.path ? 1 : -1))
}

function exportOf(path: string, entries: readonly RemoteEntry[]): RemoteExport {
  const files = entries.filter(
    ({ name, isDirectory }) =>
      !isDirectory && (EXPORT_NAMES.includes(name) || name === EXPORTED_AT || name.endsWith(PARTIAL)),
  )
  return {
    path,
    directory: path,
    files,
    newest: Math.max(0, ...files.map(({ modifiedAt }) => modifiedAt.getTime())),
  }
}

async function fetchExport(
  session: SftpSession,
  remote: RemoteExport,
  workspace: string,
): Promise<FoundExport> {
  refuseIncomplete(remote)
  const stamp = stampOf(remote)
  const key = createHash('sha256').update(stamp).digest('hex').slice(0, 24)
  const fetched = await madeOnce(join(workspace, 'fetched'), key, async (into) => {
    for (const entry of remote.files)
      await session.fetch(posix.join(remote.directory, entry.name), entry, join(into, entry.name))
    const after = await session.list(remote.directory)
    const same = isArchive(remote)
      ? { ...remote, files: after.filter(({ name }) => name === remote.files[0]?.name) }
      : exportOf(remote.path, after)
    if (stampOf(same) !== stamp) throw changedWhileReading(remote.path)
  })
  return await findExport(fetched, join(workspace, 'unpacked'))
}

/** @throws failure as `lookAt`, before anything is fetched */
function refuseIncomplete(remote: RemoteExport): void {
  if (isArchive(remote)) return
  const names = remote.files.map(({ name }) => name)
  refuseUnfinished(remote.path, names)
  for (const kind of SOURCE_KINDS) nameIn(remote.path, names, kind)
}

function isArchive({ path, directory }: RemoteExport): boolean {
  return path !== directory
}

function stampOf({ path, files }: RemoteExport): string {
  return [
    path,
    ...files.map(({ name, size, modifiedAt }) => `${name} ${size} ${modifiedAt.getTime()}`).sort(),
  ].join('\n')
}

function remarkOn({ name, error }: { name: string; error: PortalError }): string {
  return `An older export was read, because the newer one ${name} cannot be used: ${error.message}`
}
