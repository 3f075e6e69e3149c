import { sql } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import { ALL_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import type { Right, Role } from './scope.ts'
import type { AccessQueries } from './tables.ts'

/** A user of one community, as those who manage its users see them: nothing of other communities. */
export interface CommunityUser {
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly active: boolean
  /** Until when signing in is refused after too many failures. */
  readonly lockedUntil: Date | null
  readonly role: Role
  readonly rights: ReadonlySet<Right>
  readonly departments: DepartmentMask
  readonly grantedAt: Date
}

/** The users with a grant in a community, by name. */
export async function listUsers(
  db: AccessQueries,
  clock: Clock,
  communityId: number,
): Promise<CommunityUser[]> {
  const rows = await db
    .selectFrom('platform.user_grant as grant')
    .innerJoin('auth.user as user', 'user.id', 'grant.user_id')
    .leftJoin('platform.sign_in_attempt as attempt', (join) =>
      join.onRef('attempt.email', '=', 'user.email').on('attempt.locked_until', '>', clock.now()),
    )
    .select([
      'user.id',
      'user.email',
      'user.name',
      'user.deactivated_at',
      'attempt.locked_until',
      'grant.role',
      'grant.rights',
      'grant.all_departments',
      'grant.granted_at',
      sql<string>`"grant".departments::text`.as('departments'),
    ])
    .where('grant.community_id', '=', communityId)
    .orderBy(sql`lower("user".name)`)
    .orderBy('user.email')
    .execute()
  return rows.map((row) => ({
    userId: row.id,
    email: row.email,
    name: row.name,
    active: row.deactivated_at === null,
    lockedUntil: row.locked_until,
    role: row.role,
    rights: new Set(row.rights as Right[]),
    departments: row.all_departments ? ALL_DEPARTMENTS : BigInt(row.departments),
    grantedAt: row.granted_at,
  }))
}
