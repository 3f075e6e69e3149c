/** For each of many numbered words, the set of communities that use it: one bit for each pair. */
export class CommunitySets {
  /** The place of each community among the bits of a word. */
  readonly #places = new Map<number, number>()
  /** 32 communities each. */
  #cellsPerWord = 1
  #words = 0
  #bits = new Uint32Array(1024)

  add(word: number, communityId: number): void {
    const place = this.#places.get(communityId) ?? this.#placeFor(communityId)
    if (word >= this.#words) this.#widen(word + 1, this.#cellsPerWord)
    const cell = this.#cellOf(word, place)
    this.#bits[cell] = (this.#bits[cell] as number) | maskOf(place)
  }

  /** A test for many words of one community. */
  membership(communityId: number): (word: number) => boolean {
    const place = this.#places.get(communityId)
    if (place === undefined) return () => false
    const mask = maskOf(place)
    return (word) => word < this.#words && ((this.#bits[this.#cellOf(word, place)] as number) & mask) !== 0
  }

  #cellOf(word: number, place: number): number {
    return word * this.#cellsPerWord + (place >>> 5)
  }

  #placeFor(communityId: number): number {
    const place = this.#places.size
    if (place >>> 5 >= this.#cellsPerWord) this.#widen(this.#words, 2 * this.#cellsPerWord)
    this.#places.set(communityId, place)
    return place
  }

  #widen(words: number, cellsPerWord: number): void {
    const before = this.#cellsPerWord
    if (words * cellsPerWord > this.#bits.length || cellsPerWord !== before) {
      const bits = new Uint32Array(Math.ceil(words * cellsPerWord * 1.5))
      if (cellsPerWord === before) bits.set(this.#bits.subarray(0, this.#words * before))
      else
        for (let word = 0; word < this.#words; word++)
          bits.set(this.#bits.subarray(word * before, (word + 1) * before), word * cellsPerWord)
      this.#bits = bits
    }
    this.#words = words
    this.#cellsPerWord = cellsPerWord
  }
}

function maskOf(place: number): number {
  return 1 << (place & 31)
}
