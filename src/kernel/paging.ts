/** Lists are shown page by page: which page was asked for, and how many there are. */

const LAST_PAGE = 1_000_000

/** A page from 1 to a million; the first where what was asked for is no number of a page. */
export function pageAsked(page: number | undefined): number {
  return page !== undefined && Number.isSafeInteger(page) ? Math.min(Math.max(page, 1), LAST_PAGE) : 1
}

/** How many pages that many rows fill; there is always one. */
export function pagesOf(total: number, size: number): number {
  return Math.max(1, Math.ceil(total / size))
}
