import type { Context, Hono } from 'hono'
import type { SecureHeadersVariables } from 'hono/secure-headers'
import type { Grant, Scope, User } from '../access/scope.ts'
import type { Community } from '../kernel/community.ts'
import { pageAsked } from '../kernel/paging.ts'
import type { Alarm } from '../sync/index.ts'
import type { Assets } from './assets.ts'

/** Where somebody stands: signed in, in a community that they have a grant in. */
export interface Standing {
  readonly user: User
  readonly community: Community
  readonly grant: Grant
  readonly scope: Scope
}

/** What is known while a request is answered. `standing` is there under `/c/:slug` alone. */
export interface WebEnvironment {
  Variables: SecureHeadersVariables & {
    assets: Assets
    /** The moment at which the request is answered: one for the whole page. */
    now: Date
    /** The sample cities are loaded. */
    isDemo: boolean
    user: User | undefined
    standing: Standing | undefined
    /** Asks what those who administer this community should look at; there for nobody else. */
    alarms: (() => Promise<readonly Alarm[]>) | undefined
  }
}

export type WebContext = Context<WebEnvironment>
export type WebApp = Hono<WebEnvironment>

/** The page of a list that an address asks for, from 1; nonsense asks for the first. */
export function pageIn(c: WebContext, name = 'page'): number {
  return pageAsked(Number(c.req.query(name)))
}

/** Answers with a file for a spreadsheet. */
export function csvFile(c: WebContext, csv: string, fileName: string): Response {
  return c.body(csv, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${fileName}"`,
  })
}

/** The signed-in user, behind the middleware that lets nobody else through. */
export function userOf(c: WebContext): User {
  const user = c.get('user')
  if (!user) throw new Error('a page for signed-in users was reached without one')
  return user
}

/** Where the user stands, behind the middleware of `/c/:slug`. */
export function standingOf(c: WebContext): Standing {
  const standing = c.get('standing')
  if (!standing) throw new Error('a page of a community was reached outside of it')
  return standing
}
