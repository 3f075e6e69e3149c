import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { ANA, PASSWORD } from '../web/small-demo.ts'
import { describeJourney, expectGoodPage } from './browser.ts'

const SEARCH = '/c/cedar-hollow/search'

/** Results that are asked for while typing wait until they are let go. */
async function holdResults(page: Page): Promise<() => void> {
  const { promise: answered, resolve: letGo } = Promise.withResolvers<void>()
  await page.route('**/search?**fragment=1', async (route) => {
    await answered
    await route.continue().catch(() => {})
  })
  return letGo
}

describeJourney('A clerk in haste', (journey) => {
  test('opens nobody of the search before with an arrow and Enter', async () => {
    const page = await journey().visit(ANA)
    await page.goto(`${SEARCH}?q=s`)
    const letGo = await holdResults(page)
    await page.locator('#q').fill('nunez 12')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    letGo()
    await page.locator('[data-hit]', { hasText: 'Núñez, Ana María' }).waitFor()
    expect(new URL(page.url()).pathname).toBe(SEARCH)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Núñez, Ana María' }).waitFor()
  })

  test('comes back to a form that says what the results are limited to', async () => {
    const page = await journey().visit(ANA)
    await page.goto(`${SEARCH}?q=nunez`)
    const balance = page.locator('#balance')
    await balance.evaluate((field: HTMLSelectElement) => (field.value = 'credit'))
    await page.goto('/')
    await page.goBack()
    await page.locator('[data-hit]').first().waitFor()
    expect(await balance.inputValue()).toBe('')
  })

  test('comes back to what they had typed, also where it was not answered yet', async () => {
    const page = await journey().visit(ANA)
    await page.goto(`${SEARCH}?q=s`)
    const letGo = await holdResults(page)
    await page.locator('#q').fill('nunez 12')
    await page.getByRole('link', { name: 'Can’t find a customer?' }).click()
    await page.waitForURL('**/why')
    letGo()
    await page.goBack()
    await page.locator('[data-hit]', { hasText: 'Núñez, Ana María' }).waitFor()
    expect(await page.locator('#q').inputValue()).toBe('nunez 12')
  })

  test('is led from behind the fold to where it says that it searches, and to what it found', async () => {
    const page = await journey().visit(ANA, { viewport: { width: 320, height: 640 } })
    await page.goto(`${SEARCH}?q=s`)
    const letGo = await holdResults(page)
    const isInSight = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((each) => {
          const { top, bottom } = each.getBoundingClientRect()
          return top >= 0 && bottom <= innerHeight
        })
    await page.getByText('More ways to search').click()
    await page.locator('#q').fill('')
    const asked = page.waitForRequest(/q=last%3Anunez.*fragment=1/)
    await page.getByLabel('Last name', { exact: true }).fill('nunez')
    await asked
    await page.getByRole('button', { name: 'Search more exactly' }).click()
    await page.locator('#searching').waitFor()
    await expect.poll(() => isInSight('#searching')).toBe(true)
    await page.evaluate(() => scrollTo(0, 0))
    letGo()
    await page.locator('[data-hit]', { hasText: 'Núñez, Ana María' }).waitFor()
    await expect.poll(() => isInSight('.results-head__count')).toBe(true)
  })

  test('hears what was found once, when they have paused', async () => {
    const page = await journey().visit(ANA)
    await page.goto(SEARCH)
    const heard = await page.evaluateHandle(() => {
      const all: string[] = []
      const region = document.getElementById('announcement') as HTMLElement
      new MutationObserver(() => all.push(region.textContent ?? '')).observe(region, { childList: true })
      return all
    })
    const listen = async () => (await heard.jsonValue()).filter((words) => words !== 'Searching…')
    await page.locator('#q').pressSequentially('nunez 12', { delay: 250 })
    await expect.poll(listen).toEqual(['1 customer found'])
    await page.locator('#q').pressSequentially('.34', { delay: 250 })
    await expect.poll(() => page.url()).toContain('12.34')
    await page.waitForTimeout(1_200)
    expect(await listen()).toEqual(['1 customer found'])
  })

  test('chooses columns, an order and limits without losing their place, and goes back over each', async () => {
    const page = await journey().visit(ANA)
    await page.goto(`${SEARCH}?q=nunez`)
    const isSamePage = await page.evaluateHandle(() => document)
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    const column = (name: string) => page.getByRole('columnheader', { name })
    await page.getByText('Columns', { exact: true }).click()
    await page.getByRole('link', { name: 'E-mail', exact: true }).click()
    await column('E-mail').waitFor()
    expect(await focused()).toBe('E-mail')
    await page.getByRole('link', { name: 'Phone', exact: true }).click()
    await column('Phone').waitFor()
    await page.goBack()
    await column('Phone').waitFor({ state: 'detached' })
    expect(await column('E-mail').isVisible()).toBe(true)
    await page.goBack()
    await column('E-mail').waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('?q=nunez')

    await page.getByText('Sort: best match').click()
    await page.getByRole('link', { name: 'balance', exact: true }).click()
    await page.getByText('Sort: balance').waitFor()
    await expect.poll(focused).toBe('Sort: balance')
    expect(await page.locator('details.menu[open]').count()).toBe(0)

    await page.getByText('More ways to search').click()
    await page.locator('#balance').selectOption('owing')
    await page.getByRole('link', { name: 'Remove: Balance: something owed' }).click()
    await expect.poll(() => new URL(page.url()).search).toBe('?q=nunez&sort=balance')
    expect(await page.locator('#balance').inputValue()).toBe('')
    expect(await page.locator('details.fold[open]').count()).toBe(1)
    expect(await isSamePage.evaluate((before) => before === document)).toBe(true)
  })

  test('is told that the session has ended, and finds what they typed meanwhile after signing in', async () => {
    const page = await journey().visit(ANA)
    await page.goto(SEARCH)
    await page.context().clearCookies()
    await page.locator('#q').pressSequentially('nunez')
    const notice = page.locator('#signed-out')
    await notice.waitFor()
    expect(await page.getByRole('status').textContent()).toContain('You are signed out')
    await expectGoodPage(page)
    const again = page.waitForResponse(/12&?.*fragment=1/)
    await page.locator('#q').pressSequentially(' 12')
    await again
    await expect.poll(() => notice.getByRole('link').getAttribute('href')).toMatch(/q=nunez\+12$/)
    await notice.getByRole('link', { name: 'Sign in again' }).click()
    await page.getByLabel('E-mail').fill(ANA)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.locator('[data-hit]', { hasText: 'Núñez, Ana María' }).waitFor()
    expect(await page.locator('#q').inputValue()).toBe('nunez 12')
  })
})
