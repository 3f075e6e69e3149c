/** Repeatable chance: the same seed gives the same sequence on every machine. */
export interface Random {
  /** From 0 (included) to 1 (excluded). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True in this share of cases. */
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
}

/** sfc32, seeded by a hash of the text; fast, and good enough for names. */
export function randomFrom(seed: string): Random {
  let [a, b, c, d] = [hashOf(seed, 1), hashOf(seed, 2), hashOf(seed, 3), 1]
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let i = 0; i < 15; i++) next()
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (share) => next() < share,
    pick: (list) => {
      const picked = list[Math.floor(next() * list.length)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
  }
}

/** A list drawn from by weight: a table of running sums, searched by halves. */
export function weighted<T>(list: readonly T[], weightOf: (rank: number) => number): (random: Random) => T {
  const sums: number[] = []
  let total = 0
  for (let rank = 0; rank < list.length; rank++) sums.push((total += weightOf(rank)))
  return (random) => {
    const at = random.next() * total
    let [low, high] = [0, list.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? total) > at) high = middle
      else low = middle + 1
    }
    return list[low] as T
  }
}

function hashOf(text: string, salt: number): number {
  let hash = Math.imul(0x9e3779b9, salt) | 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash | 0
}
