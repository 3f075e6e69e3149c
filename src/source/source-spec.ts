import { wrongUse } from '../kernel/errors.ts'

/** The database server that a city's views are in; the password is not part of it. */
export interface SqlAddress {
  readonly system: 'postgresql' | 'mysql' | 'sqlserver'
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

/** The directory on an SFTP server that a city's exports are in. */
export interface SftpAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  /** Absolute. */
  readonly directory: string
}

/** Which adapter reads a community's system of record, and where. */
export type SourceSpec =
  | { readonly kind: 'files'; readonly directory: string }
  | { readonly kind: 'sample'; readonly city: string }
  | { readonly kind: 'sftp'; readonly address: SftpAddress }
  | { readonly kind: 'sql'; readonly address: SqlAddress }
  | { readonly kind: 'http'; readonly baseUrl: string }

const CITY = /^[a-z][a-z0-9-]*$/

const SYSTEMS: Readonly<Record<string, { system: SqlAddress['system']; port: number }>> = {
  'postgresql:': { system: 'postgresql', port: 5432 },
  'postgres:': { system: 'postgresql', port: 5432 },
  'mysql:': { system: 'mysql', port: 3306 },
  'mariadb:': { system: 'mysql', port: 3306 },
  'sqlserver:': { system: 'sqlserver', port: 1433 },
}

/**
 * Reads where a source is: `files:DIR`, `sftp:USER@HOST/DIR`, `sql:postgresql://USER@HOST/DATABASE`, `http:https://HOST/PATH`, `sample:CITY`.
 * @throws wrongUse `source_spec_invalid`; it repeats nothing that may be a password
 */
export function parseSourceSpec(spec: string): SourceSpec {
  const colon = spec.indexOf(':')
  const kind = spec.slice(0, Math.max(colon, 0))
  const place = spec.slice(colon + 1).trim()
  if (kind === 'files' && place !== '') return { kind, directory: place }
  if (kind === 'sample' && CITY.test(place)) return { kind, city: place }
  if (kind === 'sftp') return { kind, address: sftpAddress(place) }
  if (kind === 'sql') return { kind, address: sqlAddress(place) }
  if (kind === 'http') return { kind, baseUrl: webAddress(place) }
  const said = spec.includes('@') ? 'This' : `"${spec}"`
  throw invalid(
    `${said} is no source. Write files:DIR with the directory that holds the export, such as files:/srv/exports/cedar-hollow, sftp:USER@HOST/DIR, sql:SYSTEM://USER@HOST/DATABASE, or http:https://HOST/PATH.`,
  )
}

function sftpAddress(place: string): SftpAddress {
  const url = URL.canParse(`sftp://${place}`) ? new URL(`sftp://${place}`) : undefined
  if (url && url.password !== '') throw passwordInAddress('source.sftp.password')
  const user = url && decoded(url.username)
  const directory = url && decoded(url.pathname)
  if (!url || url.hostname === '' || !user || !directory || url.search || url.hash)
    throw invalid(
      'A source on an SFTP server is written sftp:USER@HOST:PORT/DIR, such as sftp:portal@files.cedar.gov/exports. The port may be left out.',
    )
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 22 : Number(url.port),
    user,
    directory: directory.replace(/(.)\/+$/, '$1'),
  }
}

function sqlAddress(place: string): SqlAddress {
  const url = URL.canParse(place) ? new URL(place) : undefined
  if (url && url.password !== '') throw passwordInAddress('source.sql.password')
  const system = url && SYSTEMS[url.protocol]
  const user = url && decoded(url.username)
  const database = url && decoded(url.pathname.slice(1))
  if (!url || !system || url.hostname === '' || !user || !database || url.search || url.hash)
    throw invalid(
      'A source in a database is written sql:SYSTEM://USER@HOST:PORT/DATABASE, and SYSTEM is postgresql, mysql, mariadb or sqlserver, such as sql:postgresql://portal@erp.cedar.gov/erp. The port may be left out.',
    )
  return {
    system: system.system,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? system.port : Number(url.port),
    user,
    database,
  }
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Without TLS only on the same machine: anybody else on the way could read the token. */
function webAddress(place: string): string {
  const url = URL.canParse(place) ? new URL(place) : undefined
  if (url && url.password !== '') throw passwordInAddress('source.http.token')
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname))
  if (!url || !safe || url.username || url.search || url.hash)
    throw invalid(
      'A web service is written http:https://HOST/PATH, such as http:https://erp.cedar.gov/portal/v1, and has to be reached by https.',
    )
  return url.href.replace(/\/+$/, '')
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function passwordInAddress(setting: string) {
  return invalid(
    `The address of a source must not hold a password. Leave it out, and say where it is with the setting "${setting}", such as "env:CEDAR_PASSWORD".`,
  )
}

function invalid(sentence: string) {
  return wrongUse('source_spec_invalid', sentence)
}
