/** Many may read at the same time; who writes is alone. Each waits for those who came before and do not go with it. */
export interface ReadWriteLock {
  read<T>(work: () => Promise<T>): Promise<T>
  /** For readings that are no single promise: resolves to what has to be called when the reading is over. */
  startReading(): Promise<() => void>
  write<T>(work: () => Promise<T>): Promise<T>
}

export function readWriteLock(): ReadWriteLock {
  let writing: Promise<unknown> = Promise.resolve()
  let readings = new Set<Promise<void>>()

  const startReading = async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const among = readings
    among.add(promise)
    await writing
    return () => {
      among.delete(promise)
      resolve()
    }
  }
  return {
    startReading,
    async read(work) {
      const done = await startReading()
      try {
        return await work()
      } finally {
        done()
      }
    },
    write(work) {
      const before = Promise.all([writing, ...readings])
      readings = new Set()
      const done = before.then(work)
      // Whoever waits next waits for the end, and is not told of the failure, which belongs to this writer.
      writing = done.catch(() => undefined)
      return done
    },
  }
}
