import { hash } from 'node:crypto'

/**
 * A digest of many rows that does not ask for their order: rows fall into buckets by the id of their record, and a
 * bucket is the number of its rows with the exclusive-or of their hashes. A difference between two sides is so narrowed
 * down to one of 4,096 buckets at once, which is twelve halvings, in 48 KB whatever the number of rows.
 *
 * A fault of a disk, of a program or of a hand cannot pass, but for a chance of one in 2^64. Whoever can write to the
 * database and computes on purpose rows that cancel each other out is not kept out by this.
 */
export const BUCKETS = 4_096

export class Buckets {
  readonly #digests = new BigInt64Array(BUCKETS)
  /** The halves of the digests: a row is added without making a big number of it. */
  readonly #halves = new Int32Array(this.#digests.buffer)
  readonly #counts = new Uint32Array(BUCKETS)
  #rows = 0
  /** Rows of one record mostly come one after the other. */
  #last = { id: '', bucket: bucketOf('') }

  get rows(): number {
    return this.#rows
  }

  /** Adds a row of the record with this id. */
  add(id: string, row: string): void {
    if (id !== this.#last.id) this.#last = { id, bucket: bucketOf(id) }
    const { bucket } = this.#last
    // A character for each byte: taken as numbers, they are there sooner than as hexadecimal digits.
    const bytes = hash('sha256', row, 'latin1')
    const [low, high] = LITTLE_ENDIAN ? [0, 1] : [1, 0]
    this.#halves[2 * bucket + low] = (this.#halves[2 * bucket + low] as number) ^ int32Of(bytes, 4)
    this.#halves[2 * bucket + high] = (this.#halves[2 * bucket + high] as number) ^ int32Of(bytes, 0)
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1
    this.#rows++
  }

  /** Adds what a database has digested of some rows of a bucket. */
  addDigest(bucket: number, count: number, digest: string): void {
    this.#digests[bucket] = (this.#digests[bucket] as bigint) ^ BigInt(digest)
    this.#counts[bucket] = (this.#counts[bucket] as number) + count
    this.#rows += count
  }

  /** The buckets in which the other side has other rows. */
  differingFrom(other: Buckets): number[] {
    const differing: number[] = []
    for (let bucket = 0; bucket < BUCKETS; bucket++)
      if (this.#digests[bucket] !== other.#digests[bucket] || this.#counts[bucket] !== other.#counts[bucket])
        differing.push(bucket)
    return differing
  }

  /** All buckets in one word. */
  toString(): string {
    return hash('sha256', new Uint8Array([...bytesOf(this.#digests), ...bytesOf(this.#counts)]), 'hex').slice(
      0,
      16,
    )
  }
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

function int32Of(bytes: string, at: number): number {
  return (
    (bytes.charCodeAt(at) << 24) |
    (bytes.charCodeAt(at + 1) << 16) |
    (bytes.charCodeAt(at + 2) << 8) |
    bytes.charCodeAt(at + 3)
  )
}

function bytesOf({ buffer }: { readonly buffer: ArrayBuffer }): Uint8Array {
  return new Uint8Array(buffer)
}

export function bucketOf(id: string): number {
  return parseInt(hash('sha256', id, 'hex').slice(0, 3), 16)
}

/** The bucket of an id of the copy, as SQL. */
export function bucketSql(id: string): string {
  return `('x' || left(encode(sha256(convert_to(${id}, 'UTF8')), 'hex'), 3))::bit(12)::int`
}

/** The digest of a text of the copy, as SQL: the first 64 bits of its hash. */
export function digestSql(row: string): string {
  return `('x' || left(encode(sha256(convert_to(${row}, 'UTF8')), 'hex'), 16))::bit(64)::bigint`
}
