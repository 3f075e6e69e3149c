import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { NONCE, secureHeaders } from 'hono/secure-headers'
import type { WebApp } from './environment.ts'
import { PageError } from './errors.tsx'
import { paths } from './paths.ts'

/** Forms are short; more is a mistake or an attack. */
const LARGEST_FORM = 64 * 1024

/**
 * What holds for every answer: nothing runs on a page but our own scripts, nobody frames it, forms come from our own
 * pages alone, and pages with records are not kept by anybody on the way.
 *
 * @param publicUrl the address that people type, where a proxy stands before the portal: forms come from there.
 */
export function addSecurity(app: WebApp, publicUrl: string | undefined): void {
  const overTls = publicUrl?.startsWith('https:') ?? false
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: [NONCE],
        styleSrc: ["'self'", NONCE],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      referrerPolicy: 'same-origin',
      // On a plain loopback address the header would make browsers refuse the portal.
      strictTransportSecurity: overTls ? 'max-age=31536000' : false,
    }),
  )
  app.use(async (c, next) => {
    await next()
    if (!c.req.path.startsWith(`${paths.assets}/`)) c.header('Cache-Control', 'no-store')
  })
  app.use(
    csrf({
      origin: (origin, c) =>
        origin === new URL(c.req.url).origin ||
        (publicUrl !== undefined && origin === new URL(publicUrl).origin),
    }),
  )
  app.use(
    bodyLimit({
      maxSize: LARGEST_FORM,
      onError: () => {
        throw new PageError(413, 'That was too much', 'Shorten what you typed, and send it again.')
      },
    }),
  )
}
