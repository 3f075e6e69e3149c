import { PortalError } from '../kernel/errors.ts'
import { workersNeedServer, type ServeOptions } from '../cli/context.ts'
import { runCommand } from '../cli/program.ts'
import { createLog, type Log } from '../kernel/log.ts'
import { keepMemorySmall } from '../kernel/memory.ts'
import type { CommandIo } from '../cli/io.ts'
import { readConfig, type Config } from './config.ts'
import { handOver } from './handover.ts'
import { HeldByServer, openPortal, type Portal } from './portal.ts'
import { terminalIo } from './terminal.ts'

/** The command line `portal`: executes the command here, or hands it to the server that holds the embedded database. */
async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController()
  // The first Ctrl-C ends cleanly, the second at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => (stop.signal.aborted ? process.exit(130) : stop.abort()))
  const io = terminalIo(stop.signal)
  let config: Config
  try {
    config = readConfig(process.env, io.directory)
  } catch (error) {
    if (!(error instanceof PortalError)) throw error
    io.err(`${error.message}\n`)
    return 2
  }
  const log = createLog(config.logLevel)
  return await execute(argv, io, config, log)
}

async function execute(argv: readonly string[], io: CommandIo, config: Config, log: Log): Promise<number> {
  let portal: Promise<Portal> | undefined
  let holder: HeldByServer | undefined
  const open = async () => {
    portal ??= openPortal(config, log)
    try {
      return await portal
    } catch (error) {
      if (error instanceof HeldByServer) holder = error
      throw error
    }
  }
  try {
    const context = {
      io,
      portal: open,
      serve: async (options: ServeOptions) => {
        if (!options.works) requireServer(config)
        const { serve } = await import('./server.ts')
        await serve(config, log, io, options)
      },
      work: async () => {
        requireServer(config)
        const { work } = await import('./worker.ts')
        await work(config, log, io)
      },
    }
    // The command reads nothing and prints nothing before it has the portal, so it can begin anew elsewhere.
    const quiet = holdingBack(io, () => holder !== undefined)
    const code = await runCommand(argv, { ...context, io: quiet }, log)
    return holder === undefined ? code : await handOver(holder.socket, argv, io)
  } catch (error) {
    // Ctrl-C here hangs up on the server, which aborts the command: nobody needs to be told.
    if (io.signal.aborted) return 130
    if (!(error instanceof PortalError)) throw error
    io.err(`${error.message}\n`)
    return 1
  } finally {
    await portal?.then(
      (opened) => opened.close(),
      () => undefined,
    )
  }
}

/** Processes can share the work only on a database that they can share. */
function requireServer({ databaseUrl }: Config): void {
  if (databaseUrl === undefined) throw workersNeedServer()
}

/** Keeps the message about a held database from being printed, because the command goes on at its holder. */
function holdingBack(io: CommandIo, held: () => boolean): CommandIo {
  return {
    directory: io.directory,
    terminal: io.terminal,
    signal: io.signal,
    input: () => io.input(),
    out: (text) => io.out(text),
    err: (text) => (held() ? undefined : io.err(text)),
  }
}

keepMemorySmall()
process.exitCode = await main(process.argv.slice(2))
