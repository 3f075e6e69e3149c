import type { Clock } from '../kernel/clock.ts'
import { NO_DEPARTMENTS } from '../kernel/departments.ts'
import { wrongUse } from '../kernel/errors.ts'
import { checkKeepsAdministrator, isAdministrator } from './administrators.ts'
import { checkMayGive, userUnknown, type Manager } from './authority.ts'
import { parseEmail } from './email.ts'
import { complete, factsOf, putGrant, type NewGrant } from './grants.ts'
import { hashPassword } from './password.ts'
import type { User } from './scope.ts'
import type { AccessQueries } from './tables.ts'
import { changeUsers } from './user-changes.ts'
import { asUser } from './users.ts'

export interface NewUser {
  readonly email: string
  /** The part of the address before the @ unless given. */
  readonly name?: string
  readonly password: string
  readonly grants: readonly NewGrant[]
}

/** Who works in which community, as what. */
export interface Granting {
  /** @throws wrongUse `email_invalid`, `password_refused`, `user_exists`, `grant_needed`, `not_permitted` */
  addUser(user: NewUser, by: Manager): Promise<User>
  /**
   * Gives a grant in a community, or changes the one that is there.
   * @throws wrongUse `user_unknown`, `not_permitted`, `last_administrator`
   */
  changeGrant(userId: string, grant: NewGrant, by: Manager): Promise<User>
  /** @throws wrongUse `user_unknown`, `not_permitted`, `last_administrator` */
  removeGrant(userId: string, communityId: number, by: Manager): Promise<void>
}

export function createGranting(db: AccessQueries, clock: Clock): Granting {
  return {
    async addUser({ email: typed, name, password, grants }, by) {
      const email = parseEmail(typed)
      if (grants.length === 0)
        throw wrongUse(
          'grant_needed',
          `Say in which community ${email} works, and as what: a user needs a grant.`,
        )
      for (const grant of grants) checkMayGive(by, complete(grant))
      const hash = await hashPassword(password, email)
      return await changeUsers(db, clock, by, async ({ tx, getUser, note }) => {
        const added = await tx
          .insertInto('auth.user')
          .values({ email, name: tidyName(name) ?? email.slice(0, email.indexOf('@')), deactivated_at: null })
          .onConflict((conflict) => conflict.column('email').doNothing())
          .returning('id')
          .executeTakeFirst()
        if (!added) throw wrongUse('user_exists', `${email} has an account already: give it a grant instead.`)
        const userId = added.id
        await tx
          .insertInto('auth.account')
          .values({ user_id: userId, account_id: userId, provider_id: 'credential', password: hash })
          .execute()
        for (const grant of grants) {
          await putGrant(tx, userId, grant)
          const facts = { user: email, ...factsOf(grant) }
          await note({ action: 'user_added', communityId: grant.communityId, facts })
        }
        return asUser(await getUser(userId))
      })
    },

    async changeGrant(userId, grant, by) {
      checkMayGive(by, complete(grant))
      return await changeUsers(db, clock, by, async ({ tx, getUser, note }) => {
        const user = await getUser(userId)
        const before = user.grants.find((each) => each.communityId === grant.communityId)
        if (before) checkMayGive(by, before)
        if (before && !isAdministrator(complete(grant))) await checkKeepsAdministrator(tx, user, [before])
        await putGrant(tx, userId, grant)
        await note({
          action: before ? 'grant_changed' : 'grant_given',
          communityId: grant.communityId,
          facts: { user: user.email, ...factsOf(grant) },
        })
        return asUser(await getUser(userId))
      })
    },

    async removeGrant(userId, communityId, by) {
      checkMayGive(by, { communityId, rights: new Set(), departments: NO_DEPARTMENTS })
      await changeUsers(db, clock, by, async ({ tx, getUser, note }) => {
        const user = await getUser(userId)
        const grant = user.grants.find((each) => each.communityId === communityId)
        if (!grant) throw userUnknown()
        checkMayGive(by, grant)
        await checkKeepsAdministrator(tx, user, [grant])
        await tx
          .deleteFrom('platform.user_grant')
          .where('user_id', '=', userId)
          .where('community_id', '=', communityId)
          .execute()
        await note({ action: 'grant_removed', communityId, facts: { user: user.email } })
      })
    },
  }
}

function tidyName(name: string | undefined): string | undefined {
  const tidy = name?.replaceAll('\0', '').replace(/\s+/g, ' ').trim().slice(0, 200)
  return tidy === '' ? undefined : tidy
}
