import type { Command } from 'commander'
import { failure } from '../../kernel/errors.ts'
import type { CommandContext } from '../context.ts'

/** `portal serve`, and `portal start`: the same with the demo in an empty database. */
export function addServeCommands(program: Command, context: CommandContext): void {
  const serve = async (loadDemo: boolean) => {
    if (context.serve === undefined)
      throw failure(
        'already_serving',
        'A server is running on this data directory already: stop it first, or open it in a browser.',
      )
    await context.serve({ loadDemo })
  }
  program
    .command('serve')
    .description('serve the pages, and sync each community on its schedule, until Ctrl-C')
    .action(() => serve(false))
  program
    .command('start')
    .description('serve; an empty database gets the sample cities first, unless PORTAL_DEMO=0')
    .action(() => serve(true))
}
