import { once } from 'node:events'
import type { CommandIo } from '../cli/io.ts'
import { startJobs } from '../jobs/index.ts'
import type { Log } from '../kernel/log.ts'
import type { Config } from './config.ts'
import { openPortal } from './portal.ts'

/**
 * Does the work that goes on by itself, and nothing else, until the signal of `io` is aborted. Beside it there may be any
 * number of servers and other workers on the same PostgreSQL; a run that it leaves is taken up by another one.
 * @throws what `openPortal` throws
 */
export async function work(config: Config, log: Log, io: CommandIo): Promise<void> {
  const portal = await openPortal(config, log)
  try {
    const jobs = await startJobs({ ...portal, log })
    try {
      await io.out('This worker syncs each community on its schedule (Ctrl-C ends it)\n')
      if (!io.signal.aborted) await once(io.signal, 'abort')
      io.err('\nStopping …\n')
    } finally {
      await jobs.stop()
    }
  } finally {
    await portal.close()
  }
}
