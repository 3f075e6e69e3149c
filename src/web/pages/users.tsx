import type { CommunityUser } from '../../access/index.ts'
import { PortalError } from '../../kernel/errors.ts'
import { page } from '../components/document.tsx'
import { Done } from '../components/done.tsx'
import { standingOf, type WebApp, type WebContext } from '../environment.ts'
import { notFoundHere } from '../errors.tsx'
import { readForm } from '../form-values.ts'
import { paths, withQuery } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { AddUser } from './add-user.tsx'
import { grantFrom, readUser, type UserForm } from './user-form.ts'
import { UserList } from './user-list.tsx'

/** `/c/:slug/users`: for those who manage them. What a manager may not give or take, access refuses with a sentence. */
export function addUsersPage(app: WebApp, portal: WebPortal): void {
  const { access } = portal
  for (const path of [paths.users(':slug'), `${paths.users(':slug')}/*`])
    app.use(path, async (c: WebContext, next) => {
      if (!standingOf(c).scope.rights.has('manage_users')) throw notFoundHere()
      await next()
    })

  app.get(paths.users(':slug'), (c) => usersPage(c, portal))

  app.post(paths.users(':slug'), async (c) => {
    const { community, user } = standingOf(c)
    const form = await readForm(c)
    const typed = readUser(form)
    try {
      const added = await access.addUser(
        {
          email: typed.email,
          ...(typed.name === '' ? {} : { name: typed.name }),
          password: form.secret('password'),
          grants: [{ communityId: community.communityId, ...grantFrom(typed) }],
        },
        user,
      )
      return done(c, 'added', added.userId)
    } catch (error) {
      if (!(error instanceof PortalError)) throw error
      return await usersPage(c, portal, {
        typed,
        problem: { field: fieldOf(error.code), says: error.message },
      })
    }
  })
}

interface Refused {
  readonly typed: UserForm
  readonly problem: { readonly field: string; readonly says: string }
}

async function usersPage(c: WebContext, { access, communities }: WebPortal, refused?: Refused) {
  const { community } = standingOf(c)
  const [users, departments] = await Promise.all([
    access.listUsers(community.communityId),
    communities.listDepartments(community.communityId),
  ])
  return page(c, {
    title: refused ? 'Error: users' : 'Users',
    place: 'users',
    status: refused ? 400 : 200,
    content: (
      <>
        <h1>Users</h1>
        <Done says={doneInWords(c, users)} />
        <UserList slug={community.slug} users={users} departments={departments} />
        <AddUser
          slug={community.slug}
          departments={departments}
          typed={refused?.typed}
          problem={refused?.problem}
        />
      </>
    ),
  })
}

/** The field that a refusal is about. */
export function fieldOf(code: string): string {
  return code === 'password_refused' ? 'password' : code === 'not_permitted' ? 'role' : 'email'
}

/** What was done, said on the list that follows. The address holds a code and an id, so nobody's words get onto the page. */
const DONE = {
  added: (name: string) => `${name} can sign in now.`,
  changed: (name: string) => `The access of ${name} is changed.`,
  removed: () => 'The access is taken away.',
  deactivated: (name: string) => `${name} cannot sign in any more.`,
  activated: (name: string) => `${name} can sign in again.`,
  unlocked: (name: string) => `${name} can try to sign in again.`,
  password: (name: string) => `${name} has a new password, and has to sign in again.`,
} satisfies Record<string, (name: string) => string>

export type DoneCode = keyof typeof DONE

export function done(c: WebContext, code: DoneCode, user: string): Response {
  return c.redirect(withQuery(paths.users(standingOf(c).community.slug), { done: code, user }), 303)
}

function doneInWords(c: WebContext, users: readonly CommunityUser[]): string | undefined {
  const name = users.find(({ userId }) => userId === c.req.query('user'))?.name ?? 'The user'
  const code = c.req.query('done') ?? ''
  return code in DONE ? DONE[code as DoneCode](name) : undefined
}
