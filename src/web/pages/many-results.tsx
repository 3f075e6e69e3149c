import { formatCount } from '../../kernel/format-count.ts'
import type { ManyResult, SearchStanding } from '../../search/index.ts'
import { DataAsOf } from '../components/data-as-of.tsx'
import { CONTACT_COLUMNS } from '../columns.ts'
import { paths } from '../paths.ts'
import { queryOf, type Sought } from '../sought.ts'
import { counted } from '../words.ts'
import { Hits } from './hits.tsx'
import { Limits } from './limits.tsx'
import { WaysToSearch } from './search-form.tsx'

interface Props {
  readonly standings: readonly SearchStanding[]
  readonly sought: Sought
  readonly result: ManyResult
  readonly now: Date
}

/** How many customers each community has, with the way to them there; then the best of all. */
export function ManyResults({ standings, sought, result, now }: Props) {
  const nameOf = new Map(result.communities.map(({ slug, name }) => [slug, name]))
  const isSimilar = result.asTyped === 0
  const count = isSimilar ? `No customer fits as typed, ${similarTo(result)}` : countOf(result)
  return (
    <div data-announce={result.total === 0 ? 'No customer found' : `${count} found`}>
      <Limits sought={sought} pathOf={(other) => paths.searchMany(queryOf(other))} />
      <h2 class="results-head__count">{result.total === 0 ? 'No customer found' : count}</h2>
      <p class="on-paper">Searched for: {sought.q}</p>
      <ul class="places" id="places">
        {result.communities.map((place) => (
          <li>
            <span>
              <a href={paths.search(place.slug, queryOf({ ...sought, page: 1 }))}>{place.name}</a>:{' '}
              {place.total === 0 ? 'nobody' : isSimilar ? similarTo(place) : countOf(place)}
            </span>
            {standings
              .filter(({ community }) => community.slug === place.slug)
              .map(({ community }) => (
                <DataAsOf
                  community={community}
                  dataAsOf={place.dataAsOf}
                  nextSyncAt={place.nextSyncAt}
                  now={now}
                  namesZone
                />
              ))}
          </li>
        ))}
      </ul>
      {result.total === 0 ? (
        <>
          <Onward />
          <h2>Ways to search</h2>
          <WaysToSearch />
        </>
      ) : (
        <>
          <h2>{result.total > result.hits.length ? `The best ${result.hits.length}` : 'All of them'}</h2>
          <Hits
            hits={result.hits}
            // How to reach somebody is read in one community alone.
            columns={sought.columns.filter((column) => !CONTACT_COLUMNS.includes(column))}
            pathOf={({ community, customerId }) => paths.customer(community, customerId)}
            placeOf={({ community }) => nameOf.get(community) ?? community}
          />
          <Onward words="Not the one you are looking for?" />
        </>
      )}
    </div>
  )
}

/** Each community explains its own customers. */
function Onward({ words = '' }: { words?: string }) {
  return (
    <p class="onward">
      {words} <a href="#places">Choose a community</a> to find out why a customer is not listed there.
    </p>
  )
}

type Counted = Pick<ManyResult, 'total' | 'capped'>

/** How many are similar to what nobody fits. */
function similarTo({ total, capped }: Counted): string {
  return `${capped ? 'more than ' : ''}${formatCount(total)} similar`
}

function countOf({ total, capped }: Counted): string {
  return `${capped ? 'More than ' : ''}${counted(total, 'customer')}`
}
