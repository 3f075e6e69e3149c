import { sql } from 'kysely'
import { wrongUse } from '../kernel/errors.ts'
import type { Grant } from './scope.ts'
import type { AccessTransaction } from './tables.ts'
import type { StoredUser } from './users.ts'

/** An administrator of a community is whoever may manage its users. */
export function isAdministrator(grant: Pick<Grant, 'rights'>): boolean {
  return grant.rights.has('manage_users')
}

/**
 * A community that has an administrator keeps one: checks that it still would without these grants of the user. Takes
 * the row of each community, so that two administrators who remove each other at the same moment take turns.
 * @throws wrongUse `last_administrator`, naming the community
 */
export async function checkKeepsAdministrator(
  tx: AccessTransaction,
  user: StoredUser,
  grants: readonly Grant[],
): Promise<void> {
  const losing = user.active ? grants.filter(isAdministrator) : []
  for (const { communityId, communityName } of losing.toSorted((a, b) => a.communityId - b.communityId)) {
    await tx
      .selectFrom('platform.community')
      .select('community_id')
      .where('community_id', '=', communityId)
      .forUpdate()
      .execute()
    const another = await tx
      .selectFrom('platform.user_grant as grant')
      .innerJoin('auth.user as user', 'user.id', 'grant.user_id')
      .select('user.id')
      .where('grant.community_id', '=', communityId)
      .where('user.id', '<>', user.userId)
      .where('user.deactivated_at', 'is', null)
      .where(sql<boolean>`'manage_users' = any("grant".rights)`)
      .executeTakeFirst()
    if (!another)
      throw wrongUse(
        'last_administrator',
        `${user.name} is the last administrator of ${communityName}: make somebody else an administrator first.`,
      )
  }
}
