import { KNOWN_MODULES } from '../../kernel/modules.ts'
import { scopeIn } from '../../access/scope.ts'
import { PortalError } from '../../kernel/errors.ts'
import {
  IN_ONE_COMMUNITY,
  asksTaxId,
  withoutTaxId,
  type ManyResult,
  type SearchStanding,
} from '../../search/index.ts'
import { page } from '../components/document.tsx'
import { userOf, type WebApp, type WebContext } from '../environment.ts'
import { taxIdInAddress } from '../errors.tsx'
import { readForm } from '../form-values.ts'
import { paths } from '../paths.ts'
import { searchTitle } from '../search-title.ts'
import type { WebPortal } from '../portal.ts'
import { addressOf, queryOf, readSought, type Sought } from '../sought.ts'
import { FilterFields } from './filter-fields.tsx'
import { LiveResults } from './live-results.tsx'
import { ManyResults } from './many-results.tsx'
import { FieldsToSearch, SearchForm } from './search-form.tsx'
import { NothingSought } from './search-results.tsx'

/**
 * `/search`: one search in all communities in which the user may search, for those with grants in several. It shows the
 * best of all; the rest is found in each community.
 */
export function addSearchManyPage(app: WebApp, portal: WebPortal): void {
  const path = paths.searchMany()
  app.get(path, async (c) => {
    const sought = readSought((name) => c.req.query(name))
    if (asksTaxId(sought.q)) throw taxIdInAddress()
    const [only, another] = searchableGrants(c)
    if (!another) return c.redirect(only ? paths.search(only.slug, queryOf(sought)) : paths.home, 303)
    // The best of all stand in no other order.
    return await answer(c, portal, { ...sought, sort: 'best' })
  })

  app.post(path, async (c) => {
    const form = await readForm(c)
    const sought = readSought((name) => form.text(name))
    // It is found nowhere: the page says where it is looked up.
    if (asksTaxId(sought.q)) return await answer(c, portal, sought)
    return c.redirect(paths.searchMany(addressOf(sought)), 303)
  })
}

/** The communities in which the user may search. */
export function searchableGrants(c: WebContext) {
  return userOf(c).grants.filter(({ rights }) => rights.has('search'))
}

async function answer(c: WebContext, portal: WebPortal, sought: Sought) {
  const standings = await standingsOf(c, portal)
  const found = sought.q === '' ? undefined : await find(portal, standings, sought)
  const problem = found && 'problem' in found ? found.problem : undefined
  const shown = { ...sought, q: withoutTaxId(sought.q) }
  const results =
    found && !('problem' in found) ? (
      <ManyResults standings={standings} sought={sought} result={found} now={c.get('now')} />
    ) : problem === undefined ? (
      <NothingSought sought={shown} pathOf={(other) => paths.searchMany(queryOf(other))} />
    ) : (
      <div data-announce={problem}>
        <p>{problem}</p>
      </div>
    )
  if (c.req.query('fragment') === '1') return c.html(results)
  return page(c, {
    title: searchTitle(shown.q),
    scripts: ['live-search'],
    status: problem === undefined ? 200 : 400,
    content: (
      <>
        <h1>Find a customer in {standings.length} communities</h1>
        <SearchForm action={paths.searchMany()} sought={shown} problem={problem}>
          <FieldsToSearch withTaxId={false} />
          <FilterFields filters={sought.filters} modules={KNOWN_MODULES} departments={[]} />
        </SearchForm>
        <LiveResults
          aboutTaxId={
            <>
              <p>{IN_ONE_COMMUNITY}</p>
              <Communities standings={standings} />
            </>
          }
        >
          {problem === undefined ? results : asksTaxId(sought.q) && <Communities standings={standings} />}
        </LiveResults>
      </>
    ),
  })
}

function Communities({ standings }: { standings: readonly SearchStanding[] }) {
  return (
    <ul class="places">
      {standings.map(({ community }) => (
        <li>
          <a href={paths.search(community.slug)}>{community.name}</a>
        </li>
      ))}
    </ul>
  )
}

async function standingsOf(c: WebContext, { communities }: WebPortal): Promise<SearchStanding[]> {
  const user = userOf(c)
  const granted = new Set(searchableGrants(c).map(({ communityId }) => communityId))
  return (await communities.list())
    .filter(({ communityId }) => granted.has(communityId))
    .map((community) => ({ community, scope: scopeIn(user, community.communityId) }))
}

async function find(
  { searchMany, sync }: WebPortal,
  standings: readonly SearchStanding[],
  { q: text, filters }: Sought,
): Promise<ManyResult | { readonly problem: string }> {
  await sync.refreshAllDueVerdicts(standings.map(({ community }) => community))
  try {
    return await searchMany(standings, { text, filters })
  } catch (error) {
    if (error instanceof PortalError) return { problem: error.message }
    throw error
  }
}
