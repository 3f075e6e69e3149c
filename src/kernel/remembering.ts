/**
 * A function that remembers its answers, for what is asked again and again about few keys. When it knows so many it forgets
 * them all: whatever is asked still is known again at once, and nothing has to be counted.
 */
export function remembering<V>(most: number, answer: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined || known.has(key)) return before as V
    const value = answer(key)
    if (known.size >= most) known.clear()
    known.set(key, value)
    return value
  }
}
