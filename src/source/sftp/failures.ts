import { PortalError, failure } from '../../kernel/errors.ts'
import { withoutSecrets } from '../secret.ts'
import type { SftpAddress } from '../source-spec.ts'

/** An error of the SFTP connection as a sentence that says what to do, and that holds nothing secret. */
export function sftpFailure(error: unknown, address: SftpAddress, secrets: readonly string[]): unknown {
  if (error instanceof PortalError) return error
  const { message, code = '' } = error as NodeJS.ErrnoException
  const said = withoutSecrets(message.replace(/\s+/g, ' ').replace(/\.$/, ''), secrets).slice(0, 300)
  const { host, port, user, directory } = address
  const server = `The SFTP server ${host}:${port}`
  if (/authentication methods failed/.test(message))
    return failure(
      'source_refused',
      `${server} refuses ${user} (${said}). Check the user, and the password or the private key that "source.sftp" names.`,
    )
  if (/parse privateKey|passphrase|decrypt/i.test(message))
    return failure(
      'source_refused',
      `The private key that "source.sftp.privateKey" names cannot be used (${said}). Check that it is a private key, and the passphrase that "source.sftp.passphrase" names.`,
    )
  if (['EACCES', 'ENOENT', 'ENOTDIR', '2', '3'].includes(String(code)))
    return failure(
      'source_refused',
      `${server} has nothing for ${user} at ${directory} (${said}). Check the directory in the source of the community, and that ${user} may read it.`,
    )
  return failure(
    'source_unreachable',
    `There is no whole answer from the SFTP server ${host}:${port} (${said}). Check its name and port, and that it lets this machine in; the next run asks again.`,
  )
}
