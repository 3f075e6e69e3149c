import type { Command } from 'commander'
import type { RunChanges } from '../../explain/index.ts'
import { NO_DEPARTMENTS } from '../../kernel/departments.ts'
import { wrongUse } from '../../kernel/errors.ts'
import { formatCount } from '../../kernel/format-count.ts'
import type { RunDetails } from '../../sync/index.ts'
import { changesInWords } from '../changes-in-words.ts'
import { print, type CommandContext } from '../context.ts'
import { scopeAsked } from '../scope-asked.ts'
import { wholeNumber } from '../whole-number.ts'

interface RunOptions {
  readonly words?: string
  readonly page?: number
  readonly as?: string
  readonly json?: boolean
}

/** `portal run`: the report of a run. */
export function addRunCommand(program: Command, context: CommandContext): void {
  const { io } = context
  program
    .command('run <slug> <runId>')
    .description('the report of a run: counts, rejected rows, and what changed, customer by customer')
    .option('--words <words>', 'only rejected rows in which all of these words stand')
    .option('--page <n>', 'which page of the rows and of the customers', wholeNumber(1, 1_000_000))
    .option('--as <email>', 'what this user may know; everything unless told')
    .option('--json', 'print JSON')
    .action(async (slug: string, runId: string, { words, page, as, json }: RunOptions) => {
      const portal = await context.portal()
      const community = await portal.communities.get(slug)
      const scope = await scopeAsked(portal, community, as)
      const mask = scope.rights.has('explain') ? scope.departments : NO_DEPARTMENTS
      const details = await portal.sync.findRunDetails(community, mask, Number(runId), { words, page })
      if (!details)
        throw wrongUse(
          'run_unknown',
          `There is no run "${runId}" of ${community.name}: portal status ${slug} lists the last.`,
        )
      const changes = await portal.history.changesOf(community, scope, Number(runId), { page })
      await print(io, json, { ...details, changes }, () => wordsOf(details, changes))
    })
}

function wordsOf({ run, rejectedRows }: RunDetails, changes: RunChanges): string {
  const counts = (['seen', 'added', 'updated', 'unchanged', 'removed', 'merged', 'rejected'] as const)
    .flatMap((name) => (run[name] === undefined ? [] : [`${formatCount(run[name])} ${name}`]))
    .join(', ')
  const lines = [
    `Run ${run.runId}: ${run.status}, started ${run.startedAt} by ${run.trigger}, took ${(run.durationMs / 1000).toFixed(1)} s`,
    ...(counts === '' ? [] : [counts]),
    ...(run.message === undefined ? [] : [run.message]),
    '',
    rejectedRows.kept
      ? `Rejected rows: ${formatCount(rejectedRows.total)}`
      : 'The rejected rows of this run are not kept any more.',
  ]
  for (const { file, line, column, key, says, reason, payload } of rejectedRows.rows) {
    const where = [file, line === null ? (key ?? '') : `line ${line}`, column].filter(Boolean).join(', ')
    lines.push(`  ${where}: ${says} (${reason})`, `    ${JSON.stringify(payload)}`)
  }
  lines.push('', `Customers with changes: ${formatCount(changes.total)}`)
  for (const customer of changes.customers) {
    const { customerId, name, mergedInto } = customer
    const leadsTo = mergedInto === null ? '' : `, now ${mergedInto}`
    lines.push(`  ${name} (${customerId})${leadsTo}`, ...changesInWords(customer))
  }
  const pages = Math.max(rejectedRows.pages, changes.pages)
  if (pages > 1) lines.push('', `Page ${Math.max(rejectedRows.page, changes.page)} of ${pages}`)
  return lines.join('\n')
}
