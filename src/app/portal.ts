import { createAccess } from '../access/index.ts'
import type { CommandPortal } from '../cli/context.ts'
import { createExplain, createHistory } from '../explain/index.ts'
import { systemClock, type Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import { PortalError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import {
  createCustomerRecords,
  createSearch,
  createSearchMany,
  type CustomerRecords,
} from '../search/index.ts'
import { parseSourceSpec, type SampleCity } from '../source/index.ts'
import type { Source } from '../source/port.ts'
import { claimWithPatience, openStore, type DataDirectory, type Store } from '../store/index.ts'
import { createCommunities, createSync } from '../sync/index.ts'
import type { Config } from './config.ts'
import { sourcesOf } from './sources.ts'

/** How long a command waits for another one that holds the embedded database. */
const PATIENCE_MS = 60_000

/** All services of the portal, wired together; the only place that constructs them. */
export interface Portal extends CommandPortal {
  readonly store: Store
  readonly customers: CustomerRecords
  /** Of the embedded database; none where DATABASE_URL names a server. */
  readonly directory: DataDirectory | undefined
  /** The sample system of record behind a community of the demo. */
  sampleCity(community: Community): SampleCity | undefined
  close(): Promise<void>
}

/** A server holds the embedded database and takes commands at `socket`. */
export class HeldByServer extends PortalError {
  readonly socket: string
  constructor(pid: number, socket: string) {
    super(
      'failure',
      'held_by_server',
      `A server (process ${pid}) is running on this data directory already: stop it first, or use it in a browser.`,
    )
    this.socket = socket
  }
}

/**
 * Opens the database and makes the services over it.
 * @throws HeldByServer, failure `data_in_use`, `data_unwritable`, `database_newer`, `not_isolated`
 */
export async function openPortal(config: Config, log: Log, clock: Clock = systemClock): Promise<Portal> {
  const directory = config.databaseUrl === undefined ? await claim(config.dataDirectory) : undefined
  try {
    const store = await openStore(
      directory ? { directory: directory.database } : { url: config.databaseUrl as string },
    )
    return await assemble(config, store, directory, log, clock)
  } catch (error) {
    directory?.release()
    throw error
  }
}

async function claim(path: string): Promise<DataDirectory> {
  const claimed = await claimWithPatience(path, PATIENCE_MS)
  if (claimed.held) throw new HeldByServer(claimed.pid, claimed.socket ?? '')
  return claimed.directory
}

async function assemble(
  config: Config,
  store: Store,
  directory: DataDirectory | undefined,
  log: Log,
  clock: Clock,
): Promise<Portal> {
  const sources = sourcesOf(config.dataDirectory, clock)
  const openSource = (community: Community): Source => sources.open(community)
  const taxIdKey = await store.secret('tax-id')
  const communities = createCommunities({ store, clock, checkSource: parseSourceSpec })
  const sync = createSync({
    store,
    clock,
    log,
    openSource,
    taxIdKey,
    workDirectory: config.dataDirectory,
  })
  const search = createSearch({ store, clock, taxIdKey })
  const explain = createExplain({ store, clock, search, openSource })
  const access = createAccess({
    store,
    clock,
    secureCookies: config.publicUrl?.startsWith('https:') ?? false,
  })
  return {
    store,
    clock,
    directory,
    communities,
    sync,
    search,
    searchMany: createSearchMany({ search, clock }),
    customers: createCustomerRecords({ store }),
    explain,
    history: createHistory({ store, clock }),
    access,
    sampleCity: (community) => sources.sampleCity(community),
    async close() {
      await store.close()
      directory?.release()
    },
  }
}
