import type { Child } from 'hono/jsx'
import { ROLES } from '../../access/scope.ts'
import type { Department } from '../../sync/index.ts'
import { ROLE_IN_WORDS } from '../words.ts'
import type { UserForm } from './user-form.ts'

interface GrantProps {
  readonly grant: Pick<UserForm, 'role' | 'allDepartments' | 'departments' | 'searchTaxId'>
  readonly departments: readonly Department[]
}

/** What somebody may do and see: a role and departments. */
export function GrantFields({ grant, departments }: GrantProps) {
  return (
    <>
      <label class="usa-label" for="role">
        Role
      </label>
      <select class="usa-select" id="role" name="role">
        {ROLES.map((role) => (
          <option value={role} selected={role === grant.role}>
            {ROLE_IN_WORDS[role]}
          </option>
        ))}
      </select>
      <fieldset class="choices">
        <legend class="usa-label">Departments</legend>
        <Check id="all_departments" name="all_departments" value="1" checked={grant.allDepartments}>
          All, and records of no department
        </Check>
        {departments.map(({ bit, name }) => (
          <Check
            id={`department-${bit}`}
            name="department"
            value={String(bit)}
            checked={!grant.allDepartments && grant.departments.includes(bit)}
          >
            {name}
          </Check>
        ))}
      </fieldset>
      <fieldset class="choices">
        <legend class="usa-label">May also</legend>
        <Check id="search_tax_id" name="search_tax_id" value="1" checked={grant.searchTaxId}>
          Search by tax id, as administrators always may
        </Check>
      </fieldset>
    </>
  )
}

interface CheckProps {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly checked: boolean
  readonly children?: Child
}

function Check({ id, name, value, checked, children }: CheckProps) {
  return (
    <div class="usa-checkbox">
      <input
        class="usa-checkbox__input"
        id={id}
        type="checkbox"
        name={name}
        value={value}
        checked={checked}
      />
      <label class="usa-checkbox__label" for={id}>
        {children}
      </label>
    </div>
  )
}
