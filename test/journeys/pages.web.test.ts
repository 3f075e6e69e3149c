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
    '/search?q=last%3Anunez+ana&module=utility&department=Water&status=active&balance=owing&sort=name',
    '/search?q=s&columns=phone,email,mailing,account,kind,status,address,balance',
    '/search?q=s&columns=name',
    '/search?q=tax%3A•••',
    `/customers/${nunez?.customerId ?? ''}`,
    `/customers/${nunez?.customerId ?? ''}/history`,
    `/customers/${nunez?.customerId ?? ''}/history?at=2026-11-20+15%3A00`,
    `/customers/${nunez?.customerId ?? ''}/history?at=yesterday`,
    '/customers/nobody',
    '/why',
    '/why?text=nun',
    '/why?account=31.0044.02&live=1',
    '/why?text=nunez&account=12.3456.07',
    '/status',
    '/status/withheld',
    '/status/rejected',
    '/runs/1',
    '/runs/2?words=maybe',
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
      if (message.type() === 'error' && !/status of 40[04]/.test(message.text())) refused.push(message.text())
    })
    page.on('pageerror', (error) => refused.push(error.message))
    for (const address of await listPages(journey())) await page.goto(address)
    expect(refused).toEqual([])
  })

  test('of several communities, and of a tax id, is as good', async () => {
    await journey().demo.addPortMarlow(ANA)
    for (const width of [1280, 320]) {
      const ana = await journey().visit(ANA, { viewport: { width, height: 800 } }, '/')
      await expectAllGood(ana, ['/', '/search', '/search?q=nun&balance=owing', '/search?q=xyzzy'])
      const priya = await journey().visit(PRIYA, { viewport: { width, height: 800 } })
      for (const id of ['000-12-3456', '000-99-9999']) {
        await priya.goto('/c/cedar-hollow/search')
        await priya.getByText('More ways to search').click()
        await priya.getByLabel('Tax id').fill(id)
        await priya.getByRole('button', { name: 'Search more exactly' }).click()
        await priya.getByText(id === '000-12-3456' ? 'has this tax id' : 'No customer found').waitFor()
        await expectGoodPage(priya)
      }
    }
  })

  test('with the alarm that the copy is not equal is as good', async () => {
    const { store, sync, community } = journey().demo
    await store.engine.execute("update customer set phone = '303 555 0100' where phone is not null")
    await sync.verify(community, {})
    for (const width of [1280, 320]) {
      const page = await journey().visit(PRIYA, { viewport: { width, height: 800 } })
      await page.goto('/c/cedar-hollow/status')
      await page.getByRole('alert').getByText('portal verify cedar-hollow --repair').waitFor()
      await expectGoodPage(page)
    }
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
    await page.goto('/c/cedar-hollow/search?q=nunez&balance=owing')
    expect(await page.getByText('Balance: something owed').first().isVisible()).toBe(true)
    expect(await page.getByText('sorted by best match').isVisible()).toBe(true)
    expect(await page.getByText('✕').isVisible()).toBe(false)
  })
})
