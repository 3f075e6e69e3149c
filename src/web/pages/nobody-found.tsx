import { asksTaxId } from '../../search/index.ts'
import { DataAsOf } from '../components/data-as-of.tsx'
import { DiagnosisOf } from '../components/diagnosis.tsx'
import type { Found } from '../find-customers.ts'
import { paths, type WhyQuery } from '../paths.ts'
import { queryOf, type Sought } from '../sought.ts'
import { WaysToSearch } from './search-form.tsx'
import type { ResultsProps } from './search-results.tsx'

/** The smallest change that finds somebody, then the explanation of what was typed, then the ways to search. */
export function NobodyFound({ standing, sought, found, now, here }: ResultsProps & { found: Found }) {
  const { result, diagnosis } = found
  const { community } = standing
  const { relaxed } = result
  return (
    <>
      <div class="results-head">
        <h2 class="results-head__count">No customer found</h2>
        <DataAsOf community={community} dataAsOf={result.dataAsOf} nextSyncAt={result.nextSyncAt} now={now} />
      </div>
      {relaxed && !asksTaxId(relaxed.words) && (
        <p class="relaxed">
          {relaxed.change}:{' '}
          <a href={paths.search(community.slug, { ...queryOf(sought), q: relaxed.words, page: undefined })}>
            {relaxed.words}
          </a>
        </p>
      )}
      {diagnosis && (
        <DiagnosisOf
          standing={standing}
          diagnosis={diagnosis}
          asked={askedOf(sought, found)}
          now={now}
          here={here}
        />
      )}
      <h2>Ways to search</h2>
      <WaysToSearch />
    </>
  )
}

/** The question that was explained. Of a search by tax id, links can only go on with the customer whom it is about. */
function askedOf({ q: text, filters, sort }: Sought, { diagnosis }: Found): WhyQuery {
  const asked = { text, ...filters, ...(sort === 'best' ? {} : { sort }) }
  const subject = diagnosis?.kind === 'explained' ? diagnosis.explanation.subject : null
  return asksTaxId(text) && subject !== null ? { ...asked, customer: subject.customerId } : asked
}
