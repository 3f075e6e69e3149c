import { withAsked } from '../search/asked-fields.ts'
import { ACCOUNT_STATUSES } from '../kernel/settings.ts'
import { BALANCE_FILTERS, SORTS, type SearchFilters, type Sort } from '../search/index.ts'
import { ASKED_FIELDS } from '../search/asked-fields.ts'
import { cut } from '../search/normalise.ts'
import { oneLine } from './one-line.ts'
import { CONTACT_COLUMNS, columnsInAddress, readColumns, type Column } from './columns.ts'
import type { SearchQuery } from './paths.ts'

/** A search as a page shows it. All of it stands in the address, but for a tax id. */
export interface Sought {
  /** The whole search as typed text. */
  readonly q: string
  /** What was typed behind it, or the beginning of that: it is not searched. */
  readonly beyond: string
  readonly filters: SearchFilters
  readonly sort: Sort
  readonly columns: readonly Column[]
  readonly page: number
}

const LAST_PAGE = 1_000
/** More characters are no search that a person typed; the keys of a record are shorter. */
export const LONGEST_SEARCH = 300
/** As many units as one character may have. */
const A_CHARACTER = 2

/**
 * Reads a search from an address or a form. What stands in the fields for a last name, an account number and so on
 * becomes part of the text, in the syntax of the box.
 */
export function readSought(read: (name: string) => string | undefined): Sought {
  const page = Number(read('page'))
  const typed = ASKED_FIELDS.reduce(
    (text, field) => {
      const value = tidy(read(field), LONGEST_SEARCH + A_CHARACTER)
      return value === '' ? text : withAsked(text, field, value)
    },
    tidy(read('q'), LONGEST_SEARCH + A_CHARACTER),
  )
  const q = cut(typed, LONGEST_SEARCH)
  return {
    q,
    beyond: cut(typed.slice(q.length), A_CHARACTER),
    filters: readFilters(read),
    sort: readSort(read) ?? 'best',
    columns: readColumns(read('columns')),
    page: Number.isInteger(page) && page >= 1 && page <= LAST_PAGE ? page : 1,
  }
}

export function readFilters(read: (name: string) => string | undefined): SearchFilters {
  const text = (name: string) => cut(tidy(read(name)), 60) || undefined
  return {
    module: text('module'),
    department: text('department'),
    status: oneOf(ACCOUNT_STATUSES, read('status')),
    balance: oneOf(BALANCE_FILTERS, read('balance')),
  }
}

export function readSort(read: (name: string) => string | undefined): Sort | undefined {
  return oneOf(SORTS, read('sort'))
}

/** The query of the address that holds this search. */
export function queryOf({ q, filters, sort, columns, page }: Sought): SearchQuery {
  return {
    q,
    ...filters,
    sort: sort === 'best' ? undefined : sort,
    columns: columnsInAddress(columns),
    page: page === 1 ? undefined : page,
  }
}

/** The same for what was sent by the form, where the page has to say that the search is only the beginning of it. */
export function addressOf(sought: Sought): SearchQuery {
  return queryOf({ ...sought, q: sought.q + sought.beyond, page: 1 })
}

/** Whether a column is shown for which a search has to say how customers are reached. */
export function showsContact({ columns }: Pick<Sought, 'columns'>): boolean {
  return columns.some((column) => CONTACT_COLUMNS.includes(column))
}

/** What somebody typed, on one line, and no longer than a search may be. */
export function tidy(text: string | undefined, longest = LONGEST_SEARCH): string {
  return cut(oneLine(text ?? ''), longest)
}

function oneOf<T extends string>(values: readonly T[], text: string | undefined): T | undefined {
  return values.find((value) => value === text)
}
