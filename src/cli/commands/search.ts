import type { Command } from 'commander'
import { scopeIn, type User } from '../../access/scope.ts'
import type { Community } from '../../kernel/community.ts'
import { wrongUse } from '../../kernel/errors.ts'
import { formatCount } from '../../kernel/format-count.ts'
import { exportSearch } from '../../search/export.ts'
import { recorded } from '../../search/recorded.ts'
import type { SearchRequest, SearchResult } from '../../search/result.ts'
import { wholeNumber } from '../whole-number.ts'
import { communitiesFor, print, type CommandContext, type CommandPortal } from '../context.ts'
import { foundInMany, foundInOne } from '../found.ts'
import { linesOf, type CommandIo } from '../io.ts'
import { addSearchOptions, filtersFrom, type SearchOptions } from '../search-options.ts'

interface Options extends SearchOptions {
  readonly as: string
  readonly community: readonly string[]
  readonly allCommunities?: boolean
  readonly limit?: number
  readonly page?: number
  readonly csv?: boolean
  readonly json?: boolean
}

const collect = (value: string, before: readonly string[]) => [...before, value]

/** `portal search` */
export function addSearchCommand(program: Command, context: CommandContext): void {
  const { io } = context
  const command = program
    .command('search <text>')
    .description(
      'what a user would see; "-" reads one search a line from standard input and prints one JSON line each',
    )
    .requiredOption('--as <email>', 'the user who searches')
    .option(
      '--community <slug>',
      'where; needed when the user has grants in several; may be given several times',
      collect,
      [],
    )
    .option('--all-communities', 'in every community that the user has a grant in')
  addSearchOptions(command)
    .option('--limit <n>', 'customers a page; 20 unless told', wholeNumber(1, 100))
    .option('--page <n>', 'which page', wholeNumber(1, 1000))
    .option('--csv', 'print all of them as CSV, a row an account; leaves a record in the audit')
    .option('--json', 'print JSON')
    .action(async (text: string, options: Options) => {
      requireOneForm(text, options)
      const portal = await context.portal()
      const user = await portal.access.getUserByEmail(options.as)
      const communities = await communitiesFor(portal, user, options)
      await portal.sync.refreshAllDueVerdicts(communities)
      const [only, another] = communities
      // The answer for all communities has one shape, also for whoever has a grant in one.
      if (only && !another && options.allCommunities !== true)
        await searchOne(text, options, { io, portal, user, community: only })
      else await searchSeveral(text, options, { io, portal, user, communities })
    })
}

interface Place {
  readonly io: CommandIo
  readonly portal: CommandPortal
  readonly user: User
}

async function searchOne(
  text: string,
  options: Options,
  { io, portal, user, community }: Place & { readonly community: Community },
): Promise<void> {
  const { access, search, clock } = portal
  const scope = scopeIn(user, community.communityId)
  const by = { user, isOperator: true }
  const { page, limit, sort } = options
  const wanted = { filters: filtersFrom(options), ...(sort === undefined ? {} : { sort }) }
  if (options.csv === true) {
    const parts = { search, access, community, scope, by, now: clock.now() }
    const { csv, capped, customers } = await exportSearch(parts, { text, ...wanted })
    await io.out(csv)
    if (capped) io.err(`More customers match: these are the best ${formatCount(customers)}.\n`)
    return
  }
  const find = async (words: string): Promise<SearchResult> => {
    const request: SearchRequest = {
      text: words,
      ...wanted,
      ...(page === undefined ? {} : { page }),
      ...(limit === undefined ? {} : { limit }),
    }
    return await recorded(
      { access, community, by },
      words,
      () => search.search(community, scope, request),
      ({ total }) => total > 0,
    )
  }
  await answer(io, text, options, find, foundInOne)
}

async function searchSeveral(
  text: string,
  options: Options,
  { io, portal, user, communities }: Place & { readonly communities: readonly Community[] },
): Promise<void> {
  if ([options.page, options.limit, options.sort, options.csv].some((each) => each !== undefined))
    throw wrongUse(
      'one_community',
      'Several communities are searched for the best twenty: for --page, --limit, --sort or --csv name one with --community.',
    )
  const standings = communities.map((community) => ({
    community,
    scope: scopeIn(user, community.communityId),
  }))
  const filters = filtersFrom(options)
  const find = (words: string) => portal.searchMany(standings, { text: words, filters })
  await answer(io, text, options, find, foundInMany)
}

/** Prints what one search finds; or for `-` a line of JSON for each line of standard input. */
async function answer<R>(
  io: CommandIo,
  text: string,
  { json }: Options,
  find: (words: string) => Promise<R>,
  inWords: (result: R) => string,
): Promise<void> {
  if (text !== '-') {
    const result = await find(text)
    await print(io, json, result, () => inWords(result))
    return
  }
  for await (const line of linesOf(io.input())) await print(io, true, await find(line), () => '')
}

function requireOneForm(text: string, { csv, json, page, limit }: Options): void {
  if (csv !== true) return
  if (text === '-') throw wrongUse('csv_of_one', 'Print one search as CSV: give its text instead of "-".')
  if ([json, page, limit].some((each) => each !== undefined))
    throw wrongUse('csv_of_all', 'CSV holds all of them: leave out --json, --page and --limit.')
}
