import { sql } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import type { AccessQueries } from './tables.ts'

export const FAILURES_TO_LOCK = 10
export const LOCK_MINUTES = 15

export interface Attempt {
  /** False while the address is locked. */
  readonly allowed: boolean
  /** This attempt is the one that locks, unless it succeeds. */
  readonly locks: boolean
}

/**
 * Counts an attempt before its password is looked at, in one statement: however many arrive at once, at any process, ten
 * get through. The tenth locks the address; its success, like any other, clears it (`forgetAttempts`). Addresses are
 * counted whether or not somebody has them, so that both behave alike. An attempt while locked does not prolong the lock.
 */
export async function countAttempt(db: AccessQueries, clock: Clock, email: string): Promise<Attempt> {
  const now = clock.now().toISOString()
  const until = new Date(clock.now().getTime() + LOCK_MINUTES * 60_000).toISOString()
  const { rows } = await sql<{ failures: number }>`
    insert into platform.sign_in_attempt as attempt (email, failures) values (${email}, 1)
    on conflict (email) do update set
      failures = case when attempt.locked_until <= ${now}::timestamptz then 1 else attempt.failures + 1 end,
      locked_until = case
        when attempt.locked_until > ${now}::timestamptz then attempt.locked_until
        when attempt.locked_until is null and attempt.failures + 1 >= ${FAILURES_TO_LOCK} then ${until}::timestamptz
      end
    returning failures`.execute(db)
  const failures = rows[0]?.failures ?? 0
  return { allowed: failures <= FAILURES_TO_LOCK, locks: failures === FAILURES_TO_LOCK }
}

/** After a success, or when an administrator unlocks. */
export async function forgetAttempts(db: AccessQueries, email: string): Promise<void> {
  await db.deleteFrom('platform.sign_in_attempt').where('email', '=', email).execute()
}
