/**
 * From signatures to the words that have them: a hash table without keys, in two arrays. Signatures may share a bucket, so
 * a look-up gives some words too many; whoever asks compares the words anyway. 8 bytes an entry, and 4 a bucket.
 */
export class SignatureTable {
  #heads: Int32Array
  #words: Int32Array
  #next: Int32Array
  #count = 0

  constructor(expected: number) {
    this.#heads = new Int32Array(bucketsFor(expected)).fill(NONE)
    this.#words = new Int32Array(expected)
    this.#next = new Int32Array(expected)
  }

  /** Whether so many entries would make the look-ups slow. */
  isTooSmallFor(entries: number): boolean {
    return entries > 2 * this.#heads.length
  }

  add(signature: number, word: number): void {
    if (this.#count === this.#words.length) this.#grow()
    const bucket = signature & (this.#heads.length - 1)
    this.#words[this.#count] = word
    this.#next[this.#count] = this.#heads[bucket] as number
    this.#heads[bucket] = this.#count++
  }

  visit(signature: number, visit: (word: number) => void): void {
    let entry = this.#heads[signature & (this.#heads.length - 1)] as number
    while (entry !== NONE) {
      visit(this.#words[entry] as number)
      entry = this.#next[entry] as number
    }
  }

  #grow(): void {
    const size = Math.ceil(this.#words.length * 1.25) + 1024
    this.#words = resized(this.#words, size)
    this.#next = resized(this.#next, size)
  }
}

const NONE = -1

function bucketsFor(entries: number): number {
  return 2 ** Math.max(10, Math.ceil(Math.log2(entries + 1)))
}

function resized(array: Int32Array, size: number): Int32Array {
  const larger = new Int32Array(size)
  larger.set(array)
  return larger
}
