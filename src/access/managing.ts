import { sql } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import { ALL_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import { wrongUse } from '../kernel/errors.ts'
import { checkKeepsAdministrator, isAdministrator } from './administrators.ts'
import { writeAudit, type Deed } from './audit.ts'
import { checkMayGive, checkMayManage, userUnknown, type Manager } from './authority.ts'
import { parseEmail } from './email.ts'
import { forgetAttempts } from './lock-out.ts'
import { hashPassword } from './password.ts'
import { RIGHTS_OF_ROLE, type Right, type Role, type User } from './scope.ts'
import type { AccessQueries, AccessTransaction } from './tables.ts'
import { asUser, findStoredUser, type StoredUser } from './users.ts'

export interface NewGrant {
  readonly communityId: number
  readonly role: Role
  readonly departments: DepartmentMask | 'all'
  /** Those of the role unless given. */
  readonly rights?: readonly Right[]
}

export interface NewUser {
  readonly email: string
  /** The part of the address before the @ unless given. */
  readonly name?: string
  readonly password: string
  readonly grants: readonly NewGrant[]
}

export interface Managing {
  /** @throws wrongUse `email_invalid`, `password_refused`, `user_exists`, `grant_needed`, `not_permitted` */
  addUser(user: NewUser, by: Manager): Promise<User>
  /**
   * Gives a grant in a community, or changes the one that is there.
   * @throws wrongUse `user_unknown`, `not_permitted`, `last_administrator`
   */
  changeGrant(userId: string, grant: NewGrant, by: Manager): Promise<User>
  /** @throws wrongUse `user_unknown`, `not_permitted`, `last_administrator` */
  removeGrant(userId: string, communityId: number, by: Manager): Promise<void>
  /** Ends the sessions of the user as well. @throws wrongUse `user_unknown`, `not_permitted`, `password_refused` */
  setPassword(userId: string, password: string, by: Manager): Promise<void>
  /** Ends the sessions of the user as well. @throws wrongUse `user_unknown`, `not_permitted`, `last_administrator` */
  deactivate(userId: string, by: Manager): Promise<void>
  /** @throws wrongUse `user_unknown`, `not_permitted` */
  activate(userId: string, by: Manager): Promise<void>
  /** Lets a user who failed too often sign in at once. @throws wrongUse `user_unknown`, `not_permitted` */
  unlock(userId: string, by: Manager): Promise<void>
}

/** Everything that changes a user. Each is one transaction, checked against what the manager may do, and audited. */
export function createManaging(db: AccessQueries, clock: Clock): Managing {
  const change = async <T>(work: (tx: AccessTransaction) => Promise<T>) =>
    await db.transaction().execute(work)
  const note = async (tx: AccessTransaction, by: Manager, ...deeds: readonly Deed[]) =>
    await writeAudit(
      tx,
      clock.now(),
      ...deeds.map((deed) => (by === 'operator' ? deed : { ...deed, userId: by.userId })),
    )
  const noteInAll = async (tx: AccessTransaction, by: Manager, user: User, action: string) =>
    await note(
      tx,
      by,
      ...user.grants.map(({ communityId }) => ({ action, communityId, facts: { user: user.email } })),
    )

  return {
    async addUser({ email: typed, name: named, password, grants }, by) {
      const email = parseEmail(typed)
      if (grants.length === 0)
        throw wrongUse(
          'grant_needed',
          `Say in which community ${email} works, and as what: a user needs a grant.`,
        )
      for (const grant of grants) checkMayGive(by, complete(grant))
      const hash = await hashPassword(password, email)
      return await change(async (tx) => {
        const added = await tx
          .insertInto('auth.user')
          .values({
            email,
            name: tidyName(named) ?? email.slice(0, email.indexOf('@')),
            deactivated_at: null,
          })
          .onConflict((conflict) => conflict.column('email').doNothing())
          .returning('id')
          .executeTakeFirst()
        if (!added) throw wrongUse('user_exists', `${email} has an account already: give it a grant instead.`)
        const userId = added.id
        await tx
          .insertInto('auth.account')
          .values({ user_id: userId, account_id: userId, provider_id: 'credential', password: hash })
          .execute()
        for (const grant of grants) await putGrant(tx, userId, grant)
        await note(
          tx,
          by,
          ...grants.map((grant) => ({
            action: 'user_added',
            communityId: grant.communityId,
            facts: { user: email, ...factsOf(grant) },
          })),
        )
        return asUser(await getStored(tx, userId))
      })
    },

    async changeGrant(userId, grant, by) {
      checkMayGive(by, complete(grant))
      return await change(async (tx) => {
        const user = await getStored(tx, userId)
        const before = user.grants.find((each) => each.communityId === grant.communityId)
        if (before) checkMayGive(by, before)
        if (before && isAdministrator(before) && !isAdministrator(complete(grant)))
          await checkKeepsAdministrator(tx, user, [before])
        await putGrant(tx, userId, grant)
        await note(tx, by, {
          action: before ? 'grant_changed' : 'grant_given',
          communityId: grant.communityId,
          facts: { user: user.email, ...factsOf(grant) },
        })
        return asUser(await getStored(tx, userId))
      })
    },

    async removeGrant(userId, communityId, by) {
      await change(async (tx) => {
        const user = await getStored(tx, userId)
        const grant = user.grants.find((each) => each.communityId === communityId)
        checkMayGive(by, grant ?? { communityId, rights: new Set(), departments: 0n })
        if (!grant) throw userUnknown()
        await checkKeepsAdministrator(tx, user, [grant])
        await tx
          .deleteFrom('platform.user_grant')
          .where('user_id', '=', userId)
          .where('community_id', '=', communityId)
          .execute()
        await note(tx, by, { action: 'grant_removed', communityId, facts: { user: user.email } })
      })
    },

    async setPassword(userId, password, by) {
      const { email } = await getManaged(db, userId, by)
      const hash = await hashPassword(password, email)
      await change(async (tx) => {
        const user = await getManaged(tx, userId, by)
        await tx
          .updateTable('auth.account')
          .set({ password: hash, updated_at: clock.now() })
          .where('user_id', '=', userId)
          .where('provider_id', '=', 'credential')
          .execute()
        await endSessions(tx, userId)
        await noteInAll(tx, by, user, 'password_set')
      })
    },

    async deactivate(userId, by) {
      await change(async (tx) => {
        const user = await getManaged(tx, userId, by)
        if (!user.active) return
        await checkKeepsAdministrator(tx, user, user.grants)
        await tx
          .updateTable('auth.user')
          .set({ deactivated_at: clock.now() })
          .where('id', '=', userId)
          .execute()
        await endSessions(tx, userId)
        await noteInAll(tx, by, user, 'user_deactivated')
      })
    },

    async activate(userId, by) {
      await change(async (tx) => {
        const user = await getManaged(tx, userId, by)
        await tx.updateTable('auth.user').set({ deactivated_at: null }).where('id', '=', userId).execute()
        await noteInAll(tx, by, user, 'user_activated')
      })
    },

    async unlock(userId, by) {
      await change(async (tx) => {
        const user = await getManaged(tx, userId, by)
        await forgetAttempts(tx, user.email)
        await noteInAll(tx, by, user, 'user_unlocked')
      })
    },
  }
}

async function getStored(db: AccessQueries, userId: string): Promise<StoredUser> {
  const user = await findStoredUser(db, { userId })
  if (!user) throw userUnknown()
  return user
}

async function getManaged(db: AccessQueries, userId: string, by: Manager): Promise<StoredUser> {
  const user = await getStored(db, userId)
  checkMayManage(by, user)
  return user
}

async function putGrant(tx: AccessTransaction, userId: string, grant: NewGrant): Promise<void> {
  const { communityId, role, rights, departments } = complete(grant)
  const values = {
    role,
    rights: sql<string[]>`${[...rights]}::text[]`,
    all_departments: departments === ALL_DEPARTMENTS,
    departments: sql<string>`${departments.toString()}::bigint`,
  }
  await tx
    .insertInto('platform.user_grant')
    .values({ user_id: userId, community_id: communityId, ...values })
    .onConflict((conflict) => conflict.columns(['user_id', 'community_id']).doUpdateSet(values))
    .execute()
}

async function endSessions(tx: AccessTransaction, userId: string): Promise<void> {
  await tx.deleteFrom('auth.session').where('user_id', '=', userId).execute()
}

function complete({ communityId, role, rights, departments }: NewGrant) {
  return {
    communityId,
    role,
    rights: new Set(rights ?? RIGHTS_OF_ROLE[role]),
    departments: departments === 'all' ? ALL_DEPARTMENTS : departments,
  }
}

function factsOf(grant: NewGrant): Record<string, unknown> {
  const { role, rights, departments } = complete(grant)
  return {
    role,
    rights: [...rights],
    departments: departments === ALL_DEPARTMENTS ? 'all' : departments.toString(),
  }
}

function tidyName(name: string | undefined): string | undefined {
  const tidy = name?.replaceAll('\0', '').replace(/\s+/g, ' ').trim().slice(0, 200)
  return tidy === '' ? undefined : tidy
}
