import { readFile } from 'node:fs/promises'
import { failure } from '../kernel/errors.ts'

/** A longer file is none that holds a password, a token or a key. */
const MAX_LENGTH = 64 * 1024

/**
 * Reads the secret that a setting points to, `env:NAME` or `file:/PATH`, without the line end that editors add.
 * @param setting what a failure calls it: `source.sql.password`
 * @throws failure `source_secret_missing`, which names the place and never the secret
 */
export async function readSecret(setting: string, place: string): Promise<string> {
  const colon = place.indexOf(':')
  const name = place.slice(colon + 1)
  if (place.slice(0, colon) === 'env') {
    const value = process.env[name] ?? ''
    if (value !== '') return value
    throw missing(
      `The environment variable ${name}, which the setting "${setting}" names, is not set. Set it where the portal is started, and start the portal again.`,
    )
  }
  let text: string
  try {
    text = await readFile(name, 'utf8')
  } catch (error) {
    throw missing(
      `The file ${name}, which the setting "${setting}" names, cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}). Put the secret there, and give the portal the right to read it.`,
    )
  }
  const value = text.replace(/\r?\n$/, '')
  if (value !== '' && value.length <= MAX_LENGTH) return value
  throw missing(
    `The file ${name}, which the setting "${setting}" names, ${value === '' ? 'is empty' : 'is too long to be a secret'}. Put the secret there, and nothing else.`,
  )
}

const DAY_MS = 86_400_000
const WARN_DAYS = 30

/**
 * The remark about a secret that expires within 30 days, or has; `undefined` while there is time.
 * @param what with its setting: `The password of the database (source.sql.password)`
 * @param expiresOn the first day on which it does not work any more
 */
export function expiryRemark(what: string, expiresOn: string | null, now: Date): string | undefined {
  if (expiresOn === null) return undefined
  const days = Math.ceil((Date.parse(expiresOn) - now.getTime()) / DAY_MS)
  if (days > WARN_DAYS) return undefined
  if (days <= 0) return `${what} expired on ${expiresOn}: replace it, and its day in the settings.`
  return `${what} expires on ${expiresOn}, in ${days === 1 ? '1 day' : `${days} days`}: replace it before, and its day in the settings.`
}

/** A text of others, such as the message of a driver, with nothing in it that is secret. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter((each) => each !== '').reduce((said, each) => said.replaceAll(each, '•••'), text)
}

function missing(sentence: string) {
  return failure('source_secret_missing', sentence)
}
