/*
 * Takes the pictures of the guides from a running demo: `npm start` in one terminal, then `node scripts/screenshots.mjs`,
 * with the address where it is not http://127.0.0.1:3000. CHROMIUM names the browser.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const base = process.argv[2] ?? 'http://127.0.0.1:3000'
const folder = join(import.meta.dirname, '../docs/guides/images')

/** Each picture, who is signed in, and how to get there. */
const PICTURES = [
  ['search', 'ana.ruiz@cedar-hollow.example', '/c/cedar-hollow/search?q=nunez+12.34'],
  ['why', 'ana.ruiz@cedar-hollow.example', '/c/cedar-hollow/why?text=okafor+chidi&live=1'],
  ['customer', 'ana.ruiz@cedar-hollow.example', '/c/cedar-hollow/search?q=nunez+12', openFirst],
  ['status', 'priya.shah@cedar-hollow.example', '/c/cedar-hollow/status'],
]

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium' })
await mkdir(folder, { recursive: true })
for (const [name, email, path, then] of PICTURES) {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 1200, height: 800 } })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByRole('listitem').filter({ hasText: email }).getByRole('button').click()
  await page.waitForURL(/\/c\//)
  await page.goto(path)
  await then?.(page)
  await page.evaluate(() => document.activeElement?.blur())
  await page.evaluate(() => document.fonts.ready)
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width: 1200, height: Math.min(Math.max(height, 500), 1_150) })
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await context.close()
}
await browser.close()

async function openFirst(page) {
  await page.locator('[data-hit]').first().click()
  await page.waitForURL(/\/customers\//)
  await page.locator('details.fold--account > summary').first().click()
}
