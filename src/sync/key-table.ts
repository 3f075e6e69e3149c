/**
 * Keys that were seen, with the line in which each was seen first: a hash table of numbers, which takes a fifth of the
 * memory of a map of strings. A key counts as seen when 96 bits of its hash do: of ten million keys, that two which differ
 * have the same is as likely as 1 in 10^15.
 */
export class KeyTable {
  #slots: Int32Array<ArrayBuffer>
  #count = 0

  constructor() {
    this.#slots = new Int32Array(SLOT * FIRST_SIZE)
  }

  /**
   * Adds a key, unless it was seen before.
   * @param line from 1; null where rows have none
   * @returns undefined where it is new, otherwise the line in which it was seen first
   */
  claim(key: string, line: number | null): { readonly line: number | null } | undefined {
    if (3 * (this.#count + 1) > 2 * (this.#slots.length / SLOT)) this.#grow()
    hash(key)
    const at = this.#find(hashed[0] as number, hashed[1] as number, hashed[2] as number)
    const known = this.#slots[at + LINE] as number
    if (known !== FREE) return { line: known === NO_LINE ? null : known }
    this.#slots.set(hashed, at)
    this.#slots[at + LINE] = line ?? NO_LINE
    this.#count++
    return undefined
  }

  /** Where these bits are, or the free slot where they belong. */
  #find(a: number, b: number, c: number): number {
    const slots = this.#slots
    const mask = slots.length / SLOT - 1
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const at = slot * SLOT
      if (slots[at + LINE] === FREE) return at
      if (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c) return at
    }
  }

  #grow(): void {
    const before = this.#slots
    if (before.length === 0) throw new Error('no key can be added any more')
    this.#slots = new Int32Array(2 * before.length)
    for (let at = 0; at < before.length; at += SLOT) {
      if (before[at + LINE] === FREE) continue
      const slot = before.subarray(at, at + SLOT)
      this.#slots.set(slot, this.#find(slot[0] as number, slot[1] as number, slot[2] as number))
    }
    free(before)
  }

  /** Gives the memory back at once; no key can be added after it. */
  close(): void {
    free(this.#slots)
  }
}

/** Left alone it would be collected some time: of a million customers it is a hundred megabytes. */
function free(slots: Int32Array<ArrayBuffer>): void {
  slots.buffer.transfer(0)
}

/** Three parts of the hash, and the line. */
const SLOT = 4
const LINE = 3
const FREE = 0
const NO_LINE = -1
const FIRST_SIZE = 1 << 10

const hashed = new Int32Array(3)

/** Three hashes of 32 bits, of different beginnings and factors; each is mixed at the end as MurmurHash3 does it. */
function hash(key: string): void {
  let [a, b, c] = [0x2f0b4477, 0x6c8e9cf5, 0x1d872b41]
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b) + 0x52dce729
    c = Math.imul((c << 5) ^ (c >>> 27) ^ code, 0x9e3779b1)
  }
  hashed[0] = mixed(a ^ key.length)
  hashed[1] = mixed(b)
  hashed[2] = mixed(c)
}

function mixed(value: number): number {
  let x = value ^ (value >>> 16)
  x = Math.imul(x, 0x85ebca6b)
  x ^= x >>> 13
  x = Math.imul(x, 0xc2b2ae35)
  return x ^ (x >>> 16)
}
