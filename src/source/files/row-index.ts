/** Where a row stands in its file, in bytes. */
export interface RowPlace {
  readonly offset: number
  readonly bytes: number
}

/**
 * Which rows may hold a key: their places by a hash of the key, 20 bytes an entry. So the index of 100,000 customers
 * (a million entries) takes 20 MB, where the rows themselves would take 500. Whoever reads a place compares the key.
 */
export class RowIndex {
  #count = 0
  #offsets = new Float64Array(1024)
  #bytes = new Uint32Array(1024)
  #hashes = new Uint32Array(1024)
  /** The first entry of each bucket, and the next of the same; counted from 1, 0 for none. */
  #first = new Uint32Array(1024)
  #next = new Uint32Array(1024)

  add(key: string, place: RowPlace): void {
    if (this.#count === this.#offsets.length) this.#grow()
    const entry = this.#count++
    this.#offsets[entry] = place.offset
    this.#bytes[entry] = place.bytes
    this.#hashes[entry] = hashOf(key)
    this.#chain(entry)
  }

  /** In the order of the file; among them may be rows with another key. */
  find(key: string): RowPlace[] {
    const hash = hashOf(key)
    const places: RowPlace[] = []
    let number = this.#first[hash & (this.#first.length - 1)] ?? 0
    while (number > 0) {
      const entry = number - 1
      if (this.#hashes[entry] === hash)
        places.push({ offset: this.#offsets[entry] ?? 0, bytes: this.#bytes[entry] ?? 0 })
      number = this.#next[entry] ?? 0
    }
    return places.reverse()
  }

  #chain(entry: number): void {
    const bucket = (this.#hashes[entry] ?? 0) & (this.#first.length - 1)
    this.#next[entry] = this.#first[bucket] ?? 0
    this.#first[bucket] = entry + 1
  }

  #grow(): void {
    const length = this.#offsets.length * 2
    const offsets = new Float64Array(length)
    const [bytes, hashes] = [new Uint32Array(length), new Uint32Array(length)]
    offsets.set(this.#offsets)
    bytes.set(this.#bytes)
    hashes.set(this.#hashes)
    this.#offsets = offsets
    this.#bytes = bytes
    this.#hashes = hashes
    this.#first = new Uint32Array(length)
    this.#next = new Uint32Array(length)
    for (let entry = 0; entry < this.#count; entry++) this.#chain(entry)
  }
}

/** FNV-1a. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
