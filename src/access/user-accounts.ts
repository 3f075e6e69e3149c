import type { Clock } from '../kernel/clock.ts'
import { checkKeepsAdministrator } from './administrators.ts'
import { checkMayManage, type Manager, userUnknown } from './authority.ts'
import { forgetAttempts } from './lock-out.ts'
import { hashPassword } from './password.ts'
import type { AccessQueries } from './tables.ts'
import { changeUsers } from './user-changes.ts'
import { findStoredUser } from './users.ts'

/** Whether and how a user can sign in; for managers who have all that the user has. */
export interface UserAccounts {
  /** Ends the sessions of the user as well. @throws wrongUse `user_unknown`, `not_permitted`, `password_refused` */
  setPassword(userId: string, password: string, by: Manager): Promise<void>
  /** Ends the sessions of the user as well. @throws wrongUse `user_unknown`, `not_permitted`, `last_administrator` */
  deactivate(userId: string, by: Manager): Promise<void>
  /** @throws wrongUse `user_unknown`, `not_permitted` */
  activate(userId: string, by: Manager): Promise<void>
  /** Lets a user who failed too often sign in at once. @throws wrongUse `user_unknown`, `not_permitted` */
  unlock(userId: string, by: Manager): Promise<void>
}

export function createUserAccounts(db: AccessQueries, clock: Clock): UserAccounts {
  return {
    async setPassword(userId, password, by) {
      // Hashing takes too long to be done inside the transaction, so whether it is permitted is asked twice.
      const known = await findStoredUser(db, { userId })
      if (!known) throw userUnknown()
      checkMayManage(by, known)
      const hash = await hashPassword(password, known.email)
      await changeUsers(db, clock, by, async ({ tx, now, getManaged, endSessions, noteInAll }) => {
        const user = await getManaged(userId)
        await tx
          .updateTable('auth.account')
          .set({ password: hash, updated_at: now })
          .where('user_id', '=', userId)
          .where('provider_id', '=', 'credential')
          .execute()
        await endSessions(userId)
        await noteInAll(user, 'password_set')
      })
    },

    async deactivate(userId, by) {
      await changeUsers(db, clock, by, async ({ tx, now, getManaged, endSessions, noteInAll }) => {
        const user = await getManaged(userId)
        if (!user.active) return
        await checkKeepsAdministrator(tx, user, user.grants)
        await tx.updateTable('auth.user').set({ deactivated_at: now }).where('id', '=', userId).execute()
        await endSessions(userId)
        await noteInAll(user, 'user_deactivated')
      })
    },

    async activate(userId, by) {
      await changeUsers(db, clock, by, async ({ tx, getManaged, noteInAll }) => {
        const user = await getManaged(userId)
        if (user.active) return
        await tx.updateTable('auth.user').set({ deactivated_at: null }).where('id', '=', userId).execute()
        await noteInAll(user, 'user_activated')
      })
    },

    async unlock(userId, by) {
      await changeUsers(db, clock, by, async ({ tx, getManaged, noteInAll }) => {
        const user = await getManaged(userId)
        await forgetAttempts(tx, user.email)
        await noteInAll(user, 'user_unlocked')
      })
    },
  }
}
