import type { Command } from 'commander'
import { formatCount } from '../../kernel/format-count.ts'
import { cancelledBy, verificationInWords } from '../../sync/index.ts'
import type { RunReport } from '../../sync/report.ts'
import { print, type CommandContext } from '../context.ts'
import { OPERATOR } from '../operator.ts'
import { progressBar } from '../progress-bar.ts'

interface SyncOptions {
  readonly json?: boolean
  readonly confirm?: boolean
  readonly discard?: boolean
}

/** `portal sync` */
export function addSyncCommand(program: Command, context: CommandContext, end: (code: number) => void): void {
  const { io } = context
  program
    .command('sync <slug>')
    .description('read the system of record now; prints the run')
    .option('--confirm', 'carry out the removals of the run that is held')
    .option('--discard', 'forget the removals of the run that is held')
    .option('--json', 'print JSON')
    .action(async (slug: string, options: SyncOptions) => {
      const { communities, sync } = await context.portal()
      const community = await communities.get(slug)
      const bar = progressBar(io, community.name)
      let run: RunReport
      try {
        if (options.confirm === true) run = await sync.confirmHeld(community)
        else if (options.discard === true) run = await sync.discardHeld(community)
        else
          run = await sync.run(community, {
            trigger: 'command',
            onProgress: (progress) => bar.show(progress),
            signal: cancelling(io.signal),
          })
      } finally {
        bar.end()
      }
      await print(io, options.json, run, () => wordsOf(run))
      if (run.status !== 'completed') {
        if (run.message !== undefined) io.err(`${run.message}\n`)
        end(1)
      }
    })
}

/** Ctrl-C is told in the message of the run. */
function cancelling(signal: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const cancel = () => controller.abort(cancelledBy(OPERATOR))
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel, { once: true })
  return controller.signal
}

function wordsOf(run: RunReport): string {
  const counts = [
    [run.seen, 'seen'],
    [run.added, 'added'],
    [run.updated, 'updated'],
    [run.unchanged, 'unchanged'],
    [run.removed, 'removed'],
    [run.merged, 'merged'],
    [run.rejected, 'rejected'],
  ] as const
  const words = counts.map(([count, word]) => `${formatCount(count)} ${word}`).join(', ')
  const remark = run.status === 'completed' && run.message !== undefined ? `\n${run.message}` : ''
  const verified = run.verification
    ? `\n${verificationInWords(run.verification, run.verification.verifiedAt)}`
    : ''
  return `Run ${run.runId} of ${run.community}: ${run.status} in ${(run.durationMs / 1000).toFixed(1)} s. ${words}.${remark}${verified}`
}
