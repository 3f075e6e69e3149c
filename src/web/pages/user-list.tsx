import type { CommunityUser } from '../../access/index.ts'
import { ALL_DEPARTMENTS, maskOf, overlaps, type DepartmentMask } from '../../kernel/departments.ts'
import type { Department } from '../../sync/index.ts'
import { paths } from '../paths.ts'
import { ROLE_IN_WORDS } from '../words.ts'

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

function departmentsInWords(mask: DepartmentMask, departments: readonly Department[]): string {
  if (mask === ALL_DEPARTMENTS) return 'All'
  const names = departments.filter(({ bit }) => overlaps(maskOf(bit), mask)).map(({ name }) => name)
  return names.length > 0 ? names.join(', ') : 'None'
}

/** Whether somebody can sign in. */
export function signInState({ active, lockedUntil }: CommunityUser): string {
  if (!active) return 'Deactivated'
  return lockedUntil === null ? 'Active' : 'Locked after too many failures'
}
