import { serve as serveHttp } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { runCommand } from '../cli/program.ts'
import type { ServeOptions } from '../cli/context.ts'
import type { CommandIo } from '../cli/io.ts'
import { startJobs } from '../jobs/index.ts'
import { failure } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { createWeb } from '../web/index.ts'
import type { Config } from './config.ts'
import { demoSignIns, loadDemo } from './demo.ts'
import { takeCommands } from './handover.ts'
import { learnWords } from './learn-words.ts'
import { openPortal } from './portal.ts'

/**
 * Serves the pages, syncs each community on its schedule, and takes the commands of others, until the signal of `io` is
 * aborted. Then it stops taking requests, lets what is going on end, and closes the database.
 * @throws failure `port_in_use`, and what `openPortal` throws
 */
export async function serve(config: Config, log: Log, io: CommandIo, options: ServeOptions): Promise<void> {
  const portal = await openPortal(config, log)
  const commands = portal.directory
    ? await takeCommands(portal.directory.path, (argv, theirs) =>
        runCommand(argv, { io: theirs, portal: () => Promise.resolve(portal) }, log),
      )
    : undefined
  try {
    if (options.loadDemo && config.demo) await loadDemo(portal, io)
    if (io.signal.aborted) return
    const jobs = await startJobs({ ...portal, log, works: options.works })
    let server: Server | undefined
    try {
      const app = createWeb({
        ...portal,
        log,
        jobs,
        sampleEditor: (community) => portal.sampleCity(community)?.editor,
        demoSignIns: await demoSignIns(portal),
        assetsDirectory: join(import.meta.dirname, 'assets'),
        ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
        ...(config.metricsToken === undefined ? {} : { metricsToken: config.metricsToken }),
      })
      server = await listen(app.fetch, config)
      if (commands && portal.directory) portal.directory.announce(commands.path)
      await greet(portal, server, config, io)
      const learned = learnWords(portal, log, io.signal)
      if (!io.signal.aborted) await once(io.signal, 'abort')
      await learned
      io.err('\nStopping …\n')
    } finally {
      await Promise.all([jobs.stop(), server && close(server)])
    }
  } finally {
    await commands?.close()
    await portal.close()
  }
}

async function listen(fetch: Parameters<typeof serveHttp>[0]['fetch'], config: Config): Promise<Server> {
  const server = serveHttp({ fetch, hostname: config.host, port: config.port }) as Server
  try {
    if (!server.listening) await once(server, 'listening')
    return server
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw failure(
      'port_in_use',
      `Port ${config.port} of ${config.host} is in use: stop what uses it, or choose another with PORT.`,
      error,
    )
  }
}

/** Streams and kept-alive connections would keep the server open for ever. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const hurry = setTimeout(() => server.closeAllConnections(), 2_000)
  await closed
  clearTimeout(hurry)
}

async function greet(
  portal: Awaited<ReturnType<typeof openPortal>>,
  server: Server,
  config: Config,
  io: CommandIo,
): Promise<void> {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : config.port
  const lines = [`The portal is at http://${config.host}:${port}  (Ctrl-C ends it)`]
  const people = await demoSignIns(portal)
  if (people.length > 0) {
    lines.push('', `Demo sign-ins, all with the password ${people[0]?.password ?? ''}:`)
    for (const { email, what } of people) lines.push(`  ${email.padEnd(34)} ${what}`)
  } else if ((await portal.communities.list()).length === 0) {
    lines.push(
      '',
      'There is no community yet. Add the first one, read it, and add its administrator:',
      '  bin/portal community add SLUG --name NAME --source files:DIR',
      '  bin/portal sync SLUG',
      '  bin/portal user add EMAIL --community SLUG --role admin --all-departments --password-stdin',
    )
  }
  await io.out(`${lines.join('\n')}\n`)
}
