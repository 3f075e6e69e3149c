import { Command, CommanderError } from 'commander'
import { randomBytes } from 'node:crypto'
import { PortalError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { addCommunityCommands } from './commands/community.ts'
import { addExplainCommand } from './commands/explain.ts'
import { addHistoryCommand } from './commands/history.ts'
import { addRunCommand } from './commands/run.ts'
import { addSearchCommand } from './commands/search.ts'
import { addServeCommands } from './commands/serve.ts'
import { addStatusCommand } from './commands/status.ts'
import { addSyncCommand } from './commands/sync.ts'
import { addUserCommands } from './commands/user.ts'
import { addVerifyCommand } from './commands/verify.ts'
import type { CommandContext } from './context.ts'

const EXIT = { success: 0, failure: 1, wrongUse: 2 } as const

/**
 * Runs one command line.
 * @returns the exit code: 0 success, 1 failure, 2 wrong use. Errors are one sentence on standard error; a bug gets a
 * reference that is also in the log.
 */
export async function runCommand(
  argv: readonly string[],
  context: CommandContext,
  log: Log,
): Promise<number> {
  const { io } = context
  const program = new Command('portal')
    .description('A read-only copy of a city’s customer records that finds a customer, or says why not.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.out(text),
      writeErr: (text) => io.err(text),
      outputError: () => {},
    })
    .showHelpAfterError(false)
  let code: number = EXIT.success
  const end = (next: number) => {
    code = next
  }
  addCommunityCommands(program, context)
  addUserCommands(program, context)
  addSyncCommand(program, context, end)
  addVerifyCommand(program, context, end)
  addStatusCommand(program, context)
  addSearchCommand(program, context)
  addExplainCommand(program, context)
  addHistoryCommand(program, context)
  addRunCommand(program, context)
  addServeCommands(program, context)
  inheritSettings(program)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    return report(error, context, log)
  }
}

/** Sub-commands are made before the settings of the program are known to them. */
function inheritSettings(program: Command): void {
  for (const command of program.commands) {
    command.copyInheritedSettings(program)
    inheritSettings(command)
  }
}

function report(error: unknown, { io }: CommandContext, log: Log): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0 || error.code === 'commander.help')
      return error.code === 'commander.help' ? EXIT.wrongUse : EXIT.success
    io.err(`${error.message.replace(/^error: /, '').replace(/\.?$/, '.')} See portal --help.\n`)
    return EXIT.wrongUse
  }
  if (error instanceof PortalError) {
    io.err(`${error.message}\n`)
    return error.kind === 'use' ? EXIT.wrongUse : EXIT.failure
  }
  const reference = randomBytes(4).toString('hex')
  log.error({ err: error, reference }, 'a command failed unexpectedly')
  io.err(
    `Something went wrong that should not have: please report it with the reference ${reference}, which is also in the log.\n`,
  )
  return EXIT.failure
}
