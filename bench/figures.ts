import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import type { Figure } from './job.ts'

/** The machine, the code and the command: without them, figures tell nothing. */
export function heading(command: string): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 1024 ** 3)
  return [
    `${new Date().toISOString().slice(0, 10)}, commit ${commit()}, Node ${process.version},`,
    `${cpus().length} x ${cpu?.model ?? 'unknown processor'}, ${memory} GiB:`,
    `\`${command}\``,
  ].join(' ')
}

/** A Markdown table for each group of figures. */
export function figuresTable(figures: readonly Figure[]): string {
  return [...Map.groupBy(figures, (figure) => figure.group)]
    .map(([group, rows]) => {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row.values)))]
      return [
        `### ${group}`,
        '',
        `| | ${columns.join(' | ')} |`,
        `| --- |${columns.map(() => ' ---: |').join('')}`,
        ...rows.map(
          (row) => `| ${row.what} | ${columns.map((column) => row.values[column] ?? '').join(' | ')} |`,
        ),
      ].join('\n')
    })
    .join('\n\n')
}

/**
 * Times one query after the other. The processor's time is a mean, of this process and not of a server that it asks: on a
 * machine with other work it tells more than the times of a clock do.
 */
export async function series<T>(queries: readonly (() => Promise<T>)[]): Promise<{
  results: T[]
  columns: Record<string, string>
}> {
  const results: T[] = []
  const times: number[] = []
  const before = process.cpuUsage()
  for (const query of queries) {
    const { result, ms } = await timed(query)
    results.push(result)
    times.push(ms)
  }
  const { user, system } = process.cpuUsage(before)
  times.sort((a, b) => a - b)
  const columns = {
    'p50 ms': quantile(times, 0.5),
    'p99 ms': quantile(times, 0.99),
    'max ms': quantile(times, 1),
    'processor ms': ((user + system) / 1000 / times.length).toFixed(2),
    queries: String(times.length),
  }
  return { results, columns }
}

/** The time within which this share of the sorted times lies. */
export function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.ceil(share * sorted.length) - 1] ?? NaN).toFixed(2)
}

export async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const started = performance.now()
  const result = await work()
  return { result, ms: performance.now() - started }
}

/** The largest memory that this process had. */
export function peakMemory(): string {
  return `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }).trim()
  } catch {
    return 'unknown'
  }
}
