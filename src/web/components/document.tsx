import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import { paletteOf } from '../colours.ts'
import type { WebContext } from '../environment.ts'
import type { Alarm } from '../../sync/index.ts'
import { Alarms } from './alarms.tsx'
import { CityHeader, type Place } from './city-header.tsx'

/** Of pages outside any community. */
const OWN_COLOR = '#1a4480'
const FONTS = ['PublicSans-Regular.woff2', 'PublicSans-Bold.woff2']

interface Page {
  /** What the page is about; the community and the product are added. */
  readonly title: string
  readonly place?: Place
  /** Names of client scripts in `src/web/assets/client`. The page works without them. */
  readonly scripts?: readonly string[]
  /** Seconds after which a page without scripts loads itself again. */
  readonly refreshWithoutScripts?: number | undefined
  readonly status?: 200 | 400 | 403 | 404 | 409 | 413 | 429 | 500
  readonly content: Child
}

/** Answers with a whole page: head, the city's header, the content. */
export async function page(c: WebContext, { status = 200, ...rest }: Page): Promise<Response> {
  // The page of a mistake asks for nothing that may fail once more.
  const alarms = status === 500 ? [] : ((await c.get('alarms')?.()) ?? [])
  return await c.html(html`<!DOCTYPE html>${(<Document c={c} alarms={alarms} {...rest} />)}`, status)
}

interface DocumentProps extends Omit<Page, 'status'> {
  readonly c: WebContext
  readonly alarms: readonly Alarm[]
}

function Document(props: DocumentProps) {
  const { c, alarms, place, content } = props
  const standing = c.get('standing')
  const community = standing?.community
  return (
    <html lang="en">
      <Head {...props} />
      <body>
        <a class="usa-skipnav" href="#main">
          Skip to the content
        </a>
        {(community?.isDemo ?? c.get('isDemo')) && (
          <aside class="demo-banner" aria-label="About this demo">
            <p class="frame">
              <strong>Demo.</strong> These cities and everybody in them are invented.
            </p>
          </aside>
        )}
        <CityHeader user={c.get('user')} standing={standing} place={place} />
        {standing && <Alarms alarms={alarms} standing={standing} now={c.get('now')} />}
        <main id="main" class="frame" tabindex={-1}>
          {content}
        </main>
        {community && (
          <footer class="page-foot">
            <p class="frame">
              A read-only copy of the customer records that {community.name} keeps in{' '}
              {community.settings.systemOfRecordName}.
            </p>
          </footer>
        )}
      </body>
    </html>
  )
}

function Head({ c, title, scripts = [], refreshWithoutScripts }: Omit<Page, 'status'> & { c: WebContext }) {
  const assets = c.get('assets')
  const nonce = c.get('secureHeadersNonce') ?? ''
  const community = c.get('standing')?.community
  const { city, onCity, action, actionDarker } = paletteOf(community?.settings.color ?? OWN_COLOR)
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{[title, community?.name, 'Community Connect'].filter(Boolean).join(' · ')}</title>
      {FONTS.map((font) => (
        <link rel="preload" href={assets.path(font)} as="font" type="font/woff2" crossorigin="anonymous" />
      ))}
      <link rel="stylesheet" href={assets.path('app.css')} />
      <style nonce={nonce}>
        {`:root{--city:${city};--on-city:${onCity};--action:${action};--action-darker:${actionDarker}}`}
      </style>
      <link rel="icon" href={assets.path('icon.svg')} type="image/svg+xml" />
      {refreshWithoutScripts !== undefined && (
        <noscript>
          <meta http-equiv="refresh" content={String(refreshWithoutScripts)} />
        </noscript>
      )}
      {scripts.map((script) => (
        <script nonce={nonce} src={assets.path(`${script}.js`)} defer />
      ))}
    </head>
  )
}
