import type { Clock } from '../kernel/clock.ts'
import type { Store } from '../store/index.ts'
import { listAudit, writeAudit, type AuditEntry, type Deed } from './audit.ts'
import { userUnknown } from './authority.ts'
import { listUsers, type CommunityUser } from './community-users.ts'
import { foldEmail } from './email.ts'
import { createGranting, type Granting } from './granting.ts'
import type { User } from './scope.ts'
import { createSessions, type SessionOptions, type SignInContext } from './sessions.ts'
import { signIn, type SignIn } from './sign-in.ts'
import { queriesOf } from './tables.ts'
import { createUserAccounts, type UserAccounts } from './user-accounts.ts'
import { asUser, findStoredUser } from './users.ts'

export { deedOf, type AuditEntry, type Deed, type Doer } from './audit.ts'
export type { Manager } from './authority.ts'
export type { CommunityUser } from './community-users.ts'
export type { NewUser } from './granting.ts'
export type { NewGrant } from './grants.ts'
export type { SignInContext } from './sessions.ts'
export type { SignIn } from './sign-in.ts'

/**
 * Who is asking, and what they may see. Functions that change a user take who does it as their last argument: a user,
 * who can give and take only what they have themselves, or `'operator'` for the command line.
 */
export interface Access extends Granting, UserAccounts {
  /** Never throws for what somebody typed: one sentence, `says`, for every refusal. */
  signIn(email: string, password: string, context?: SignInContext): Promise<SignIn>
  /** Returns the `Set-Cookie` headers that take the cookie away. */
  signOut(headers: Headers): Promise<readonly string[]>
  /** The user of the session that the cookie in these request headers names, with the grants of this moment. */
  userOfSession(headers: Headers): Promise<User | undefined>
  /** Whatever the case of the address. A deactivated user comes without grants. */
  findUserByEmail(email: string): Promise<User | undefined>
  /** @throws wrongUse `user_unknown` */
  getUserByEmail(email: string): Promise<User>
  /** The users of a community, by name; for those who may manage them. */
  listUsers(communityId: number): Promise<CommunityUser[]>
  /** Writes down what somebody did. */
  audit(deed: Deed): Promise<void>
  /** What was done in a community, newest first. */
  listAudit(communityId: number, limit?: number): Promise<AuditEntry[]>
}

export function createAccess({
  store,
  clock,
  ...options
}: { readonly store: Store; readonly clock: Clock } & SessionOptions): Access {
  const db = queriesOf(store)
  const sessions = createSessions(store, options)
  const findUserByEmail = async (email: string) => {
    const found = await findStoredUser(db, { email: foldEmail(email) })
    return found && asUser(found)
  }
  return {
    ...createGranting(db, clock),
    ...createUserAccounts(db, clock),
    signIn: (email, password, context = {}) => signIn({ db, clock, sessions }, email, password, context),
    signOut: (headers) => sessions.end(headers),
    async userOfSession(headers) {
      const token = await sessions.tokenIn(headers)
      const found = token === undefined ? undefined : await findStoredUser(db, { token })
      return found?.active === true ? asUser(found) : undefined
    },
    findUserByEmail,
    async getUserByEmail(email) {
      const user = await findUserByEmail(email)
      if (!user) throw userUnknown(email)
      return user
    },
    listUsers: (communityId) => listUsers(db, clock, communityId),
    audit: (deed) => writeAudit(db, clock.now(), deed),
    listAudit: (communityId, limit = 100) => listAudit(db, communityId, limit),
  }
}
