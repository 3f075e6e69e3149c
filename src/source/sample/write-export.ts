import { mkdir, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { SOURCE_KINDS, type SourceKind, type SourceValues } from '../port.ts'
import { csvLine, headerLine } from './records.ts'

/** As much text is gathered before it is written. */
const BUFFER = 256 * 1024

/** Takes the rows of an export, in any order of kinds. */
export interface ExportWriter {
  add(kind: SourceKind, values: SourceValues): void
  /** Lets the disk catch up; to be awaited every few thousand rows. */
  settle(): Promise<void>
}

/**
 * Writes the files of an export beside the old ones and puts them in place at the end; a `.partial` file keeps readers
 * away meanwhile, and stays when it fails half-way, because the old and the new files would not fit together.
 * @param kinds the files to write; others stay as they are
 */
export async function writeExport(
  directory: string,
  exportedAt: Date,
  kinds: readonly SourceKind[],
  fill: (writer: ExportWriter) => Promise<void> | void,
): Promise<void> {
  await mkdir(directory, { recursive: true })
  const partial = join(directory, '.partial')
  await writeFile(partial, '')
  const files = new Map<SourceKind, { handle: FileHandle; text: string[]; length: number }>()
  const settle = async () => {
    for (const file of files.values()) {
      if (file.length === 0) continue
      await file.handle.writeFile(file.text.join(''))
      file.text = []
      file.length = 0
    }
  }
  try {
    for (const kind of kinds)
      files.set(kind, {
        handle: await open(newName(directory, kind), 'w'),
        text: [headerLine(kind)],
        length: 1,
      })
    await fill({
      add(kind, values) {
        const file = files.get(kind)
        if (!file) throw new Error(`${kind} are not written`)
        const line = csvLine(kind, values)
        file.text.push(line)
        file.length += line.length
      },
      settle: async () => {
        let waiting = 0
        for (const { length } of files.values()) waiting += length
        if (waiting >= BUFFER) await settle()
      },
    })
    await settle()
  } finally {
    for (const { handle } of files.values()) await handle.close()
  }
  for (const kind of kinds) await rename(newName(directory, kind), join(directory, `${kind}.csv`))
  await writeFile(join(directory, 'EXPORTED_AT'), `${exportedAt.toISOString()}\n`)
  await rm(partial)
}

export const ALL_KINDS: readonly SourceKind[] = SOURCE_KINDS

function newName(directory: string, kind: SourceKind): string {
  return join(directory, `${kind}.csv.new`)
}
