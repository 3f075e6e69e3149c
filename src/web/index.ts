import { Hono } from 'hono'
import { addAssets, loadAssets } from './assets.ts'
import type { WebEnvironment } from './environment.ts'
import { addErrorPages } from './errors.tsx'
import { addMetrics } from './metrics.ts'
import { addCommunitiesPage } from './pages/communities.tsx'
import { addCustomerPage } from './pages/customer.tsx'
import { addDemoPage } from './pages/demo.tsx'
import { addGoing } from './pages/going.tsx'
import { addHistoryPage } from './pages/history.tsx'
import { addPausing } from './pages/pausing.tsx'
import { addRunPage } from './pages/run.tsx'
import { addSearchExport } from './pages/search-export.ts'
import { addSearchManyPage } from './pages/search-many.tsx'
import { addSearchPage } from './pages/search.tsx'
import { addSignInPages } from './pages/sign-in.tsx'
import { addStatusGroupPage } from './pages/status-group.tsx'
import { addStatusPage } from './pages/status.tsx'
import { addUserPage } from './pages/user.tsx'
import { addUsersPage } from './pages/users.tsx'
import { addWhyPage } from './pages/why.tsx'
import { paths } from './paths.ts'
import type { WebPortal } from './portal.ts'
import { addRateLimits } from './rate-limit.ts'
import { addSecurity } from './security.ts'
import { addStanding } from './standing.ts'

export type { DemoSignIn, WebPortal } from './portal.ts'

/** The pages of the portal. */
export function createWeb(portal: WebPortal): Hono<WebEnvironment> {
  const app = new Hono<WebEnvironment>()
  const assets = loadAssets(portal.assetsDirectory)
  app.use(async (c, next) => {
    c.set('assets', assets)
    c.set('now', portal.clock.now())
    c.set('isDemo', (portal.demoSignIns ?? []).length > 0)
    await next()
  })
  addErrorPages(app, portal.log)
  addSecurity(app, portal.publicUrl)
  app.get(paths.health, (c) => c.json({ status: 'ok' }))
  addMetrics(app, portal)
  addAssets(app, assets)
  addSignInPages(app, portal)
  addStanding(app, portal)
  addRateLimits(app, portal.clock)
  addCommunitiesPage(app)
  addSearchManyPage(app, portal)
  addSearchPage(app, portal)
  addSearchExport(app, portal)
  addCustomerPage(app, portal)
  addHistoryPage(app, portal)
  addWhyPage(app, portal)
  addStatusPage(app, portal)
  addGoing(app, portal)
  addPausing(app, portal)
  addStatusGroupPage(app, portal)
  addRunPage(app, portal)
  addUsersPage(app, portal)
  addUserPage(app, portal)
  addDemoPage(app, portal)
  return app
}
