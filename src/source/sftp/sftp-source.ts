import type { Clock } from '../../kernel/clock.ts'
import type { ColumnNames } from '../../kernel/settings.ts'
import type { SftpSettings } from '../../kernel/source-settings.ts'
import { openExports } from '../files/files-source.ts'
import type { FoundExport } from '../files/newest-export.ts'
import type { Source } from '../port.ts'
import { expiryRemark } from '../secret.ts'
import type { SftpAddress } from '../source-spec.ts'
import { fetchNewest } from './fetch-export.ts'
import { withSftp } from './session.ts'

export interface SftpSourceOptions {
  readonly address: SftpAddress
  readonly settings: SftpSettings
  /** The city's own column names. */
  readonly columns: ColumnNames
  /** Absolute; nobody else's. Where exports are fetched to, and unpacked. */
  readonly workspace: string
}

/**
 * The system of record behind exports on an SFTP server. They are fetched before they are read, so that what is read is one export from
 * its beginning to its end; `docs/guides/source-files.md` describes them.
 */
export function openSftpSource(options: SftpSourceOptions, clock: Clock): Source {
  const { address, settings, columns, workspace } = options
  let fetching: Promise<FoundExport> | undefined
  const fetchOnce = (): Promise<FoundExport> => {
    // Whoever comes while an export is being fetched waits for the same; so does the next live look when one gave up.
    fetching ??= withSftp(address, settings, (session) =>
      fetchNewest(session, address.directory, workspace),
    ).finally(() => (fetching = undefined))
    return fetching
  }
  return openExports(async () => {
    const { directory, remarks } = await fetchOnce()
    const what = 'What lets the portal into the SFTP server (source.sftp)'
    const expiry = expiryRemark(what, settings.secretExpiresOn, clock.now())
    return { directory, remarks: expiry === undefined ? remarks : [expiry, ...remarks] }
  }, columns)
}
