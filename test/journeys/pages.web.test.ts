import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { ANA, PRIYA } from '../web/small-demo.ts'
import { describeJourney, expectGoodPage, type Journey } from './browser.ts'

/** Every kind of page, in every state that looks different. */
async function listPages({ demo }: Journey): Promise<string[]> {
  const { community, city, access } = demo
  const [nunez] = await city.editor.find('12.3456.07')
  const [user] = await access.listUsers(community.communityId)
  return [
    '/search',
    '/search?q=nunez+12',
    '/search?q=s',
    '/search?q=okafor+chidi',
    '/search?q=xyzzy',
    `/customers/${nunez?.customerId ?? ''}`,
    '/customers/nobody',
    '/why',
    '/why?text=nun',
    '/why?account=31.0044.02&live=1',
    '/why?text=nunez&account=12.3456.07',
    '/status',
    '/status/withheld',
    '/status/rejected',
    '/users',
    `/users/${user?.userId ?? ''}`,
    '/demo',
    `/demo/${nunez?.customerId ?? ''}?done=changed`,
  ].map((path) => `/c/cedar-hollow${path}`)
}

async function expectAllGood(page: Page, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    await page.goto(address)
    await page.evaluate(() => document.querySelectorAll('details').forEach((fold) => (fold.open = true)))
    await expectGoodPage(page)
  }
}

describeJourney('Every page', (journey) => {
  test('has nothing that axe knows is wrong, at 1280 px', async () => {
    const page = await journey().visit(PRIYA, { viewport: { width: 1280, height: 900 } })
    await expectAllGood(page, await listPages(journey()))
  })

  test('fits 320 px, and so a zoom of 400 %, without scrolling sideways', async () => {
    const page = await journey().visit(PRIYA, { viewport: { width: 320, height: 640 } })
    await expectAllGood(page, await listPages(journey()))
  })

  test('keeps to its rules about scripts and styles: the browser has nothing to refuse', async () => {
    const page = await journey().visit(ANA)
    const refused: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('404')) refused.push(message.text())
    })
    page.on('pageerror', (error) => refused.push(error.message))
    for (const address of await listPages(journey())) await page.goto(address)
    expect(refused).toEqual([])
  })

  test('that asks who you are is as good, right and wrong', async () => {
    const page = await journey().open({ viewport: { width: 320, height: 640 } })
    await page.goto('/sign-in')
    await expectGoodPage(page)
    await page.getByLabel('E-mail').fill(ANA)
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('There is a problem').waitFor()
    await expectGoodPage(page)
  })

  test('prints its answer without the way to it', async () => {
    const page = await journey().visit(PRIYA)
    await page.goto('/c/cedar-hollow/why?account=31.0044.02')
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByText('is closed in Caselle').isVisible()).toBe(true)
    expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false)
    expect(await page.getByRole('button', { name: 'Sync now' }).isVisible()).toBe(false)
  })
})
