import type { Department } from '../../sync/index.ts'
import { ErrorSummary, Field, type Problem } from '../components/form.tsx'
import { paths } from '../paths.ts'
import { GrantFields } from './grant-fields.tsx'
import type { UserForm } from './user-form.ts'

const NEW_USER: UserForm = {
  email: '',
  name: '',
  role: 'staff',
  allDepartments: false,
  departments: [],
  searchTaxId: false,
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
