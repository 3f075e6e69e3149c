import { InvalidArgumentError, type Command } from 'commander'
import { scopeIn } from '../../access/scope.ts'
import { formatCents } from '../../kernel/money.ts'
import type { SearchRequest, SearchResult } from '../../search/result.ts'
import { communityFor, print, type CommandContext } from '../context.ts'
import { linesOf } from '../io.ts'

interface SearchOptions {
  readonly as: string
  readonly community?: string
  readonly limit: number
  readonly page: number
  readonly module?: string
  readonly json?: boolean
}

/** `portal search` */
export function addSearchCommand(program: Command, context: CommandContext): void {
  const { io } = context
  program
    .command('search <text>')
    .description(
      'what a user would see; "-" reads one search a line from standard input and prints one JSON line each',
    )
    .requiredOption('--as <email>', 'the user who searches')
    .option('--community <slug>', 'where; needed when the user has grants in several')
    .option('--module <module>', 'only customers with an account of this module')
    .option('--limit <n>', 'customers a page', wholeNumber(1, 100), 20)
    .option('--page <n>', 'which page', wholeNumber(1, 1000), 1)
    .option('--json', 'print JSON')
    .action(async (text: string, options: SearchOptions) => {
      const portal = await context.portal()
      const user = await portal.access.getUserByEmail(options.as)
      const community = await communityFor(portal, user, options.community)
      await portal.sync.refreshDueVerdicts(community)
      const scope = scopeIn(user, community.communityId)
      const find = (words: string): Promise<SearchResult> => {
        const request: SearchRequest = {
          text: words,
          page: options.page,
          limit: options.limit,
          ...(options.module === undefined ? {} : { filters: { module: options.module } }),
        }
        return portal.search.search(community, scope, request)
      }
      if (text !== '-') {
        const result = await find(text)
        await print(io, options.json, result, () => wordsOf(result))
        return
      }
      for await (const line of linesOf(io.input())) await print(io, true, await find(line), () => '')
    })
}

/** A parser of option values for commander. */
function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return value
  }
}

function wordsOf(result: SearchResult): string {
  if (result.total === 0)
    return `Nobody was found for "${result.query}". Ask why with: portal explain "${result.query}" --as EMAIL`
  const lines = result.hits.flatMap((hit) => [
    `${hit.name}  (${hit.customerId})`,
    ...hit.accounts.map(
      (account) =>
        `    ${account.accountNumber.padEnd(16)} ${account.module.padEnd(18)} ${account.status.padEnd(9)} ${formatCents(account.balanceCents).padStart(12)}  ${account.serviceAddress ?? ''}`,
    ),
  ])
  const total = `${result.total.toLocaleString('en-US')}${result.capped ? ' or more' : ''} ${result.total === 1 ? 'customer' : 'customers'}`
  return [`${total}, data as of ${result.dataAsOf ?? 'never'}`, ...lines].join('\n')
}
