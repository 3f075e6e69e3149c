import type { User } from './scope.ts'
import type { AccessQueries } from './tables.ts'

/** What somebody did: who, what, when. Facts never hold the content of a record. */
export interface Deed {
  /** What was done, in the past tense: `signed_in`, `user_added`, `sync_started`. */
  readonly action: string
  /** Who did it; absent for the operator at the command line. */
  readonly userId?: string
  readonly communityId?: number
  readonly facts?: Readonly<Record<string, unknown>>
}

/** Who does something: a user, or the operator at the command line in the place of one. */
export interface Doer {
  readonly user: User
  readonly isOperator: boolean
}

/** What is written down of it; where it was the operator, the facts say in whose place. */
export function deedOf(
  { user, isOperator }: Doer,
  { action, communityId, facts }: Required<Omit<Deed, 'userId'>>,
): Deed {
  return isOperator
    ? { action, communityId, facts: { as: user.email, ...facts } }
    : { action, communityId, facts, userId: user.userId }
}

export interface AuditEntry {
  readonly at: Date
  readonly action: string
  readonly by: { readonly userId: string; readonly email: string; readonly name: string } | null
  readonly facts: Readonly<Record<string, unknown>>
}

export async function writeAudit(db: AccessQueries, at: Date, ...deeds: readonly Deed[]): Promise<void> {
  if (deeds.length === 0) return
  await db
    .insertInto('platform.audit')
    .values(
      deeds.map((deed) => ({
        at,
        action: deed.action,
        user_id: deed.userId ?? null,
        community_id: deed.communityId ?? null,
        facts: JSON.stringify(deed.facts ?? {}),
      })),
    )
    .execute()
}

/** What was done in a community, newest first. */
export async function listAudit(
  db: AccessQueries,
  communityId: number,
  limit: number,
): Promise<AuditEntry[]> {
  const rows = await db
    .selectFrom('platform.audit as audit')
    .leftJoin('auth.user as user', 'user.id', 'audit.user_id')
    .select(['audit.at', 'audit.action', 'audit.facts', 'audit.user_id', 'user.email', 'user.name'])
    .where('audit.community_id', '=', communityId)
    .orderBy('audit.at', 'desc')
    .orderBy('audit.audit_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ at, action, facts, user_id: userId, email, name }) => ({
    at,
    action,
    by: userId === null ? null : { userId, email: email ?? '', name: name ?? '' },
    facts: facts as Record<string, unknown>,
  }))
}
