import { open, type FileHandle } from 'node:fs/promises'
import { failure } from '../../kernel/errors.ts'

/** Large enough to read fast, small enough (3 ms of work) that a server answers in between. */
const CHUNK = 256 * 1024
const MAX_LINE = 4 * 1024 * 1024
const LF = 10
const CR = 13

export interface LineChunk {
  /** Whole lines; only the last chunk may end without a line end, or be empty. */
  readonly bytes: Buffer
  readonly last: boolean
}

/**
 * The bytes of a file in pieces that end where a line ends, so that no character and no CRLF is cut in two.
 * @throws failure `source_unreadable`
 */
export async function* readLineChunks(
  path: string,
  file: string,
  signal?: AbortSignal,
): AsyncGenerator<LineChunk> {
  const handle = await openForReading(path, file)
  try {
    let carry = Buffer.alloc(0)
    for (;;) {
      signal?.throwIfAborted()
      const buffer = Buffer.allocUnsafe(carry.length + CHUNK)
      carry.copy(buffer)
      const { bytesRead } = await readSome(handle, buffer, carry.length, file)
      const filled = buffer.subarray(0, carry.length + bytesRead)
      if (bytesRead === 0) {
        yield { bytes: filled, last: true }
        return
      }
      const end = endOfWholeLines(filled)
      if (end > 0) yield { bytes: filled.subarray(0, end), last: false }
      carry = filled.subarray(end)
      if (carry.length > MAX_LINE)
        throw failure(
          'source_unreadable',
          `${file} has a line of more than 4 MB, so it is no list of records; export it again.`,
        )
    }
  } finally {
    await handle.close()
  }
}

/** @throws failure `source_unreadable` */
export async function openForReading(path: string, file: string): Promise<FileHandle> {
  try {
    return await open(path)
  } catch (error) {
    throw unreadable(file, error)
  }
}

export function unreadable(file: string, error: unknown) {
  return failure(
    'source_unreadable',
    `${file} cannot be read (${(error as Error).message}). Give the portal the right to read it, or export it again.`,
    error,
  )
}

async function readSome(handle: FileHandle, buffer: Buffer, offset: number, file: string) {
  try {
    return await handle.read(buffer, offset, CHUNK, null)
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** After the last LF; where there is none, after the last CR that is not the end (an LF may follow it). */
function endOfWholeLines(bytes: Buffer): number {
  const lf = bytes.lastIndexOf(LF)
  return lf >= 0 ? lf + 1 : bytes.lastIndexOf(CR, -2) + 1
}
