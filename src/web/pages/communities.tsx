import { page } from '../components/document.tsx'
import { standingOf, userOf, type WebApp } from '../environment.ts'
import { paths } from '../paths.ts'
import { searchableGrants } from './search-many.tsx'

/** `/`: the user's community, or the choice where there are several. */
export function addCommunitiesPage(app: WebApp): void {
  app.get(paths.home, (c) => {
    const { grants } = userOf(c)
    const [only, another] = grants
    if (only && !another) return c.redirect(paths.community(only.slug), 303)
    return page(c, {
      title: 'Communities',
      content: (
        <div class="narrow">
          <h1>{only ? 'Which community?' : 'No community yet'}</h1>
          {!only && (
            <p>
              You are signed in, but you have no access to a community. Ask a portal administrator of your
              city to give it to you.
            </p>
          )}
          <ul class="communities">
            {grants.map(({ slug, communityName }) => (
              <li>
                <a href={paths.community(slug)}>{communityName}</a>
              </li>
            ))}
          </ul>
          {searchableGrants(c).length > 1 && (
            <p class="onward">
              <a href={paths.searchMany()}>Find a customer in all of them</a>
            </p>
          )}
        </div>
      ),
    })
  })

  app.get(paths.community(':slug'), (c) => {
    const { community, scope } = standingOf(c)
    const { slug } = community
    return c.redirect(scope.rights.has('search') ? paths.search(slug) : paths.why(slug), 303)
  })
}
