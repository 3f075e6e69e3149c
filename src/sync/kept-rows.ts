import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { failure } from '../kernel/errors.ts'

/** No row: a row that is not kept, or the end of a list. */
export const NOWHERE = -1

/** Rows are written together, so many bytes at a time; none is larger, as cells are cut to what can be stored. */
const CHUNK = 1 << 20
/** What is larger goes to a file. A city of 50,000 customers is not. */
const CHUNKS_IN_MEMORY = 64
/** The file is read in windows: the rows of an account mostly stand beside those of the next one. */
const WINDOW = 1 << 16
const WINDOWS = 64
/** Bytes before each row: how long it is, and where the row before it in its list is. */
const LENGTH = 4
const BEFORE = 6
const HEAD = LENGTH + BEFORE

/**
 * The rows that a run has read, out of the way until they are applied: as bytes, and those of a large city in a file. The
 * file has no name any more as soon as it is open, so that it is gone when the process is, however that ends. A row may lead
 * back to another one, and so to a list.
 *
 * Of a million customers (7 million rows) they would take a gigabyte as strings in memory.
 */
export class KeptRows {
  readonly #directory: string
  /** Those of the beginning are undefined once they are in the file. */
  readonly #chunks: (Buffer | undefined)[] = []
  /** How many of them. */
  #inFile = 0
  #used = CHUNK
  #file: number | undefined
  readonly #windows = new Map<number, Buffer>()

  /** @param directory where the file may be */
  constructor(directory: string) {
    this.#directory = directory
  }

  /**
   * @param before the row that this one leads back to
   * @returns where the row is
   * @throws failure `work_directory_unwritable`
   */
  add(text: string, before: number = NOWHERE): number {
    const length = Buffer.byteLength(text)
    if (HEAD + length > CHUNK) throw new Error(`a row of ${length} bytes cannot be kept`)
    if (this.#used + HEAD + length > CHUNK) this.#beginChunk()
    const chunk = this.#chunks.at(-1) as Buffer
    const start = this.#used
    chunk.writeUInt32LE(length, start)
    chunk.writeUIntLE(before - NOWHERE, start + LENGTH, BEFORE)
    chunk.write(text, start + HEAD)
    this.#used = start + HEAD + length
    return (this.#chunks.length - 1) * CHUNK + start
  }

  textAt(at: number): string {
    return this.#read(at).text
  }

  /** A row and all that it leads back to, the first first. */
  listAt(last: number): string[] {
    const texts: string[] = []
    for (let at = last; at !== NOWHERE;) {
      const { text, before } = this.#read(at)
      texts.push(text)
      at = before
    }
    return texts.reverse()
  }

  /** The rows cannot be read any more. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
    this.#chunks.length = 0
    this.#windows.clear()
  }

  #beginChunk(): void {
    if (this.#file !== undefined || this.#chunks.length >= CHUNKS_IN_MEMORY)
      try {
        this.#moveToFile()
      } catch (error) {
        throw unwritable(this.#directory, error as Error)
      }
    this.#chunks.push(Buffer.allocUnsafe(CHUNK))
    this.#used = 0
  }

  #moveToFile(): void {
    this.#file ??= openUnnamed(this.#directory)
    for (let i = this.#inFile; i < this.#chunks.length; i++) {
      const chunk = this.#chunks[i] as Buffer
      for (let written = 0; written < CHUNK;)
        written += writeSync(this.#file, chunk, written, CHUNK - written, i * CHUNK + written)
      this.#chunks[i] = undefined
    }
    this.#inFile = this.#chunks.length
  }

  #read(at: number): { text: string; before: number } {
    const chunk = this.#chunks[Math.floor(at / CHUNK)]
    const [from, start] = chunk ? [chunk, at % CHUNK] : this.#inWindow(at)
    const length = from.readUInt32LE(start)
    const before = from.readUIntLE(start + LENGTH, BEFORE) + NOWHERE
    const end = start + HEAD + length
    const text =
      end <= from.length
        ? from.toString('utf8', start + HEAD, end)
        : this.#readFile(at + HEAD, length).toString('utf8')
    return { text, before }
  }

  /** The bytes of the file around a row, and where it begins in them; its head is in them whole. */
  #inWindow(at: number): [Buffer, number] {
    const number = Math.floor(at / WINDOW)
    let window = this.#windows.get(number)
    if (window === undefined) {
      const [oldest] = this.#windows.keys()
      if (this.#windows.size >= WINDOWS && oldest !== undefined) this.#windows.delete(oldest)
      window = this.#readFile(number * WINDOW, WINDOW + HEAD)
      this.#windows.set(number, window)
    }
    return [window, at - number * WINDOW]
  }

  #readFile(at: number, length: number): Buffer {
    if (this.#file === undefined) throw new Error('the rows are not kept any more')
    const bytes = Buffer.allocUnsafe(length)
    let read = 0
    while (read < length) {
      const more = readSync(this.#file, bytes, read, length - read, at + read)
      if (more === 0) break
      read += more
    }
    return bytes.subarray(0, read)
  }
}

function unwritable(directory: string, error: Error) {
  return failure(
    'work_directory_unwritable',
    `The rows of so large a city wait in ${directory} while they are read, and could not be written there (${error.message}): nothing was changed. Make room there, or let the portal write to it.`,
    error,
  )
}

function openUnnamed(directory: string): number {
  mkdirSync(directory, { recursive: true })
  const folder = mkdtempSync(join(directory, 'reading-'))
  try {
    return openSync(join(folder, 'rows'), 'wx+', 0o600)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
