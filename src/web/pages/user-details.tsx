import type { CommunityUser } from '../../access/index.ts'
import { ALL_DEPARTMENTS, maskOf, overlaps } from '../../kernel/departments.ts'
import type { Department } from '../../sync/index.ts'
import { Act } from '../components/act.tsx'
import { ErrorSummary, Field, type Problem } from '../components/form.tsx'
import { paths } from '../paths.ts'
import { GrantFields } from './grant-fields.tsx'
import { signInState } from './user-list.tsx'

interface DetailsProps {
  readonly slug: string
  readonly shown: CommunityUser
  readonly departments: readonly Department[]
  readonly problem: Problem | undefined
}

/** One user: what they may see, and whether they can sign in. */
export function UserDetails({ slug, shown, departments, problem }: DetailsProps) {
  const action = paths.user(slug, shown.userId)
  const grant = {
    role: shown.role,
    allDepartments: shown.departments === ALL_DEPARTMENTS,
    departments: departments.map(({ bit }) => bit).filter((bit) => overlaps(maskOf(bit), shown.departments)),
    searchTaxId: shown.rights.has('search_tax_id'),
  }
  return (
    <div class="narrow">
      <h1>{shown.name}</h1>
      <p>
        {shown.email} · {signInState(shown)}
      </p>
      {problem && <ErrorSummary problems={[problem]} />}
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
          wrong={problem?.field === 'password' ? problem.says : undefined}
        />
        <button class="usa-button usa-button--outline" name="action" value="password" type="submit">
          Set the password
        </button>
      </form>
      <form method="post" action={action} class="stack stack--buttons">
        <h2>Sign-in</h2>
        {shown.lockedUntil !== null && <Act value="unlock">Unlock</Act>}
        {shown.active ? <Act value="deactivate">Deactivate</Act> : <Act value="activate">Activate</Act>}
        <Act value="remove">Take the access away</Act>
      </form>
      <p>
        <a href={paths.users(slug)}>All users</a>
      </p>
    </div>
  )
}
