import type { Generated, Kysely, Transaction } from 'kysely'
import type { PlatformTables, Store } from '../store/index.ts'

/** The tables of `0002_sign_in.sql` that we read and write ourselves; better-auth knows the others. */
type SignInTables = {
  'auth.user': {
    id: Generated<string>
    name: string
    email: string
    deactivated_at: Date | null
    created_at: Generated<Date>
    updated_at: Generated<Date>
  }
  'auth.session': { user_id: string; token: string; expires_at: Date }
  'auth.account': {
    account_id: string
    provider_id: string
    user_id: string
    password: string | null
    updated_at: Generated<Date>
  }
}

type AccessTables = PlatformTables & SignInTables
export type AccessQueries = Kysely<AccessTables>
export type AccessTransaction = Transaction<AccessTables>

/** What the owner of the schema may query here: users and grants belong to the installation, not to one community. */
export function queriesOf(store: Store): AccessQueries {
  return store.platform.$extendTables<SignInTables>()
}
