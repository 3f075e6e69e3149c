import { formatCount } from '../../kernel/format-count.ts'
import { pagesOf } from '../../kernel/paging.ts'
import { filtersSet } from '../../search/filters.ts'
import { asksTaxId, withoutTaxId } from '../../search/index.ts'
import { wordsBeyond } from '../../search/reading.ts'
import { PAGE_SIZE } from '../../search/result.ts'
import { DataAsOf } from '../components/data-as-of.tsx'
import { Pages } from '../components/pages.tsx'
import type { Standing } from '../environment.ts'
import { paths } from '../paths.ts'
import { queryOf, type Sought } from '../sought.ts'
import { counted } from '../words.ts'
import type { Found } from '../find-customers.ts'
import { Hits } from './hits.tsx'
import { Limits } from './limits.tsx'
import { MayNotSearch, NobodyFits, NobodyFound, saysNobody } from './nobody-found.tsx'
import { ResultTools, SORT_IN_WORDS } from './result-tools.tsx'

export interface ResultsProps {
  readonly standing: Standing
  readonly sought: Sought
  /** Nothing before anything is sought; a problem in one sentence where it cannot be. */
  readonly found: Found | { readonly problem: string } | undefined
  readonly now: Date
  /** The address of the page. */
  readonly here: string
}

/** What a search found, or why it found nobody. The client script replaces it as a whole while somebody types. */
export function SearchResults(props: ResultsProps) {
  const { found, standing, sought } = props
  const pathOf = (other: Sought) => paths.search(standing.community.slug, queryOf(other))
  if (!found && !standing.scope.rights.has('search'))
    return (
      <div>
        <MayNotSearch standing={standing} />
      </div>
    )
  if (!found) return <NothingSought sought={sought} pathOf={pathOf} />
  return (
    <div data-announce={announced(found, standing)}>
      <Limits sought={sought} pathOf={pathOf} />
      <NotLookedFor words={wordsBeyond(sought.q)} />
      {'problem' in found ? (
        <p>{found.problem}</p>
      ) : found.result.total === 0 ? (
        <NobodyFound {...props} found={found} />
      ) : (
        <Customers {...props} found={found} pathOf={pathOf} />
      )}
    </div>
  )
}

/** A limit alone would list a city. */
export function NothingSought({ sought, pathOf }: Pick<CustomersProps, 'sought' | 'pathOf'>) {
  const isLimited = filtersSet(sought.filters).length > 0
  return (
    <div data-announce={isLimited ? LIMITS_ALONE : ''}>
      {isLimited && (
        <>
          <Limits sought={sought} pathOf={pathOf} />
          <p>{LIMITS_ALONE}</p>
        </>
      )}
    </div>
  )
}

const LIMITS_ALONE = 'Type a name, number or address, too: limits alone find nobody.'

/** A customer is told by fewer words; nobody shall believe that these were found, too. */
function NotLookedFor({ words }: { readonly words: readonly string[] }) {
  if (words.length === 0) return <></>
  return <p>These are too many words. Not looked for: {words.map((word) => `“${word}”`).join(', ')}.</p>
}

function announced(found: NonNullable<ResultsProps['found']>, standing: Standing): string {
  if ('problem' in found) return found.problem
  return found.result.total === 0 ? saysNobody(standing) : `${countOf(found)} found`
}

/** What the box and the links to other pages say, which are not printed. */
function onPaper({ q, sort, page }: Sought, last: number): string {
  return `Searched for: ${withoutTaxId(q)}, sorted by ${SORT_IN_WORDS[sort]}${last > 1 ? `, page ${page} of ${last}` : ''}`
}

/** Who fits as typed is told apart from who is similar. */
function countOf({ result: { total, asTyped, capped } }: Found): string {
  const more = capped ? 'More than ' : ''
  if (asTyped === total) return `${more}${counted(total, 'customer')}`
  const similar = `${capped ? 'more than ' : ''}${formatCount(total - asTyped)} similar`
  return asTyped === 0
    ? `No customer fits as typed, ${similar}`
    : `${counted(asTyped, 'customer')}, ${similar}`
}

interface CustomersProps extends ResultsProps {
  readonly found: Found
  readonly pathOf: (sought: Sought) => string
}

function Customers({ standing, sought, found, now, here, pathOf }: CustomersProps) {
  const { result } = found
  const { slug } = standing.community
  const [query, byTaxId] = [queryOf(sought), asksTaxId(sought.q)]
  const lastPage = pagesOf(result.total, PAGE_SIZE)
  return (
    <>
      <div class="results-head">
        <h2 class="results-head__count">{countOf(found)}</h2>
        <p class="on-paper">{onPaper(sought, lastPage)}</p>
        <DataAsOf
          community={standing.community}
          dataAsOf={result.dataAsOf}
          nextSyncAt={result.nextSyncAt}
          now={now}
        />
        {!byTaxId && (
          <ResultTools
            sought={sought}
            pathOf={pathOf}
            exported={{
              path: paths.searchExport(slug, { ...query, columns: undefined, page: undefined }),
              words: result.capped ? `Export the best ${formatCount(result.total)}` : 'Export',
            }}
          />
        )}
      </div>
      <NobodyFits standing={standing} sought={sought} found={found} now={now} here={here} />
      {result.hits.length > 0 ? (
        <Hits
          hits={result.hits}
          columns={sought.columns}
          pathOf={(hit) => paths.customer(slug, hit.customerId)}
        />
      ) : (
        <p>
          There are no customers on this page.{' '}
          <a href={pathOf({ ...sought, page: 1 })}>Go back to the first one.</a>
        </p>
      )}
      {!byTaxId && (
        <Pages current={sought.page} last={lastPage} pathOf={(page) => pathOf({ ...sought, page })} />
      )}
      <p class="onward">
        Not the one you are looking for?{' '}
        <a href={paths.why(slug, byTaxId ? {} : { text: sought.q, ...sought.filters, sort: query.sort })}>
          Find out why a customer is not listed
        </a>
      </p>
    </>
  )
}
