import type { Clock } from '../kernel/clock.ts'
import { writeAudit, type Deed } from './audit.ts'
import { checkMayManage, userUnknown, type Manager } from './authority.ts'
import type { AccessQueries, AccessTransaction } from './tables.ts'
import { findStoredUser, type StoredUser } from './users.ts'

/** One change of users, in one transaction, with its place in the audit. */
export interface UserChange {
  readonly tx: AccessTransaction
  /** When it happens. */
  readonly now: Date
  /** @throws wrongUse `user_unknown` */
  readonly getUser: (userId: string) => Promise<StoredUser>
  /** A user whose password and account the manager may change. @throws wrongUse `user_unknown`, `not_permitted` */
  readonly getManaged: (userId: string) => Promise<StoredUser>
  readonly endSessions: (userId: string) => Promise<void>
  readonly note: (...deeds: readonly Deed[]) => Promise<void>
  /** Notes it in every community of the user, so that the administrators of each read it. */
  readonly noteInAll: (user: StoredUser, action: string) => Promise<void>
}

export async function changeUsers<T>(
  db: AccessQueries,
  clock: Clock,
  by: Manager,
  work: (change: UserChange) => Promise<T>,
): Promise<T> {
  return await db.transaction().execute(async (tx) => {
    const now = clock.now()
    const getUser = async (userId: string) => {
      const user = await findStoredUser(tx, { userId })
      if (!user) throw userUnknown()
      return user
    }
    const note = async (...deeds: readonly Deed[]) =>
      await writeAudit(
        tx,
        now,
        ...deeds.map((deed) => (by === 'operator' ? deed : { ...deed, userId: by.userId })),
      )
    return await work({
      tx,
      now,
      getUser,
      note,
      async getManaged(userId) {
        const user = await getUser(userId)
        checkMayManage(by, user)
        return user
      },
      async endSessions(userId) {
        await tx.deleteFrom('auth.session').where('user_id', '=', userId).execute()
      },
      noteInAll: (user, action) =>
        note(...user.grants.map(({ communityId }) => ({ action, communityId, facts: { user: user.email } }))),
    })
  })
}
