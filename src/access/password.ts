import { wrongUse } from '../kernel/errors.ts'
import { foldEmail } from './email.ts'

const SHORTEST = 12
export const LONGEST_PASSWORD = 200

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/**
 * A hash that no password has, of the same cost as the others: where there is nobody to check against, it is checked
 * instead, so that the answer takes as long.
 */
const NOBODYS_HASH = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`

/**
 * Hashes a new password.
 * @throws wrongUse `password_refused`, saying which rule it breaks
 */
export async function hashPassword(password: string, email: string): Promise<string> {
  const length = [...normalised(password)].length
  if (length < SHORTEST) throw refused(`choose one of at least ${SHORTEST} characters`)
  if (length > LONGEST_PASSWORD) throw refused(`choose one of at most ${LONGEST_PASSWORD} characters`)
  if (foldEmail(password) === foldEmail(email)) throw refused('choose one that is not the e-mail address')
  const argon2 = await import('@node-rs/argon2')
  return await argon2.hash(normalised(password), COST)
}

/** Compares with the hash of a user; without one it takes the same time, and the answer is no. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const argon2 = await import('@node-rs/argon2')
  const same = await argon2.verify(hash ?? NOBODYS_HASH, normalised(password).slice(0, 2 * LONGEST_PASSWORD))
  return same && hash !== undefined && [...normalised(password)].length <= LONGEST_PASSWORD
}

/** Two keyboards may send the same letter as one character or as two. */
function normalised(password: string): string {
  return password.normalize('NFKC')
}

function refused(advice: string) {
  return wrongUse('password_refused', `This password cannot be used: ${advice}.`)
}
