import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { failure } from '../../kernel/errors.ts'

/** A file in a zip archive. */
export interface ZipEntry {
  /** Without the folder in which it stands in the archive. */
  readonly name: string
  readonly size: number
  readonly crc32: number
  open(): Promise<Readable>
}

/**
 * Opens a zip archive for `work`, and closes it afterwards. An archive that is still being written has no directory yet
 * (it stands at the end), and so cannot be opened.
 * @throws failure `source_bad_archive`
 */
export async function withZip<T>(
  path: string,
  work: (entries: readonly ZipEntry[]) => Promise<T>,
): Promise<T> {
  const { openPromise } = await import('yauzl')
  const archive = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw badArchive(basename(path), error)
  })
  try {
    const entries: ZipEntry[] = []
    try {
      for await (const entry of archive.eachEntry()) {
        if (entry.fileName.endsWith('/')) continue
        if (entry.isEncrypted()) throw new Error('it is protected by a password')
        entries.push({
          name: basename(entry.fileName),
          size: entry.uncompressedSize,
          crc32: entry.crc32,
          open: () => archive.openReadStreamPromise(entry),
        })
      }
    } catch (error) {
      throw badArchive(basename(path), error)
    }
    return await work(entries)
  } finally {
    archive.close()
  }
}

/** The failure of a packed file that cannot be unpacked to its end. */
export function badArchive(name: string, error: unknown) {
  return failure(
    'source_bad_archive',
    `${name} cannot be unpacked (${(error as Error).message}). It is read again with the next run; if it is not just being written, export it again.`,
    error,
  )
}
