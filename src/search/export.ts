import { deedOf } from '../access/index.ts'
import type { Scope } from '../access/scope.ts'
import { csvOf, type CsvCell } from '../kernel/csv.ts'
import { passesAll, type SearchFilters } from './filters.ts'
import { recorded, type Recorder } from './recorded.ts'
import type { Hit, SearchRequest } from './result.ts'
import type { Search } from './search.ts'

/** What a search finds, as a file for a spreadsheet. */
export interface SearchExport {
  readonly csv: string
  /** Such as `cedar-hollow-customers-2026-11-23.csv`: the words of the search are not in it. */
  readonly fileName: string
  readonly customers: number
  /** More match than are counted, and are not in it. */
  readonly capped: boolean
}

export interface ExportParts extends Recorder {
  readonly search: Pick<Search, 'searchAll'>
  readonly scope: Scope
  readonly now: Date
}

/**
 * All customers of a search that are counted, in its order: a row for each account within scope that passes the filters.
 * That it was exported, by whom and how much, is in the audit before anybody gets it; the words and the rows never are.
 *
 * @throws what `search` throws
 */
export async function exportSearch(
  parts: ExportParts,
  request: Omit<SearchRequest, 'page' | 'limit' | 'contact'>,
): Promise<SearchExport> {
  const { search, access, community, scope, by, now } = parts
  const { hits, capped } = await recorded(
    parts,
    request.text,
    () => search.searchAll(community, scope, { ...request, contact: true }),
    ({ total }) => total > 0,
  )
  const rows = hits.flatMap((hit) => rowsOf(hit, request.filters ?? {}))
  await access.audit(
    deedOf(by, {
      action: 'search_exported',
      communityId: community.communityId,
      facts: { customers: hits.length, accounts: rows.length, capped },
    }),
  )
  const day = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(community.settings.timeZone)
    .toPlainDate()
  return {
    csv: csvOf([HEADER, ...rows]),
    fileName: `${community.slug}-customers-${day.toString()}.csv`,
    customers: hits.length,
    capped,
  }
}

const HEADER = [
  'Customer number',
  'Name',
  'Account number',
  'Module',
  'Department',
  'Status',
  'Service address',
  'Balance',
  'Phone',
  'E-mail',
  'Mailing address',
]

function rowsOf({ customerId, name, accounts, contact }: Hit, filters: SearchFilters): CsvCell[][] {
  return accounts
    .filter((account) => passesAll(filters, account))
    .map(({ accountNumber, module, department, status, serviceAddress, balanceCents }) => [
      customerId,
      name,
      accountNumber,
      module,
      department,
      status,
      serviceAddress,
      balanceCents / 100,
      contact?.phone ?? null,
      contact?.email ?? null,
      contact?.mailingAddress ?? null,
    ])
}
