import type { Command } from 'commander'
import { ALL_DEPARTMENTS } from '../../kernel/departments.ts'
import { formatCount } from '../../kernel/format-count.ts'
import { verificationInWords, type CommunityStatus } from '../../sync/index.ts'
import { print, type CommandContext } from '../context.ts'

/** `portal status`: what an operator sees, which is everything. */
export function addStatusCommand(program: Command, context: CommandContext): void {
  const { io } = context
  program
    .command('status [slug]')
    .description('the ledger, freshness and last runs of one community, or of all')
    .option('--json', 'print JSON')
    .action(async (slug: string | undefined, options: { readonly json?: boolean }) => {
      const { communities, sync } = await context.portal()
      const asked = slug === undefined ? await communities.list() : [await communities.get(slug)]
      const all: CommunityStatus[] = []
      for (const community of asked) all.push(await sync.status(community, ALL_DEPARTMENTS))
      await print(io, options.json, slug === undefined ? all : all[0], () =>
        all.length === 0 ? 'There is no community yet.' : all.map(wordsOf).join('\n\n'),
      )
    })
}

function nextOf({ nextSyncAt, paused }: CommunityStatus): string {
  if (paused === null) return `next run ${nextSyncAt}`
  const { since, by, reason } = paused
  return `PAUSED since ${since} by ${by}${reason === null ? '' : ` (${reason})`}`
}

function workOf({ startedAt, progress, cancelledBy }: NonNullable<CommunityStatus['atWork']>): string {
  const { phase, done, total } = progress ?? {}
  const far = phase === undefined ? '' : `, ${phase} ${done}${total === undefined ? '' : ` of ${total}`}`
  return `A run is at work since ${startedAt}${far}${cancelledBy === null ? '' : `; ${cancelledBy} has asked it to stop`}`
}

const LABEL_WIDTH = 22

function wordsOf(status: CommunityStatus): string {
  const { customers } = status.ledger
  const count = (label: string, value: number, remark = '') =>
    `  ${label.padEnd(LABEL_WIDTH)} ${formatCount(value).padStart(10)}${remark === '' ? '' : `   ${remark}`}`
  const withheld = Object.entries(customers.withheldBy)
    .filter(([, n]) => n > 0)
    .map(([code, n]) => `${code} ${formatCount(n)}`)
    .join(', ')
  const lines = [
    `${status.name} (${status.community}): data as of ${status.dataAsOf ?? 'never'}, ${nextOf(status)}${status.overdue ? ', OVERDUE' : ''}`,
    count('in the source', customers.inSource),
    count('– rejected', customers.rejected),
    count('= in the portal', customers.synced),
    count('– no longer current', customers.notCurrent),
    count('– withheld', customers.withheld, withheld),
    count('= shared', customers.shared),
    count(
      'remembered',
      customers.merged + customers.deleted,
      `${customers.merged} merged, ${customers.deleted} deleted`,
    ),
  ]
  const { verification } = status
  if (verification) lines.push(`  ${verificationInWords(verification, verification.verifiedAt)}`)
  if (verification && verification.differences > 0)
    lines.push(
      `  THE COPY IS NOT EQUAL to the system of record: list the differences with portal verify ${status.community}, and mend them with portal verify ${status.community} --repair, then portal sync ${status.community}.`,
    )
  if (status.atWork) lines.push(`  ${workOf(status.atWork)}`)
  if (status.failures > 0)
    lines.push(
      `  FAILED ${status.failures === 1 ? 'once' : `${status.failures} times in a row`}, is tried again ${status.retryAt ?? status.nextSyncAt ?? 'when it is resumed'}`,
    )
  if (status.held)
    lines.push(
      `  Run ${status.held.runId} is held: confirm its removals with portal sync ${status.community} --confirm, or forget them with --discard.`,
    )
  for (const run of status.runs.slice(0, 5))
    lines.push(`  run ${run.runId}  ${run.startedAt}  ${run.status}  ${run.message ?? ''}`.trimEnd())
  return lines.join('\n')
}
