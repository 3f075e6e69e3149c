import { sql } from 'kysely'
import { ALL_DEPARTMENTS } from '../kernel/departments.ts'
import type { Right, Role, User } from './scope.ts'
import type { AccessQueries } from './tables.ts'

/** A user as stored: the grants of a deactivated one are remembered, and count for nothing. */
export interface StoredUser extends User {
  readonly active: boolean
}

/** The token is that of a session, which has to last still. */
type Sought = { readonly email: string } | { readonly userId: string } | { readonly token: string }

/** One user with the grants in all communities, in the order of their slugs. */
export async function findStoredUser(db: AccessQueries, sought: Sought): Promise<StoredUser | undefined> {
  const rows = await db
    .selectFrom('auth.user as user')
    .leftJoin('platform.user_grant as grant', 'grant.user_id', 'user.id')
    .leftJoin('platform.community as community', 'community.community_id', 'grant.community_id')
    .select([
      'user.id',
      'user.email',
      'user.name',
      'user.deactivated_at',
      'community.community_id',
      'community.slug',
      'community.name as community_name',
      'grant.role',
      'grant.rights',
      'grant.all_departments',
      sql<string>`"grant".departments::text`.as('departments'),
    ])
    .where((where) =>
      'email' in sought
        ? where('user.email', '=', sought.email)
        : where('user.id', '=', 'userId' in sought ? sought.userId : userIdOf(db, sought.token)),
    )
    .orderBy('community.slug')
    .execute()
  const [first] = rows
  if (!first) return undefined
  return {
    userId: first.id,
    email: first.email,
    name: first.name,
    active: first.deactivated_at === null,
    grants: rows.flatMap((row) =>
      row.community_id === null
        ? []
        : {
            communityId: row.community_id,
            slug: row.slug ?? '',
            communityName: row.community_name ?? '',
            role: row.role as Role,
            rights: new Set(row.rights as Right[]),
            departments: row.all_departments === true ? ALL_DEPARTMENTS : BigInt(row.departments),
          },
    ),
  }
}

function userIdOf(db: AccessQueries, token: string) {
  return db
    .selectFrom('auth.session')
    .select('user_id')
    .where('token', '=', token)
    .where('expires_at', '>', sql<Date>`now()`)
}

/** What the rest of the portal gets to see: somebody who is deactivated may see nothing. */
export function asUser({ userId, email, name, active, grants }: StoredUser): User {
  return { userId, email, name, grants: active ? grants : [] }
}
