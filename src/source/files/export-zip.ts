import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { failure } from '../../kernel/errors.ts'
import { SOURCE_KINDS, type SourceKind } from '../port.ts'
import { nameIn, refuseUnfinished, type ExportFile, type ExportState } from './export-directory.ts'
import { EXPORTED_AT, readExportedAt } from './exported-at.ts'
import { unreadable } from './line-chunks.ts'
import { withZip, type ZipEntry } from './zip-archive.ts'

/** An export in a zip archive, at one moment. */
export interface ZipState extends ExportState {
  /** When the export was true in the system of record: what EXPORTED_AT in it says, otherwise the archive's own time. */
  readonly exportedAt: Date
}

/**
 * What is in the archive now. The files may stand in a folder of the archive. Of the contents it reads EXPORTED_AT alone.
 * @throws failure `source_bad_archive`, `source_unreadable`, `source_being_written`, `source_missing_file`,
 * `source_file_twice`, `source_bad_exported_at`
 */
export async function lookIntoZip(path: string): Promise<ZipState> {
  const name = basename(path)
  const stats = await stat(path, { bigint: true }).catch((error: unknown) => {
    throw unreadable(name, error)
  })
  return await withZip(path, async (entries) => {
    const names = entries.map((entry) => entry.name)
    refuseUnfinished(name, names)
    const files = new Map<SourceKind, ExportFile>()
    for (const kind of SOURCE_KINDS) {
      const fileName = nameIn(name, names, kind)
      if (fileName === undefined) continue
      const { size } = entryNamed(name, entries, fileName)
      files.set(kind, { name: fileName, path, size, packed: true })
    }
    const newest = new Date(Number(stats.mtimeMs))
    const hasExportedAt = names.includes(EXPORTED_AT)
    return {
      files,
      stamp: `${name} ${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`,
      newest,
      hasExportedAt,
      exportedAt: hasExportedAt
        ? readExportedAt(await textOf(entryNamed(name, entries, EXPORTED_AT)))
        : newest,
    }
  })
}

/** @throws failure `source_file_twice` when the name stands in two folders of the archive */
export function entryNamed(zip: string, entries: readonly ZipEntry[], name: string): ZipEntry {
  const [entry, second] = entries.filter((each) => each.name === name)
  if (!entry) throw new Error(`${name} was in ${zip} when it was looked at`)
  if (second)
    throw failure(
      'source_file_twice',
      `The archive ${zip} holds ${name} twice. Make one archive for each export.`,
    )
  return entry
}

async function textOf(entry: ZipEntry): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of await entry.open()) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
