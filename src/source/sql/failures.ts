import { PortalError, failure } from '../../kernel/errors.ts'
import { withoutSecrets } from '../secret.ts'
import type { SqlAddress } from '../source-spec.ts'

/** What the drivers and the databases call each cause: PostgreSQL by SQLSTATE, the others by name or number. */
const CAUSES = {
  unreachable: [
    'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ESOCKET', 'ETIMEOUT', 'EINSTLOOKUP',
  ],
  broken: ['ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST', 'ECONNCLOSED', 'ERR_STREAM_PREMATURE_CLOSE', '57P01', '57P02'],
  certificate: [
    'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'HANDSHAKE_SSL_ERROR',
  ],
  withoutTls: ['HANDSHAKE_NO_SSL_SUPPORT'],
  login: ['28P01', '28000', 'ER_ACCESS_DENIED_ERROR', 'ELOGIN'],
  database: ['3D000', 'ER_BAD_DB_ERROR', 'ER_DBACCESS_DENIED_ERROR', '4060'],
  view: ['42P01', '3F000', 'ER_NO_SUCH_TABLE', '208'],
  right: ['42501', 'ER_TABLEACCESS_DENIED_ERROR', 'ER_COLUMNACCESS_DENIED_ERROR', '229', '230'],
  write: ['25006', 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION', '3906'],
  snapshot: ['3952'],
  slow: ['57014', 'ER_STATEMENT_TIMEOUT', 'ER_QUERY_TIMEOUT'],
  value: ['22P02', '22003', '22007', '22008', '245', '8114', '248'],
} as const // prettier-ignore

type Cause = keyof typeof CAUSES

interface DriverError {
  readonly message?: string
  readonly code?: string | number
  readonly number?: number
  readonly errors?: readonly DriverError[]
}

/** What is behind an error of a driver; `undefined` for what has no name here. */
function causeOf(error: unknown): Cause | undefined {
  const { code, number, message } = error as DriverError
  if (/does not support SSL/.test(message ?? '')) return 'withoutTls'
  const names = [code, number].filter((name) => name !== undefined).map(String)
  for (const [cause, codes] of Object.entries(CAUSES))
    if (names.some((name) => (codes as readonly string[]).includes(name))) return cause as Cause
  return undefined
}

/** An error of a driver as a sentence that says what to do, and that holds nothing secret. Other failures stay as they are. */
export function sqlFailure(error: unknown, address: SqlAddress, secrets: readonly string[]): unknown {
  if (error instanceof PortalError || isAbort(error)) return error
  const { host, port, user, database } = address
  const server = `the database server ${host}:${port}`
  const said = withoutSecrets(messageOf(error as DriverError), secrets)
  switch (causeOf(error)) {
    case 'unreachable':
      return unreachable(
        `There is no connection to ${server} (${said}). Check its name and port, and that it lets this machine in.`,
      )
    case 'broken':
      return unreachable(
        `The connection to ${server} broke (${said}). Nothing is concluded from what was read; the next run reads it again.`,
      )
    case 'certificate':
      return refused(
        `The certificate of ${server} is not one that the portal can trust (${said}). Name the certificate of its authority with "source.sql.caFile".`,
      )
    case 'withoutTls':
      return refused(
        `The database server ${host}:${port} does not speak TLS (${said}). Turn it on there, or set "source.sql.tls" to "off" where nobody else can listen.`,
      )
    case 'login':
      return refused(
        `The database server ${host}:${port} refuses ${user} (${said}). Check the user, the password that "source.sql.password" names, and whether the login is locked or expired.`,
      )
    case 'database':
      return refused(
        `${user} cannot open the database "${database}" on ${host}:${port} (${said}). Check its name, and that ${user} may connect to it.`,
      )
    case 'view':
      return refused(
        `A view is missing in the database "${database}" (${said}). Create it, or name the city's own in the settings under "source.sql.views".`,
      )
    case 'right':
      return refused(
        `${user} may not read everything in the database "${database}" (${said}). Give ${user} the right to select from the views.`,
      )
    case 'write':
      return refused(
        `Reading a view would write to the database "${database}" (${said}). The portal only reads: make the view without anything that writes.`,
      )
    case 'snapshot':
      return refused(
        `The database "${database}" does not allow snapshots (${said}). Allow them with "alter database … set allow_snapshot_isolation on", or let the portal read a readable replica: without them it cannot see one and the same state.`,
      )
    case 'slow':
      return unreachable(`The database "${database}" took too long to answer (${said}).`)
    default:
      return failure(
        causeOf(error) === 'value' ? 'source_unlike_value' : 'source_unreadable',
        `The database "${database}" on ${host}:${port} could not be read: ${said}. Correct the view that it speaks of, or ask the administrator of the database.`,
      )
  }
}

function unreachable(sentence: string) {
  return failure('source_unreachable', sentence)
}

function refused(sentence: string) {
  return failure('source_refused', sentence)
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
}

/** Of a host with several addresses each attempt has its own message, and the whole has none. */
function messageOf({ message, errors, code }: DriverError): string {
  const said = message || errors?.map((each) => each.message).join('; ') || String(code ?? 'no reason given')
  return said.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 300)
}
