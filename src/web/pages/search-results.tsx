import { DiagnosisOf } from '../components/diagnosis.tsx'
import { DataAsOf } from '../components/data-as-of.tsx'
import { Pages } from '../components/pages.tsx'
import type { Standing } from '../environment.ts'
import { paths } from '../paths.ts'
import { counted } from '../words.ts'
import { Hits } from './hits.tsx'
import { WaysToSearch } from './search-form.tsx'
import { PAGE_SIZE, type Found, type Sought } from './search.tsx'

interface Props {
  readonly standing: Standing
  readonly sought: Sought
  readonly found: Found | undefined
  readonly now: Date
  /** The address of the page. */
  readonly here: string
}

/** What a search found, or why it found nobody. The client script replaces it as a whole while somebody types. */
export function SearchResults(props: Props) {
  const { found, standing, sought } = props
  if (!found) return <div data-announce=""></div>
  const { result } = found
  if (result.total === 0) return <NobodyFound {...props} found={found} />
  const count = `${result.capped ? 'More than ' : ''}${counted(result.total, 'customer')}`
  return (
    <div data-announce={`${count} found`}>
      <div class="results-head">
        <h2 class="results-head__count">{count}</h2>
        <DataAsOf
          community={standing.community}
          dataAsOf={result.dataAsOf}
          nextSyncAt={result.nextSyncAt}
          now={props.now}
        />
      </div>
      {result.hits.length > 0 ? (
        <Hits slug={standing.community.slug} hits={result.hits} />
      ) : (
        <p>There are no customers on this page. Go back to the first one.</p>
      )}
      <Pages
        current={sought.page}
        last={Math.ceil(result.total / PAGE_SIZE)}
        pathOf={(page) => paths.search(standing.community.slug, { ...sought, page })}
      />
      <p class="onward">
        Not the one you are looking for?{' '}
        <a href={paths.why(standing.community.slug, { text: sought.q, module: sought.module })}>
          Find out why a customer is not listed
        </a>
      </p>
    </div>
  )
}

/** The smallest change that finds somebody, then the explanation of what was typed, then the ways to search. */
function NobodyFound({ standing, sought, found, now, here }: Props & { found: Found }) {
  const { result, diagnosis } = found
  const slug = standing.community.slug
  return (
    <div data-announce="No customer found">
      <div class="results-head">
        <h2 class="results-head__count">No customer found</h2>
        <DataAsOf
          community={standing.community}
          dataAsOf={result.dataAsOf}
          nextSyncAt={result.nextSyncAt}
          now={now}
        />
      </div>
      {result.relaxed && (
        <p class="relaxed">
          {result.relaxed.change}:{' '}
          <a href={paths.search(slug, { q: result.relaxed.words, module: sought.module })}>
            {result.relaxed.words}
          </a>
        </p>
      )}
      {diagnosis && (
        <DiagnosisOf
          standing={standing}
          diagnosis={diagnosis}
          asked={{ text: sought.q, module: sought.module }}
          now={now}
          here={here}
        />
      )}
      <h2>Ways to search</h2>
      <WaysToSearch />
    </div>
  )
}
