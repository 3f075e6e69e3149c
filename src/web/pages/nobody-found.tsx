import { limitInWords } from '../../explain/limit-in-words.ts'
import { filtersSet } from '../../search/filters.ts'
import { asksTaxId } from '../../search/index.ts'
import { DataAsOf } from '../components/data-as-of.tsx'
import { DiagnosisOf } from '../components/diagnosis.tsx'
import type { Relaxed } from '../../search/result.ts'
import type { Standing } from '../environment.ts'
import type { Found } from '../find-customers.ts'
import { paths, type WhyQuery } from '../paths.ts'
import { queryOf, type Sought } from '../sought.ts'
import { counted } from '../words.ts'
import { WaysToSearch } from './search-form.tsx'
import type { ResultsProps } from './search-results.tsx'

type Props = ResultsProps & { readonly found: Found }

/** The smallest change that finds somebody, then the explanation of what was typed, then the ways to search. */
export function NobodyFound(props: Props) {
  const { standing, sought, found, now } = props
  const { result } = found
  const { community, scope } = standing
  if (!scope.rights.has('search'))
    return (
      <>
        <MayNotSearch standing={standing} />
        <WhyNot {...props} />
      </>
    )
  return (
    <>
      <div class="results-head">
        <h2 class="results-head__count">No customer found</h2>
        <DataAsOf community={community} dataAsOf={result.dataAsOf} nextSyncAt={result.nextSyncAt} now={now} />
      </div>
      <Offer slug={community.slug} sought={sought} relaxed={result.relaxed} />
      <WhyNot {...props} />
      <h2>Ways to search</h2>
      <WaysToSearch />
    </>
  )
}

/** To whom nobody is shown, whether or not there is somebody. */
export function MayNotSearch({ standing }: Pick<Props, 'standing'>) {
  return (
    <>
      <h2 class="results-head__count">{saysNobody(standing)}</h2>
      <p>Ask a portal administrator for the right to search. It works as soon as it is given.</p>
    </>
  )
}

export function saysNobody({ scope, community }: Standing): string {
  return scope.rights.has('search') ? 'No customer found' : `You may not search in ${community.name}`
}

/**
 * Where all that was found is similar at best: the smallest change that finds somebody who fits, and why the customer is
 * not listed who does fit as typed.
 */
export function NobodyFits(props: Props) {
  const { standing, sought, found } = props
  const { result, diagnosis } = found
  const isWithheld = diagnosis?.kind === 'explained' && diagnosis.explanation.outcome === 'not_shown'
  return (
    <>
      <Offer slug={standing.community.slug} sought={sought} relaxed={result.relaxed} />
      {isWithheld && (
        <>
          <WhyNot {...props} />
          <h2>Similar customers</h2>
        </>
      )}
    </>
  )
}

function WhyNot({ standing, sought, found, now, here }: Props) {
  const { diagnosis } = found
  if (diagnosis === undefined) return null
  const asked = askedOf(sought, found)
  return <DiagnosisOf standing={standing} diagnosis={diagnosis} asked={asked} now={now} here={here} />
}

function Offer({ slug, sought, relaxed }: { slug: string; sought: Sought; relaxed: Relaxed | null }) {
  if (relaxed === null || asksTaxId(relaxed.words)) return null
  const [filter, another] = filtersSet(sought.filters).filter((name) => relaxed.filters[name] === undefined)
  const isThatAlone = filter !== undefined && another === undefined && relaxed.words === sought.q
  const query = { ...queryOf({ ...sought, filters: relaxed.filters }), q: relaxed.words, page: undefined }
  return (
    <p class="relaxed">
      <a href={paths.search(slug, query)}>
        {isThatAlone ? `Without “${limitInWords(filter, sought.filters[filter] ?? '')}”` : relaxed.change}:{' '}
        {relaxed.capped ? 'more than ' : ''}
        {counted(relaxed.total, 'customer')}
      </a>
    </p>
  )
}

/** The question that was explained. Of a search by tax id, links can only go on with the customer whom it is about. */
function askedOf({ q: text, filters, sort }: Sought, { diagnosis }: Found): WhyQuery {
  const asked = { text, ...filters, ...(sort === 'best' ? {} : { sort }) }
  const subject = diagnosis?.kind === 'explained' ? diagnosis.explanation.subject : null
  return asksTaxId(text) && subject !== null ? { ...asked, customer: subject.customerId } : asked
}
