import { scopeIn } from '../access/scope.ts'
import { asksTaxId } from '../search/index.ts'
import type { WebApp, WebContext } from './environment.ts'
import { notFoundHere } from './errors.tsx'
import { readForm } from './form-values.ts'
import { paths, withQuery } from './paths.ts'
import type { WebPortal } from './portal.ts'
import { addressOf, readSought } from './sought.ts'

/**
 * From here on nobody passes without signing in, and nobody into a community without a grant in it. The grants are those
 * of this moment, so that what an administrator takes away is gone with the next page.
 */
export function addStanding(app: WebApp, { access, communities, sync }: WebPortal): void {
  app.use(async (c, next) => {
    const user = await access.userOfSession(c.req.raw.headers)
    if (!user) {
      if (c.req.query('fragment') === '1') return c.text('Sign in again.', 401)
      return c.redirect(withQuery(paths.signIn, { to: await wantedBy(c) }), 303)
    }
    c.set('user', user)
    await next()
  })
  app.use('/c/:slug/*', async (c, next) => {
    const user = c.get('user')
    const grant = user?.grants.find(({ slug }) => slug === c.req.param('slug'))
    if (!user || !grant) throw notFoundHere()
    const community = await communities.get(grant.slug)
    const scope = scopeIn(user, community.communityId)
    c.set('standing', { user, community, grant, scope })
    // A verdict ends at a midnight of its own; whoever looks before the hourly work gets the right answer too.
    if (c.req.method === 'GET') await sync.refreshDueVerdicts(community)
    if (scope.rights.has('manage_settings'))
      c.set('alarms', async () => (await sync.health(community)).alarms)
    await next()
  })
}

/** Where somebody wanted to go who has to sign in first: to a page, or to the results of a search that was posted. */
async function wantedBy(c: WebContext): Promise<string | undefined> {
  const { pathname, search } = new URL(c.req.url)
  // A file is no page to arrive at: the one that offers it is.
  if (c.req.method === 'GET') return pathname.replace(/\/[^/]+\.csv$/, '') + search
  if (!pathname.endsWith(paths.searchMany())) return undefined
  const form = await readForm(c)
  const sought = readSought((name) => form.text(name))
  // No address holds a tax id: it has to be typed again.
  return asksTaxId(sought.q) ? undefined : withQuery(pathname, { ...addressOf(sought) })
}
