import type { SearchResult } from '../../search/result.ts'
import { page } from '../components/document.tsx'
import { diagnose, type Diagnosis } from '../diagnosis.ts'
import { standingOf, type WebApp, type WebContext } from '../environment.ts'
import { paths } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { limitRequests } from '../rate-limit.ts'
import { KNOWN_MODULES } from '../words.ts'
import { SearchForm } from './search-form.tsx'
import { SearchResults } from './search-results.tsx'

/** Customers on a page. */
export const PAGE_SIZE = 20
const LAST_PAGE = 1_000
/** More is no search that a person typed; the keys of a record are shorter. */
const LONGEST = 300

/** What the address of the search page says. */
export interface Sought {
  readonly q: string
  readonly module: string | undefined
  readonly page: number
}

/** What a search leads to; `diagnosis` where it finds nobody. */
export interface Found {
  readonly result: SearchResult
  readonly diagnosis: Diagnosis | undefined
}

/** `/c/:slug/search`: one box, its results, and, where there are none, why. `fragment=1` asks for the results alone. */
export function addSearchPage(app: WebApp, portal: WebPortal): void {
  const path = paths.search(':slug')
  app.use(path, limitRequests(portal.clock, { perSecond: 20, atOnce: 60 }))
  app.get(path, async (c) => {
    const sought = readSought(c)
    const found = sought.q === '' ? undefined : await find(c, portal, sought)
    const results = (
      <SearchResults
        standing={standingOf(c)}
        sought={sought}
        found={found}
        now={c.get('now')}
        here={c.req.url}
      />
    )
    if (c.req.query('fragment') === '1') return c.html(results)
    const community = standingOf(c).community
    return page(c, {
      title: sought.q === '' ? 'Find a customer' : `“${sought.q}”`,
      place: 'search',
      scripts: ['live-search'],
      content: (
        <>
          <h1>Find a customer</h1>
          <SearchForm
            slug={community.slug}
            sought={sought}
            modules={modulesOf(community.settings.eligibility)}
          />
          <p id="announcement" class="usa-sr-only" role="status"></p>
          <div id="results">{results}</div>
        </>
      ),
    })
  })
}

function readSought(c: WebContext): Sought {
  const page = Number(c.req.query('page'))
  const module = c.req.query('module')?.slice(0, 60)
  return {
    q: (c.req.query('q') ?? '')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, LONGEST),
    module: module === '' ? undefined : module,
    page: Number.isInteger(page) && page >= 1 && page <= LAST_PAGE ? page : 1,
  }
}

async function find(c: WebContext, portal: WebPortal, { q, module, page }: Sought): Promise<Found> {
  const { community, scope, user } = standingOf(c)
  const filters = module === undefined ? {} : { filters: { module } }
  const result = await portal.search.search(community, scope, { text: q, page, limit: PAGE_SIZE, ...filters })
  if (result.total > 0) return { result, diagnosis: undefined }
  const question = { text: q, ...filters }
  return { result, diagnosis: await diagnose(portal, { community, question, asker: user, viewer: user }) }
}

/** The modules that the community shares, as far as they are named; asking the records would tell of hidden ones. */
function modulesOf({ modules }: { readonly modules: 'all' | readonly string[] }): readonly string[] {
  return modules === 'all' ? KNOWN_MODULES : modules
}
