import type { CommunityUser } from '../../access/index.ts'
import { PortalError } from '../../kernel/errors.ts'
import { page } from '../components/document.tsx'
import type { Problem } from '../components/form.tsx'
import { standingOf, type WebApp, type WebContext } from '../environment.ts'
import { notFoundHere } from '../errors.tsx'
import { readForm, type FormValues } from '../form-values.ts'
import { paths, pattern } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { UserDetails } from './user-details.tsx'
import { grantFrom, readUser } from './user-form.ts'
import { done, fieldOf, type DoneCode } from './users.tsx'

/** `/c/:slug/users/:id`: what one user may see, and whether they can sign in. */
export function addUserPage(app: WebApp, portal: WebPortal): void {
  app.get(pattern(paths.user), async (c) => userPage(c, portal, await getUser(c, portal)))

  app.post(pattern(paths.user), async (c) => {
    const shown = await getUser(c, portal)
    try {
      return done(c, await change(c, portal, shown, await readForm(c)), shown.userId)
    } catch (error) {
      if (!(error instanceof PortalError)) throw error
      return await userPage(c, portal, shown, { field: fieldOf(error.code), says: error.message })
    }
  })
}

/** Makes one change; what the manager may not give or take, access refuses. */
async function change(
  c: WebContext,
  { access }: WebPortal,
  shown: CommunityUser,
  form: FormValues,
): Promise<DoneCode> {
  const { community, user } = standingOf(c)
  const { communityId } = community
  const { userId } = shown
  switch (form.text('action')) {
    case 'grant': {
      await access.changeGrant(userId, { communityId, ...grantFrom(readUser(form), shown) }, user)
      return 'changed'
    }
    case 'remove':
      await access.removeGrant(userId, communityId, user)
      return 'removed'
    case 'deactivate':
      await access.deactivate(userId, user)
      return 'deactivated'
    case 'activate':
      await access.activate(userId, user)
      return 'activated'
    case 'unlock':
      await access.unlock(userId, user)
      return 'unlocked'
    case 'password':
      await access.setPassword(userId, form.secret('password'), user)
      return 'password'
    default:
      throw notFoundHere()
  }
}

async function userPage(
  c: WebContext,
  { communities }: WebPortal,
  shown: CommunityUser,
  problem?: Problem,
): Promise<Response> {
  const { community } = standingOf(c)
  const departments = await communities.listDepartments(community.communityId)
  return await page(c, {
    title: problem ? `Error: ${shown.name}` : shown.name,
    place: 'users',
    status: problem ? 400 : 200,
    content: <UserDetails slug={community.slug} shown={shown} departments={departments} problem={problem} />,
  })
}

/** @throws PageError when nobody in this community has this id. */
async function getUser(c: WebContext, { access }: WebPortal): Promise<CommunityUser> {
  const users = await access.listUsers(standingOf(c).community.communityId)
  const found = users.find((each) => each.userId === c.req.param('id'))
  if (!found) throw notFoundHere()
  return found
}
