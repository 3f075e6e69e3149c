import { quantile } from './figures.ts'

export interface Load {
  readonly clients: number
  readonly seconds: number
  /** Requests after which it ends, though there is time left. */
  readonly atMost?: number
}

/**
 * So many clients at once, each asking its next question when the last is answered, until the time is over.
 * @param ask is told which client asks, and how many were asked before by all
 * @returns columns: answers a second, p50, p99 and the longest in ms
 */
export async function loadOf(
  { clients, seconds, atMost = Infinity }: Load,
  ask: (client: number, asked: number) => Promise<unknown>,
): Promise<Record<string, string>> {
  const times: number[] = []
  let asked = 0
  const started = performance.now()
  const end = started + seconds * 1000
  const client = async (_: unknown, number: number) => {
    while (performance.now() < end && asked < atMost) {
      const at = performance.now()
      await ask(number, asked++)
      times.push(performance.now() - at)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  const elapsed = (performance.now() - started) / 1000
  times.sort((a, b) => a - b)
  return {
    'a second': Math.round(times.length / elapsed).toLocaleString('en-US'),
    'p50 ms': quantile(times, 0.5),
    'p99 ms': quantile(times, 0.99),
    'max ms': quantile(times, 1),
    asked: times.length.toLocaleString('en-US'),
  }
}
