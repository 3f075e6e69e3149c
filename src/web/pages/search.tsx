import { KNOWN_MODULES } from '../../kernel/modules.ts'
import { maskOf, overlaps } from '../../kernel/departments.ts'
import { MAY_NOT_ASK, asksTaxId, withoutTaxId } from '../../search/index.ts'
import { page } from '../components/document.tsx'
import { standingOf, type Standing, type WebApp, type WebContext } from '../environment.ts'
import { findCustomers } from '../find-customers.ts'
import { readForm } from '../form-values.ts'
import { paths } from '../paths.ts'
import { searchTitle } from '../search-title.ts'
import type { WebPortal } from '../portal.ts'
import { addressOf, queryOf, readSought, type Sought } from '../sought.ts'
import { FilterFields } from './filter-fields.tsx'
import { LiveResults } from './live-results.tsx'
import { FieldsToSearch, SearchForm } from './search-form.tsx'
import { SearchResults, type ResultsProps } from './search-results.tsx'

/**
 * `/c/:slug/search`: one box, its results, and, where there are none, why. `fragment=1` asks for the results alone. The
 * form is posted here and sent on to its address; a search by tax id is answered at once, because no address may hold it.
 */
export function addSearchPage(app: WebApp, portal: WebPortal): void {
  const path = paths.search(':slug')
  app.get(path, async (c) => {
    const standing = standingOf(c)
    const sought = readSought((name) => c.req.query(name))
    const hidden = withoutTaxId(sought.q)
    // Somebody typed it into the address: there it stays no longer than it has to.
    if (hidden !== sought.q)
      return c.redirect(paths.search(standing.community.slug, queryOf({ ...sought, q: hidden })), 303)
    const found = isEmpty(sought) ? undefined : await findCustomers(portal, standing, sought)
    return await answer(c, portal, sought, found)
  })

  app.post(path, async (c) => {
    const standing = standingOf(c)
    const form = await readForm(c)
    const sought = readSought((name) => form.text(name))
    if (!asksTaxId(sought.q)) return c.redirect(paths.search(standing.community.slug, addressOf(sought)), 303)
    await portal.sync.refreshDueVerdicts(standing.community)
    const found = await findCustomers(portal, standing, sought)
    return await answer(c, portal, { ...sought, q: withoutTaxId(sought.q) }, found)
  })
}

/** Nothing is sought: a filter alone would list a city. */
function isEmpty({ q }: Sought): boolean {
  return q === ''
}

async function answer(c: WebContext, portal: WebPortal, sought: Sought, found: ResultsProps['found']) {
  const standing = standingOf(c)
  const { community, scope } = standing
  const problem = found && 'problem' in found ? found.problem : undefined
  const results = (
    <SearchResults standing={standing} sought={sought} found={found} now={c.get('now')} here={c.req.url} />
  )
  if (c.req.query('fragment') === '1') return c.html(results)
  return page(c, {
    title: searchTitle(sought.q),
    place: 'search',
    scripts: ['live-search'],
    status: problem === undefined ? 200 : 400,
    content: (
      <>
        <h1>Find a customer</h1>
        <SearchForm action={paths.search(community.slug)} sought={sought} problem={problem}>
          <FieldsToSearch withTaxId={scope.rights.has('search_tax_id')} />
          <FilterFields
            filters={sought.filters}
            modules={modulesOf(community.settings.eligibility)}
            departments={await departmentsOf(portal, standing)}
          />
        </SearchForm>
        <LiveResults aboutTaxId={<p>{scope.rights.has('search_tax_id') ? PRESS_SEARCH : MAY_NOT_ASK}</p>}>
          {problem === undefined ? results : null}
        </LiveResults>
      </>
    ),
  })
}

const PRESS_SEARCH = 'Press Search to look up a tax id.'

/** The modules that the community shares, as far as they are named; asking the records would tell of hidden ones. */
function modulesOf({ modules }: { readonly modules: 'all' | readonly string[] }): readonly string[] {
  return modules === 'all' ? KNOWN_MODULES : modules
}

/** The departments that the user may see, by name: the others are not named to them. */
async function departmentsOf({ communities }: WebPortal, { community, scope }: Standing): Promise<string[]> {
  const departments = await communities.listDepartments(community.communityId)
  return departments.filter(({ bit }) => overlaps(maskOf(bit), scope.departments)).map(({ name }) => name)
}
