import type { Command } from 'commander'
import type { CustomerAt, CustomerHistory } from '../../explain/index.ts'
import { parseMoment } from '../../kernel/clock.ts'
import { wrongUse } from '../../kernel/errors.ts'
import { changesInWords } from '../changes-in-words.ts'
import { print, type CommandContext } from '../context.ts'
import { scopeAsked } from '../scope-asked.ts'
import { wholeNumber } from '../whole-number.ts'

interface HistoryOptions {
  readonly customer: string
  readonly at?: string
  readonly as?: string
  readonly page?: number
  readonly json?: boolean
}

/** `portal history`: what was known of a customer when; everything, unless it is asked as a user. */
export function addHistoryCommand(program: Command, context: CommandContext): void {
  const { io } = context
  program
    .command('history <slug>')
    .description('what changed about a customer, when and by which run; or how it was at a moment')
    .requiredOption('--customer <id>', 'the customer, by its id in the system of record')
    .option(
      '--at <time>',
      'only how it was then: 2026-11-24 15:00 in the time of the community, or an ISO instant',
    )
    .option('--as <email>', 'what this user may know; everything unless told')
    .option('--page <n>', 'which page of the history, newest first', wholeNumber(1, 10_000))
    .option('--json', 'print JSON')
    .action(async (slug: string, options: HistoryOptions) => {
      const portal = await context.portal()
      const community = await portal.communities.get(slug)
      await portal.sync.refreshDueVerdicts(community)
      const scope = await scopeAsked(portal, community, options.as)
      const { customer } = options
      if (options.at !== undefined) {
        const at = parseMoment(options.at, community.settings.timeZone)
        if (!at)
          throw wrongUse(
            'moment_invalid',
            `"${options.at}" is not a moment: write it as 2026-11-24 15:00, or as 2026-11-24T22:00:00Z.`,
          )
        const found = (await portal.history.customerAt(community, scope, customer, at)) ?? nobody(customer)
        return await print(io, options.json, found, () => momentWords(found))
      }
      const found =
        (await portal.history.ofCustomer(community, scope, customer, options.page)) ?? nobody(customer)
      await print(io, options.json, found, () => historyWords(found))
    })
}

function nobody(customer: string): never {
  throw wrongUse(
    'customer_unknown',
    `Nothing is known of a customer "${customer}" here: give the id that the system of record has for it.`,
  )
}

const CAUSES = { run: 'run', settings: 'a change of settings', date: 'a date that came' } as const

function historyWords(history: CustomerHistory): string {
  const { name, customerId, inPortal, firstSeenAt, knownSince, mergedInto } = history
  const lines = [
    `${name} (${customerId}): ${inPortal ? 'in the portal' : 'not in the portal now'}${mergedInto === null ? '' : `, merged into ${mergedInto}`}`,
  ]
  for (const entry of history.entries) {
    const { at, cause, runId } = entry
    lines.push(`${at}  ${runId === null ? CAUSES[cause] : `run ${runId}`}`, ...changesInWords(entry))
  }
  if (history.pages > 1) lines.push(`Page ${history.page} of ${history.pages}`)
  if (firstSeenAt !== null) lines.push(`First seen ${firstSeenAt}`)
  lines.push(`Changes are known since ${knownSince}`)
  return lines.join('\n')
}

const OUTCOMES = {
  shown: 'was shown',
  not_shown: 'was not shown',
  not_in_portal: 'was not in the portal',
  not_known: 'is not known',
} as const

function momentWords({
  customerId,
  at,
  outcome,
  customer,
  accounts,
  knownSince,
  mergedInto,
}: CustomerAt): string {
  const name = typeof customer?.['name'] === 'string' ? `${customer['name']} (${customerId})` : customerId
  const lines = [`${at}: ${name} ${OUTCOMES[outcome]}`]
  if (outcome === 'not_known')
    lines.push(`What was before ${knownSince} was forgotten, or never written down.`)
  if (mergedInto !== null) lines.push(`Its id leads to ${mergedInto} now.`)
  const own = customer?.['withheldBy']
  if (Array.isArray(own) && own.length > 0) lines.push(`  withheld: ${own.join(', ')}`)
  for (const { accountNumber, module, status, shared, held, withheldBy } of accounts) {
    const why = [...withheldBy, ...(held ? [] : ['reassigned_to'])].join(', ')
    const standing = shared ? 'shared' : why === '' ? 'not shared' : `withheld: ${why}`
    lines.push(`  ${accountNumber}  ${module}  ${status}  ${standing}`)
  }
  return lines.join('\n')
}
