import { AxeBuilder } from '@axe-core/playwright'
import { serve } from '@hono/node-server'
import { existsSync, openAsBlob } from 'node:fs'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { PASSWORD, openSmallDemo, type SmallDemo } from '../web/small-demo.ts'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The Chromium of this machine; CHROMIUM names another one. */
function findChromium(): string | undefined {
  const named = process.env.CHROMIUM
  return named !== undefined && named !== '' ? named : PLACES.find((place) => existsSync(place))
}

export interface Journey {
  readonly demo: SmallDemo
  readonly base: string
  readonly store: Store
  /** A new browser window, signed in as this user; it has arrived at a path that begins with `arrivesAt`. */
  visit(email: string, options?: BrowserContextOptions, arrivesAt?: string): Promise<Page>
  /** A new browser window, signed in as nobody. */
  open(options?: BrowserContextOptions): Promise<Page>
}

/** Tests with a real browser against a real server on a loopback port. Where there is no Chromium, they are skipped. */
export function describeJourney(name: string, tests: (journey: () => Journey) => void): void {
  const executablePath = findChromium()
  if (executablePath === undefined && process.env.CI !== undefined)
    throw new Error(
      'There is no Chromium: install it (Debian: apt-get install chromium), or name it in CHROMIUM',
    )
  describe.skipIf(executablePath === undefined)(name, () => {
    let journey: (Journey & { end(): Promise<void> }) | undefined
    beforeAll(async () => {
      journey = await begin(executablePath ?? '')
    })
    afterAll(() => journey?.end())
    tests(() => {
      if (!journey) throw new Error('The journey begins before its tests')
      return journey
    })
  })
}

/** Nothing that axe knows is wrong with the page, and it needs no scrolling sideways. */
export async function expectGoodPage(page: Page): Promise<void> {
  // No page has a frame: axe can look at it at once, and need not tell of all that is right.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
  expect({ page: page.url(), told }).toEqual({ page: page.url(), told: [] })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect({ page: page.url(), wide }).toEqual({ page: page.url(), wide: 0 })
}

async function begin(executablePath: string): Promise<Journey & { end(): Promise<void> }> {
  const store = await openStore({ dump: await openAsBlob(inject('pgliteDump')) })
  // No sync comes by itself, at whatever time of day a journey is made.
  const demo = await openSmallDemo(store, { clock: systemClock, every: '7d' })
  const server = serve({ fetch: demo.web.fetch, hostname: '127.0.0.1', port: 0 }) as Server
  if (!server.listening) await once(server, 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser: Browser = await chromium.launch({ executablePath })
  const open = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ baseURL: base, ...options })
    context.setDefaultTimeout(60_000)
    return await context.newPage()
  }
  return {
    demo,
    base,
    store,
    open,
    async visit(email, options, arrivesAt = '/c/') {
      const page = await open(options)
      await page.goto('/sign-in')
      await page.getByLabel('E-mail').fill(email)
      await page.getByLabel('Password').fill(PASSWORD)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.waitForURL(({ pathname }) => pathname !== '/sign-in' && pathname.startsWith(arrivesAt))
      return page
    },
    async end() {
      await browser.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await demo.close()
      await store.close()
    },
  }
}
