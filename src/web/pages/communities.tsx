import { page } from '../components/document.tsx'
import { userOf, type WebApp } from '../environment.ts'
import { paths } from '../paths.ts'

/** `/`: the user's community, or the choice where there are several. */
export function addCommunitiesPage(app: WebApp): void {
  app.get(paths.home, (c) => {
    const { grants } = userOf(c)
    const [only, another] = grants
    if (only && !another) return c.redirect(paths.search(only.slug), 303)
    return page(c, {
      title: 'Communities',
      content: (
        <div class="narrow">
          <h1>{only ? 'Which community?' : 'No community yet'}</h1>
          {!only && (
            <p>
              You are signed in, but you have no access to a community. Ask a portal administrator of your city to give it to you.
            </p>
          )}
          <ul class="communities">
            {grants.map(({ slug, communityName }) => (
              <li>
                <a href={paths.search(slug)}>{communityName}</a>
              </li>
            ))}
          </ul>
        </div>
      ),
    })
  })

  app.get('/c/:slug', (c) => c.redirect(paths.search(c.req.param('slug')), 303))
}
