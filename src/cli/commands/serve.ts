import type { Command } from 'commander'
import { failure } from '../../kernel/errors.ts'
import { workersNeedServer, type CommandContext, type ServeOptions } from '../context.ts'

/** `portal serve`; `portal start`: the same with the demo in an empty database; `portal worker`: its jobs alone. */
export function addServeCommands(program: Command, context: CommandContext): void {
  const serve = async (options: ServeOptions) => {
    if (context.serve === undefined)
      throw failure(
        'already_serving',
        'A server is running on this data directory already: stop it first, or open it in a browser.',
      )
    await context.serve(options)
  }
  program
    .command('serve')
    .description('serve the pages, and sync each community on its schedule, until Ctrl-C')
    .option('--no-jobs', 'leave the syncing to processes of portal worker; needs a PostgreSQL')
    .action(({ jobs }: { readonly jobs: boolean }) => serve({ loadDemo: false, works: jobs }))
  program
    .command('start')
    .description('serve; an empty database gets the sample cities first, unless PORTAL_DEMO=0')
    .action(() => serve({ loadDemo: true, works: true }))
  program
    .command('worker')
    .description('sync each community on its schedule, without pages, until Ctrl-C; needs a PostgreSQL')
    .action(async () => {
      if (context.work === undefined) throw workersNeedServer()
      await context.work()
    })
}
