import { resolve } from 'node:path'
import { wrongUse } from '../kernel/errors.ts'

/** What the environment says; `docs/guides/running.md` describes each variable. */
export interface Config {
  /** Absolute. Holds the embedded database, the sample cities and the socket. */
  readonly dataDirectory: string
  readonly databaseUrl: string | undefined
  readonly host: string
  readonly port: number
  /** False: an empty database stays empty. */
  readonly demo: boolean
  readonly logLevel: string
  /** The address that people type, when a proxy stands before the portal; decides about secure cookies. */
  readonly publicUrl: string | undefined
  /** What a monitor has to bring to read `/metrics`. */
  readonly metricsToken: string | undefined
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** @throws wrongUse `setting_invalid`, naming the variable and what it takes. */
export function readConfig(env: NodeJS.ProcessEnv, directory: string): Config {
  const databaseUrl = env.DATABASE_URL === '' ? undefined : env.DATABASE_URL
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl))
    throw invalid('DATABASE_URL', 'must begin with postgres://')
  const port = Number(env.PORT ?? 3000)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw invalid('PORT', 'must be a port number')
  const logLevel = env.LOG_LEVEL ?? 'warn'
  if (!LOG_LEVELS.includes(logLevel)) throw invalid('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`)
  const publicUrl = env.PUBLIC_URL === '' ? undefined : env.PUBLIC_URL
  if (publicUrl !== undefined && !URL.canParse(publicUrl))
    throw invalid('PUBLIC_URL', 'must be an address such as https://portal.example.gov')
  const metricsToken = env.METRICS_TOKEN === '' ? undefined : env.METRICS_TOKEN
  if (metricsToken !== undefined && !/^[!-~]{16,}$/.test(metricsToken))
    throw invalid('METRICS_TOKEN', 'must be 16 or more letters, digits and signs, without spaces')
  return {
    dataDirectory: resolve(directory, env.PORTAL_DATA ?? 'data'),
    databaseUrl,
    host: env.HOST ?? '127.0.0.1',
    port,
    demo: env.PORTAL_DEMO !== '0',
    logLevel,
    publicUrl,
    metricsToken,
  }
}

function invalid(name: string, rule: string) {
  return wrongUse('setting_invalid', `The environment variable ${name} ${rule}.`)
}
