import { NO_DEPARTMENTS, type DepartmentMask } from '../kernel/departments.ts'

/** What somebody may do. `search_tax_id`: look a customer up by its tax id; staff have it only when it is given to them. */
export const RIGHTS = [
  'search',
  'explain',
  'sync',
  'manage_users',
  'manage_settings',
  'search_tax_id',
] as const
export type Right = (typeof RIGHTS)[number]

export const ROLES = ['staff', 'admin', 'support'] as const
export type Role = (typeof ROLES)[number]

/** What a role brings unless a grant says otherwise. */
export const RIGHTS_OF_ROLE: Readonly<Record<Role, readonly Right[]>> = {
  staff: ['search', 'explain'],
  admin: RIGHTS,
  support: ['search', 'explain', 'sync'],
}

/** What ties a user to a community. */
export interface Grant {
  readonly communityId: number
  readonly slug: string
  readonly communityName: string
  readonly role: Role
  readonly rights: ReadonlySet<Right>
  readonly departments: DepartmentMask
}

export interface User {
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly grants: readonly Grant[]
}

/** What a user may do and see in one community. */
export interface Scope {
  readonly communityId: number
  readonly rights: ReadonlySet<Right>
  readonly departments: DepartmentMask
}

/** The scope of a user in a community; without a grant it is empty: no rights, no department. */
export function scopeIn(user: User, communityId: number): Scope {
  const grant = user.grants.find((each) => each.communityId === communityId)
  return grant
    ? { communityId, rights: grant.rights, departments: grant.departments }
    : { communityId, rights: new Set(), departments: NO_DEPARTMENTS }
}

/** The departments that a user may search in: none without the right to search. */
export function searchable(scope: Scope): DepartmentMask {
  return scope.rights.has('search') ? scope.departments : NO_DEPARTMENTS
}
