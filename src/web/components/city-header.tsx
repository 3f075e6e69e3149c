import type { User } from '../../access/scope.ts'
import type { Standing } from '../environment.ts'
import { paths } from '../paths.ts'
import { ROLE_IN_WORDS } from '../words.ts'

/** The places of the main navigation. */
export type Place = 'search' | 'why' | 'status' | 'users' | 'demo'

interface Props {
  readonly user: User | undefined
  readonly standing: Standing | undefined
  readonly place: Place | undefined
}

/** The city's name and colour, the places, and who is signed in. */
export function CityHeader({ user, standing, place }: Props) {
  return (
    <header class="city">
      <div class="city__inner frame">
        <a class="city__name" href={standing ? paths.community(standing.community.slug) : paths.home}>
          {standing && <strong>{standing.community.name}</strong>} <span>Community Connect</span>
        </a>
        {standing && (
          <nav class="city__places" aria-label="Main">
            <ul>
              {listPlaces(standing).map(([each, words, path]) => (
                <li>
                  <a href={path} {...(each === place ? { 'aria-current': 'page' } : {})}>
                    {words}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        {user && <SignedIn user={user} standing={standing} />}
      </div>
    </header>
  )
}

function SignedIn({ user, standing }: { user: User; standing: Standing | undefined }) {
  return (
    <details class="who">
      <summary>{user.name}</summary>
      <div class="who__panel">
        <p>
          {user.email}
          {standing && <span class="who__role">{ROLE_IN_WORDS[standing.grant.role]}</span>}
        </p>
        {user.grants.length > 1 && (
          <p>
            <a href={paths.home}>Other communities</a>
          </p>
        )}
        <form method="post" action={paths.signOut}>
          <button class="usa-button usa-button--outline" type="submit">
            Sign out
          </button>
        </form>
      </div>
    </details>
  )
}

function listPlaces({ community: { slug, isDemo }, scope }: Standing) {
  const places: (readonly [Place, string, string])[] = [
    ['search', 'Search', paths.search(slug)],
    ['why', 'Can’t find a customer?', paths.why(slug)],
    ['status', 'Status', paths.status(slug)],
  ]
  if (scope.rights.has('manage_users')) places.push(['users', 'Users', paths.users(slug)])
  if (isDemo) places.push(['demo', 'Sample records', paths.demo(slug)])
  return places
}
