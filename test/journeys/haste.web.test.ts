import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { ANA } from '../web/small-demo.ts'
import { describeJourney } from './browser.ts'

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
})
