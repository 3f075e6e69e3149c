import { z } from 'zod'
import { wrongUse } from '../kernel/errors.ts'

/** The longest address that a mail server takes (RFC 5321, 4.5.3.1.3, less the angle brackets). */
const LONGEST = 254

/** One spelling for every way of typing an address: two users never differ only in case. */
export function foldEmail(text: string): string {
  return text.normalize('NFKC').replaceAll('\0', '').trim().toLowerCase().slice(0, LONGEST)
}

/**
 * Folds an address that is to be stored.
 * @throws wrongUse `email_invalid`
 */
export function parseEmail(text: string): string {
  const email = foldEmail(text)
  if (!z.email().safeParse(email).success)
    throw wrongUse(
      'email_invalid',
      `"${text.slice(0, LONGEST)}" is not an e-mail address: write it like ana@example.gov.`,
    )
  return email
}
