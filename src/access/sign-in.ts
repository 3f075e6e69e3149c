import type { Clock } from '../kernel/clock.ts'
import { writeAudit } from './audit.ts'
import { foldEmail } from './email.ts'
import { countAttempt, FAILURES_TO_LOCK, forgetAttempts, LOCK_MINUTES } from './lock-out.ts'
import { isPassword } from './password.ts'
import type { User } from './scope.ts'
import type { SignInContext, Sessions } from './sessions.ts'
import type { AccessQueries } from './tables.ts'
import { asUser, findStoredUser } from './users.ts'

export type SignIn =
  | { readonly ok: true; readonly user: User; readonly setCookie: readonly string[] }
  | { readonly ok: false; readonly says: string }

/** The one answer to every sign-in that does not succeed, whatever the reason: it tells nobody who has an account. */
const REFUSED: SignIn = {
  ok: false,
  says:
    'That e-mail address and password do not belong together: try again, ' +
    `and after ${FAILURES_TO_LOCK} failures wait ${LOCK_MINUTES} minutes or ask your portal administrator.`,
}

/**
 * Signs in with e-mail and password. An unknown, locked or deactivated user and a wrong password take the same way up to
 * the answer: one count, one read of the credential, one argon2 verification.
 */
export async function signIn(
  { db, clock, sessions }: { db: AccessQueries; clock: Clock; sessions: Sessions },
  typedEmail: string,
  password: string,
  context: SignInContext,
): Promise<SignIn> {
  const email = foldEmail(typedEmail)
  const attempt = await countAttempt(db, clock, email)
  const credential = await db
    .selectFrom('auth.user as user')
    .innerJoin('auth.account as account', 'account.user_id', 'user.id')
    .select(['user.id', 'user.deactivated_at', 'account.password'])
    .where('user.email', '=', email)
    .where('account.provider_id', '=', 'credential')
    .executeTakeFirst()
  const right = await isPassword(password, credential?.password ?? undefined)
  if (!credential || !right || !attempt.allowed || credential.deactivated_at !== null) {
    if (attempt.locks) await writeAudit(db, clock.now(), { action: 'sign_in_locked', facts: { email } })
    return REFUSED
  }
  const user = await findStoredUser(db, { userId: credential.id })
  if (!user?.active) return REFUSED
  const setCookie = await sessions.start(email, password, context)
  await forgetAttempts(db, email)
  await writeAudit(db, clock.now(), { action: 'signed_in', userId: user.userId })
  return { ok: true, user: asUser(user), setCookie }
}
