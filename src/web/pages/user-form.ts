import { RIGHTS_OF_ROLE, ROLES, type Right, type Role } from '../../access/scope.ts'
import { ALL_DEPARTMENTS, maskOf } from '../../kernel/departments.ts'
import type { FormValues } from '../form-values.ts'

/** What the form of a user holds. */
export interface UserForm {
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly allDepartments: boolean
  /** Bits. */
  readonly departments: readonly number[]
  /** May search by tax id: a right that staff have only when it is given to them. */
  readonly searchTaxId: boolean
}

/** Reads the fields of `GrantFields`, and those of a new user. */
export function readUser(form: FormValues): UserForm {
  const role = ROLES.find((each) => each === form.text('role')) ?? 'staff'
  return {
    email: form.text('email'),
    name: form.text('name'),
    role,
    allDepartments: form.has('all_departments'),
    departments: form
      .list('department')
      .map(Number)
      .filter((bit) => Number.isInteger(bit) && bit >= 0 && bit < 63),
    searchTaxId: form.has('search_tax_id'),
  }
}

/**
 * The grant that the fields describe. Rights that were chosen one by one (`before`) stay as they are while the role stays;
 * administrators may search by tax id whatever the box says.
 */
export function grantFrom(
  { role, allDepartments, departments, searchTaxId }: UserForm,
  before?: { readonly role: Role; readonly rights: ReadonlySet<Right> },
): { role: Role; departments: bigint; rights: readonly Right[] } {
  const rights = new Set(before?.role === role ? before.rights : RIGHTS_OF_ROLE[role])
  if (searchTaxId) rights.add('search_tax_id')
  else if (role !== 'admin') rights.delete('search_tax_id')
  return {
    role,
    departments: allDepartments ? ALL_DEPARTMENTS : maskOf(...departments),
    rights: [...rights],
  }
}
