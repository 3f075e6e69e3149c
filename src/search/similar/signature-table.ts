/**
 * From signatures to the words that have them: a hash table in arrays of numbers, as it holds millions. 12 bytes an entry,
 * and 4 a bucket; it grows by linking its entries anew, so that no word has to be looked at twice.
 */
export class SignatureTable {
  /** The latest entry of each bucket. */
  #heads = new Int32Array(1024).fill(NONE)
  #signatures = new Uint32Array(1024)
  #words = new Int32Array(1024)
  /** The entry before it in its bucket. */
  #next = new Int32Array(1024)
  #count = 0

  add(signature: number, word: number): void {
    if (this.#count === this.#words.length) this.#makeRoom()
    if (this.#count === MOST_IN_A_BUCKET * this.#heads.length) this.#makeBuckets()
    const entry = this.#count++
    this.#signatures[entry] = signature
    this.#words[entry] = word
    this.#link(entry)
  }

  visit(signature: number, visit: (word: number) => void): void {
    let entry = this.#heads[signature & (this.#heads.length - 1)] as number
    while (entry !== NONE) {
      if (this.#signatures[entry] === signature) visit(this.#words[entry] as number)
      entry = this.#next[entry] as number
    }
  }

  #link(entry: number): void {
    const bucket = (this.#signatures[entry] as number) & (this.#heads.length - 1)
    this.#next[entry] = this.#heads[bucket] as number
    this.#heads[bucket] = entry
  }

  #makeRoom(): void {
    const size = Math.ceil(1.5 * this.#words.length)
    this.#signatures = copied(this.#signatures, new Uint32Array(size))
    this.#words = copied(this.#words, new Int32Array(size))
    this.#next = copied(this.#next, new Int32Array(size))
  }

  #makeBuckets(): void {
    this.#heads = new Int32Array(MOST_IN_A_BUCKET * this.#heads.length).fill(NONE)
    for (let entry = 0; entry < this.#count; entry++) this.#link(entry)
  }
}

const NONE = -1

/**
 * On average; then there are so many times as many buckets. To link all anew takes as long as to add them, so it is done
 * seldom.
 */
const MOST_IN_A_BUCKET = 4

function copied<T extends Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
