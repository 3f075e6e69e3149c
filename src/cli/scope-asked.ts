import { scopeIn, type Scope } from '../access/scope.ts'
import type { Community } from '../kernel/community.ts'
import { ALL_DEPARTMENTS } from '../kernel/departments.ts'
import type { CommandPortal } from './context.ts'

/** In whose name something is asked: an operator, who may know of everything, or the user that `--as` names. */
export async function scopeAsked(
  portal: CommandPortal,
  { communityId }: Community,
  email: string | undefined,
): Promise<Scope> {
  return email === undefined
    ? { communityId, rights: new Set(['explain']), departments: ALL_DEPARTMENTS }
    : scopeIn(await portal.access.getUserByEmail(email), communityId)
}
