import type { SearchFilters, Sort } from '../search/index.ts'

/** Every page is a path, and every state of a page is a URL: links, redirects and routes are all made here. */

type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** A path with its query; what is undefined, false or empty is left out. */
export function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== false && value !== '')
      parameters.set(name, value === true ? '1' : String(value))
  return parameters.size > 0 ? `${path}?${parameters.toString()}` : path
}

export const paths = {
  home: '/',
  signIn: '/sign-in',
  signOut: '/sign-out',
  health: '/healthz',
  metrics: '/metrics',
  assets: '/assets',
  community: (slug: string) => `/c/${slug}`,
  searchMany: (query: SearchQuery = {}) => withQuery('/search', { ...query }),
  search: (slug: string, query: SearchQuery = {}) => withQuery(`/c/${slug}/search`, { ...query }),
  searchExport: (slug: string, query: SearchQuery = {}) =>
    withQuery(`/c/${slug}/search/customers.csv`, { ...query }),
  customer: (slug: string, customerId: string) => `/c/${slug}/customers/${encodeURIComponent(customerId)}`,
  customerHistory: (slug: string, customerId: string, query: { at?: string; page?: number } = {}) =>
    withQuery(`/c/${slug}/customers/${encodeURIComponent(customerId)}/history`, {
      ...query,
      page: query.page === 1 ? undefined : query.page,
    }),
  why: (slug: string, question: WhyQuery = {}) => withQuery(`/c/${slug}/why`, { ...question }),
  status: (slug: string, query: { asked?: number; back?: string } = {}) =>
    withQuery(`/c/${slug}/status`, query),
  statusGroup: (slug: string, group: string, query: { code?: string | undefined; page?: number } = {}) =>
    withQuery(`/c/${slug}/status/${group}`, { ...query, page: query.page === 1 ? undefined : query.page }),
  progress: (slug: string) => `/c/${slug}/status/events`,
  syncNow: (slug: string) => `/c/${slug}/status/sync`,
  confirmHeld: (slug: string) => `/c/${slug}/status/held/confirm`,
  discardHeld: (slug: string) => `/c/${slug}/status/held/discard`,
  cancel: (slug: string) => `/c/${slug}/status/cancel`,
  pause: (slug: string) => `/c/${slug}/status/pause`,
  resume: (slug: string) => `/c/${slug}/status/resume`,
  run: (slug: string, runId: number | string, query: RunQuery = {}) =>
    withQuery(`/c/${slug}/runs/${runId}`, {
      words: query.words,
      page: query.page === 1 ? undefined : query.page,
      customers: query.customers === 1 ? undefined : query.customers,
    }),
  runRejected: (slug: string, runId: number | string, query: Pick<RunQuery, 'words'> = {}) =>
    withQuery(`/c/${slug}/runs/${runId}/rejected.csv`, { ...query }),
  users: (slug: string) => `/c/${slug}/users`,
  user: (slug: string, userId: string) => `/c/${slug}/users/${encodeURIComponent(userId)}`,
  demo: (slug: string, query: { q?: string; done?: string } = {}) => withQuery(`/c/${slug}/demo`, query),
  demoCustomer: (slug: string, customerId: string, query: { done?: string } = {}) =>
    withQuery(`/c/${slug}/demo/${encodeURIComponent(customerId)}`, query),
} as const

/** What is looked at of the report of a run: words in its rejected rows, their page, and that of its customers. */
interface RunQuery {
  readonly words?: string
  readonly page?: number
  readonly customers?: number
}

/** Limits of a search to accounts of some kind, as they stand in the address. */
interface FilterQuery extends SearchFilters {
  readonly sort?: Sort | undefined
}

/** A search as it stands in the address. */
export interface SearchQuery extends FilterQuery {
  readonly q?: string | undefined
  readonly columns?: string | undefined
  /** Absent for the first. */
  readonly page?: number | undefined
}

/** What a question about a missing customer is made of, as it stands in the address. */
export interface WhyQuery extends FilterQuery {
  readonly text?: string | undefined
  readonly customer?: string | undefined
  readonly account?: string | undefined
  readonly live?: boolean | undefined
  /** The user, by e-mail address, for whom the customer should appear. */
  readonly viewer?: string | undefined
}

/** `path` of a parameter: the pattern that a route is registered under. */
export function pattern(path: (slug: string, id: string) => string): string {
  return path(':slug', ':id').replaceAll('%3A', ':')
}

/** A path of ours that somebody may be sent back to after signing in; anything else leads home. */
export function safeReturn(path: string | undefined): string {
  if (path === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path) || path.startsWith(paths.signIn))
    return paths.home
  return path
}
