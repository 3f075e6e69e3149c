import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { PortalError } from '../../kernel/errors.ts'
import {
  EXPORT_NAMES,
  PARTIAL,
  lookAt,
  namesIn,
  refuseUnfinished,
  type ExportState,
} from './export-directory.ts'
import { exportedAt } from './exported-at.ts'
import { lookIntoZip } from './export-zip.ts'
import { unpack, type ExportPlace } from './unpack.ts'

/** The export that is to be read now. */
export interface FoundExport {
  /** Holds its plain files. */
  readonly directory: string
  /** What an operator should know of how it was found, a sentence each. */
  readonly remarks: readonly string[]
}

/**
 * Finds the export at `path`: a directory with its files, a zip archive, or a directory that holds several of either. Of
 * several, the newest that is complete wins, by what EXPORTED_AT says or by the time of its files; one that cannot be
 * used is named in a remark when it came after the one that is read. What is packed is unpacked into `workspace`.
 * @throws failure as `lookAt`, `lookIntoZip` and `unpack`; of several exports of which none can be used, that of the newest
 */
export async function findExport(path: string, workspace: string | undefined): Promise<FoundExport> {
  const places = await placesAt(path)
  const looks = await Promise.all(places.map(look))
  looks.sort((a, b) => b.at - a.at || (a.place.path < b.place.path ? 1 : -1))
  const refused: { name: string; error: PortalError; at: number }[] = []
  for (const { place, at, outcome } of looks) {
    try {
      if (outcome instanceof PortalError) throw outcome
      const directory = await plainDirectory(place, outcome, workspace)
      const later = refused.filter((each) => each.at >= at)
      return { directory, remarks: later.map((each) => remarkOn(each, basename(place.path))) }
    } catch (error) {
      if (!(error instanceof PortalError)) throw error
      refused.push({ name: basename(place.path), error, at })
    }
  }
  throw refused[0]?.error ?? new Error('There is always a place to look at')
}

/** Where an export may be; the directory itself when there is nothing in it that looks like one. */
async function placesAt(path: string): Promise<ExportPlace[]> {
  if (isZip(path) && (await stat(path).catch(() => undefined))?.isFile()) return [{ path, form: 'zip' }]
  const names = await namesIn(path)
  const itself: ExportPlace = { path, form: 'directory' }
  if (names.some((name) => EXPORT_NAMES.includes(name))) return [itself]
  const places: ExportPlace[] = []
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.name.endsWith(PARTIAL) || entry.name.startsWith('.')) continue
    const at = join(path, entry.name)
    if (entry.isDirectory() && (await holdsAnExport(at))) places.push({ path: at, form: 'directory' })
    if (entry.isFile() && isZip(entry.name)) places.push({ path: at, form: 'zip' })
  }
  if (places.length === 0) return [itself]
  // A file that is called just `.partial` keeps the portal away from all of them.
  refuseUnfinished(
    path,
    names.filter((name) => name === PARTIAL),
  )
  return places
}

/** Whether at least a part of an export is there; other directories, such as one for logs, are none of ours. */
async function holdsAnExport(directory: string): Promise<boolean> {
  return (await namesIn(directory)).some((name) => EXPORT_NAMES.includes(name))
}

interface Look {
  readonly place: ExportPlace
  readonly outcome: ExportState | PortalError
  /** When the export was true; of one that cannot be used, when something in it was last written. In milliseconds. */
  readonly at: number
}

async function look(place: ExportPlace): Promise<Look> {
  try {
    if (place.form === 'zip') {
      const state = await lookIntoZip(place.path)
      return { place, outcome: state, at: state.exportedAt.getTime() }
    }
    const state = await lookAt(place.path)
    return { place, outcome: state, at: (await exportedAt(place.path, state)).getTime() }
  } catch (error) {
    if (!(error instanceof PortalError)) throw error
    return { place, outcome: error, at: (await stat(place.path).catch(() => undefined))?.mtimeMs ?? 0 }
  }
}

async function plainDirectory(place: ExportPlace, state: ExportState, workspace: string | undefined) {
  if (![...state.files.values()].some(({ packed }) => packed)) return place.path
  if (workspace === undefined) throw new Error('A packed export needs a workspace to be unpacked in')
  return await unpack(place, state, workspace)
}

function remarkOn({ name, error }: { name: string; error: PortalError }, read: string): string {
  return `${read} was read, because the newer export ${name} cannot be used: ${error.message}`
}

function isZip(path: string): boolean {
  return extname(path).toLowerCase() === '.zip'
}
