import { ROLES, type Role } from '../../access/scope.ts'
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
  }
}

/** The grant that the fields describe. */
export function grantFrom({ role, allDepartments, departments }: UserForm): {
  role: Role
  departments: bigint
} {
  return { role, departments: allDepartments ? ALL_DEPARTMENTS : maskOf(...departments) }
}
