import { ROLES, type Role } from '../../access/scope.ts'
import type { CommunityUser } from '../../access/index.ts'
import { ALL_DEPARTMENTS, maskOf } from '../../kernel/departments.ts'
import { PortalError } from '../../kernel/errors.ts'
import { page } from '../components/document.tsx'
import { Done } from '../components/done.tsx'
import { standingOf, type WebApp, type WebContext } from '../environment.ts'
import { notFoundHere } from '../errors.tsx'
import { readForm, type FormValues } from '../form-values.ts'
import { paths, pattern, withQuery } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { AddUser } from './add-user.tsx'
import type { UserForm } from './grant-fields.tsx'
import { UserDetails } from './user-details.tsx'
import { UserList } from './user-list.tsx'

/** `/c/:slug/users`: for those who manage them. What a manager may not give or take, access refuses with a sentence. */
export function addUserPages(app: WebApp, portal: WebPortal): void {
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

  app.get(pattern(paths.user), async (c) => {
    const { community } = standingOf(c)
    const shown = await getUser(portal, community.communityId, c.req.param('id') ?? '')
    return page(c, {
      title: shown.name,
      place: 'users',
      content: (
        <UserDetails
          slug={community.slug}
          shown={shown}
          departments={await portal.communities.listDepartments(community.communityId)}
        />
      ),
    })
  })

  app.post(pattern(paths.user), async (c) => {
    const { community, user } = standingOf(c)
    const { communityId } = community
    const form = await readForm(c)
    const shown = await getUser(portal, communityId, c.req.param('id') ?? '')
    const { userId } = shown
    switch (form.text('action')) {
      case 'grant':
        await access.changeGrant(userId, { communityId, ...grantFrom(readUser(form)) }, user)
        return done(c, 'changed', userId)
      case 'remove':
        await access.removeGrant(userId, communityId, user)
        return done(c, 'removed', userId)
      case 'deactivate':
        await access.deactivate(userId, user)
        return done(c, 'deactivated', userId)
      case 'activate':
        await access.activate(userId, user)
        return done(c, 'activated', userId)
      case 'unlock':
        await access.unlock(userId, user)
        return done(c, 'unlocked', userId)
      case 'password':
        await access.setPassword(userId, form.secret('password'), user)
        return done(c, 'password', userId)
      default:
        throw notFoundHere()
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

/** @throws PageError when nobody in this community has this id. */
async function getUser({ access }: WebPortal, communityId: number, userId: string): Promise<CommunityUser> {
  const found = (await access.listUsers(communityId)).find((each) => each.userId === userId)
  if (!found) throw notFoundHere()
  return found
}

function readUser(form: FormValues): UserForm {
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

function grantFrom({ role, allDepartments, departments }: UserForm): { role: Role; departments: bigint } {
  return { role, departments: allDepartments ? ALL_DEPARTMENTS : maskOf(...departments) }
}

function fieldOf(code: string): string {
  return code === 'password_refused' ? 'password' : code === 'not_permitted' ? 'role' : 'email'
}

/** What was done, said on the list that follows. The address holds a code and an id, so nobody's words get onto the page. */
const DONE: Readonly<Record<string, (name: string) => string>> = {
  added: (name) => `${name} can sign in now.`,
  changed: (name) => `The access of ${name} is changed.`,
  removed: () => 'The access is taken away.',
  deactivated: (name) => `${name} cannot sign in any more.`,
  activated: (name) => `${name} can sign in again.`,
  unlocked: (name) => `${name} can try to sign in again.`,
  password: (name) => `${name} has a new password, and has to sign in again.`,
}

function done(c: WebContext, code: keyof typeof DONE, user: string): Response {
  return c.redirect(withQuery(paths.users(standingOf(c).community.slug), { done: code, user }), 303)
}

function doneInWords(c: WebContext, users: readonly CommunityUser[]): string | undefined {
  const name = users.find(({ userId }) => userId === c.req.query('user'))?.name ?? 'The user'
  return DONE[c.req.query('done') ?? '']?.(name)
}
