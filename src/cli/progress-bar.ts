import { formatCount } from '../kernel/format-count.ts'
import type { RunProgress } from '../sync/report.ts'
import type { CommandIo } from './io.ts'

const WIDTH = 28
const REDRAW_MS = 100

const PHASES: Readonly<Record<RunProgress['phase'], string>> = {
  reading: 'Reading',
  planning: 'Comparing',
  applying: 'Applying',
  removing: 'Removing',
  publishing: 'Publishing',
  verifying: 'Verifying',
}

/**
 * Shows the progress of a run on standard error: a bar that redraws itself on a terminal, one line a phase elsewhere.
 * Call `end` before anything else is printed.
 */
export function progressBar(io: CommandIo, name: string) {
  let phase: RunProgress['phase'] | undefined
  let drawnAt = 0
  return {
    show(progress: RunProgress): void {
      const changed = progress.phase !== phase
      phase = progress.phase
      if (!io.terminal) {
        if (changed) io.err(`${name}: ${PHASES[phase].toLowerCase()} …\n`)
        return
      }
      const now = performance.now()
      if (!changed && now - drawnAt < REDRAW_MS) return
      drawnAt = now
      io.err(`\r${lineOf(name, progress)}\u001b[K`)
    },
    end(): void {
      if (io.terminal && phase !== undefined) io.err('\r\u001b[K')
    },
  }
}

function lineOf(name: string, { phase, done, total }: RunProgress): string {
  const label = `${name}  ${PHASES[phase].padEnd(10)}`
  if (total === undefined || total === 0) return `${label} ${formatCount(done)}`
  const share = Math.min(1, done / total)
  const filled = Math.round(share * WIDTH)
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
  return `${label} ${bar} ${Math.floor(share * 100)} %  ${formatCount(done)} of ${formatCount(total)}`
}
