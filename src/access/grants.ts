import { sql } from 'kysely'
import { ALL_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'
import { RIGHTS_OF_ROLE, type Grant, type Right, type Role } from './scope.ts'
import type { AccessTransaction } from './tables.ts'

/** A grant as somebody gives it. */
export interface NewGrant {
  readonly communityId: number
  readonly role: Role
  readonly departments: DepartmentMask | 'all'
  /** Those of the role unless given. */
  readonly rights?: readonly Right[]
}

/** With the rights of the role, and the departments as a mask. */
export function complete({
  communityId,
  role,
  rights,
  departments,
}: NewGrant): Pick<Grant, 'communityId' | 'role' | 'rights' | 'departments'> {
  return {
    communityId,
    role,
    rights: new Set(rights ?? RIGHTS_OF_ROLE[role]),
    departments: departments === 'all' ? ALL_DEPARTMENTS : departments,
  }
}

/** Gives the grant, or replaces the one that the user has in that community. */
export async function putGrant(tx: AccessTransaction, userId: string, grant: NewGrant): Promise<void> {
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

/** What the audit keeps of a grant. */
export function factsOf(grant: NewGrant): Record<string, unknown> {
  const { role, rights, departments } = complete(grant)
  return {
    role,
    rights: [...rights],
    departments: departments === ALL_DEPARTMENTS ? 'all' : departments.toString(),
  }
}
