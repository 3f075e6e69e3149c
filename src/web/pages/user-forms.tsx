import type { CommunityUser } from '../../access/index.ts'
import { ROLES, type Role } from '../../access/scope.ts'
import { ALL_DEPARTMENTS, maskOf, overlaps, type DepartmentMask } from '../../kernel/departments.ts'
import type { Department } from '../../sync/index.ts'
import { ErrorSummary, Field, type Problem } from '../components/form.tsx'
import { paths } from '../paths.ts'
import { ROLE_IN_WORDS } from '../words.ts'

/** What the form of a user holds. */
export interface UserForm {
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly allDepartments: boolean
  /** Bits. */
  readonly departments: readonly number[]
}

const NEW_USER: UserForm = { email: '', name: '', role: 'staff', allDepartments: false, departments: [] }

interface ListProps {
  readonly slug: string
  readonly users: readonly CommunityUser[]
  readonly departments: readonly Department[]
}

/** Who has access to the community, as what, and to which departments. */
export function UserList({ slug, users, departments }: ListProps) {
  return (
    <table class="hits" role="table" aria-label="Users">
      <thead role="rowgroup">
        <tr role="row">
          {['Name', 'E-mail', 'Role', 'Departments', 'Sign-in'].map((heading) => (
            <th scope="col" role="columnheader">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {users.map((user) => (
          <tr role="row">
            <th scope="row" role="rowheader">
              <a href={paths.user(slug, user.userId)}>{user.name}</a>
            </th>
            <td role="cell" data-label="E-mail">
              {user.email}
            </td>
            <td role="cell" data-label="Role">
              {ROLE_IN_WORDS[user.role]}
            </td>
            <td role="cell" data-label="Departments">
              {departmentsInWords(user.departments, departments)}
            </td>
            <td role="cell" data-label="Sign-in">
              {signInState(user)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface AddProps {
  readonly slug: string
  readonly departments: readonly Department[]
  readonly typed: UserForm | undefined
  readonly problem: Problem | undefined
}

export function AddUser({ slug, departments, typed = NEW_USER, problem }: AddProps) {
  const wrong = (field: string) => (problem?.field === field ? problem.says : undefined)
  return (
    <section class="narrow">
      <h2>Add a user</h2>
      {problem && <ErrorSummary problems={[problem]} />}
      <form method="post" action={paths.users(slug)} class="stack">
        <Field name="email" label="E-mail" type="email" value={typed.email} wrong={wrong('email')} />
        <Field name="name" label="Name" value={typed.name} hint="As colleagues know them" />
        <Field
          name="password"
          label="First password"
          type="password"
          autocomplete="new-password"
          hint="At least 12 characters"
          wrong={wrong('password')}
        />
        <GrantFields grant={typed} departments={departments} />
        <button class="usa-button" type="submit">
          Add the user
        </button>
      </form>
    </section>
  )
}

interface DetailsProps {
  readonly slug: string
  readonly shown: CommunityUser
  readonly departments: readonly Department[]
}

/** One user: what they may see, and whether they can sign in. */
export function UserDetails({ slug, shown, departments }: DetailsProps) {
  const action = paths.user(slug, shown.userId)
  const grant = {
    role: shown.role,
    allDepartments: shown.departments === ALL_DEPARTMENTS,
    departments: departments.map(({ bit }) => bit).filter((bit) => overlaps(maskOf(bit), shown.departments)),
  }
  return (
    <div class="narrow">
      <h1>{shown.name}</h1>
      <p>
        {shown.email} · {signInState(shown)}
      </p>
      <form method="post" action={action} class="stack">
        <h2>Access</h2>
        <GrantFields grant={grant} departments={departments} />
        <button class="usa-button" name="action" value="grant" type="submit">
          Change the access
        </button>
      </form>
      <form method="post" action={action} class="stack">
        <h2>New password</h2>
        <Field
          name="password"
          label="Password"
          type="password"
          autocomplete="new-password"
          hint="At least 12 characters"
        />
        <button class="usa-button usa-button--outline" name="action" value="password" type="submit">
          Set the password
        </button>
      </form>
      <form method="post" action={action} class="stack stack--buttons">
        <h2>Sign-in</h2>
        {shown.lockedUntil !== null && <Act value="unlock" words="Unlock" />}
        {shown.active ? (
          <Act value="deactivate" words="Deactivate" />
        ) : (
          <Act value="activate" words="Activate" />
        )}
        <Act value="remove" words="Take the access away" />
      </form>
      <p>
        <a href={paths.users(slug)}>All users</a>
      </p>
    </div>
  )
}

function Act({ value, words }: { value: string; words: string }) {
  return (
    <button class="usa-button usa-button--outline" name="action" value={value} type="submit">
      {words}
    </button>
  )
}

interface GrantProps {
  readonly grant: Pick<UserForm, 'role' | 'allDepartments' | 'departments'>
  readonly departments: readonly Department[]
}

function GrantFields({ grant, departments }: GrantProps) {
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
    </>
  )
}

interface CheckProps {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly checked: boolean
  readonly children?: unknown
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

function departmentsInWords(mask: DepartmentMask, departments: readonly Department[]): string {
  if (mask === ALL_DEPARTMENTS) return 'All'
  const names = departments.filter(({ bit }) => overlaps(maskOf(bit), mask)).map(({ name }) => name)
  return names.length > 0 ? names.join(', ') : 'None'
}

function signInState({ active, lockedUntil }: CommunityUser): string {
  if (!active) return 'Deactivated'
  return lockedUntil === null ? 'Active' : 'Locked after too many failures'
}
