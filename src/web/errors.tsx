import { randomBytes } from 'node:crypto'
import { HTTPException } from 'hono/http-exception'
import { PortalError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { page } from './components/document.tsx'
import type { WebApp, WebContext } from './environment.ts'
import { paths } from './paths.ts'

type ErrorStatus = 400 | 403 | 404 | 409 | 413 | 429

/** A page cannot be shown, and the reader is told why and what to do: a heading and a sentence. */
export class PageError extends Error {
  readonly status: ErrorStatus
  readonly heading: string

  constructor(status: ErrorStatus, heading: string, sentence: string) {
    super(sentence)
    this.name = 'PageError'
    this.status = status
    this.heading = heading
  }
}

/**
 * There is nothing here, or nothing for this user: one answer for both, so that it tells nobody what exists. An unknown
 * community and one without a grant, an unknown customer and a hidden one, all come here.
 */
export function notFoundHere(): PageError {
  return new PageError(
    404,
    'There is nothing here for you',
    'The address may be mistyped, or what it names is not shown to you.',
  )
}

/** A tax id is never looked for in an address, where browsers and servers on the way would keep it. */
export function taxIdInAddress(): PageError {
  return new PageError(
    400,
    'A tax id is not kept in an address',
    'Look it up under “Find a customer”, in “More ways to search”.',
  )
}

/** Pages of what went wrong. What nobody foresaw gets a reference that is also in the log. */
export function addErrorPages(app: WebApp, log: Log): void {
  app.notFound((c) => errorPage(c, notFoundHere()))
  app.onError((error, c) => {
    if (error instanceof PageError) return errorPage(c, error)
    if (error instanceof PortalError) return errorPage(c, fromPortal(error))
    if (error instanceof HTTPException && error.status === 403)
      return errorPage(
        c,
        new PageError(
          403,
          'This came from somewhere else',
          'Go back to the page, load it again, and send it once more.',
        ),
      )
    const reference = randomBytes(4).toString('hex')
    log.error({ err: error, reference, path: c.req.path }, 'a page failed')
    return page(c, {
      status: 500,
      title: 'Something went wrong',
      content: (
        <>
          <h1>Something went wrong</h1>
          <p>
            It is not your fault. Try again; if it happens again, tell support this reference:{' '}
            <strong class="reference">{reference}</strong>
          </p>
          <Onward c={c} />
        </>
      ),
    })
  })
}

function errorPage(c: WebContext, { status, heading, message }: PageError): Response | Promise<Response> {
  return page(c, {
    status,
    title: heading,
    content: (
      <>
        <h1>{heading}</h1>
        <p>{message}</p>
        <Onward c={c} />
      </>
    ),
  })
}

function fromPortal({ code, kind, message }: PortalError): PageError {
  if (code === 'community_unknown') return notFoundHere()
  if (code === 'not_permitted' || code === 'viewer_not_allowed')
    return new PageError(403, 'You may not do this', message)
  return new PageError(kind === 'use' ? 400 : 409, 'This could not be done', message)
}

function Onward({ c }: { c: WebContext }) {
  const standing = c.get('standing')
  if (!standing)
    return (
      <p>
        <a href={paths.home}>Go to the start page</a>
      </p>
    )
  const { slug } = standing.community
  return (
    <ul>
      <li>
        <a href={paths.search(slug)}>Find a customer</a>
      </li>
      <li>
        <a href={paths.why(slug)}>Find out why a customer is not listed</a>
      </li>
    </ul>
  )
}
