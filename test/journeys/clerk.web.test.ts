import { expect, test } from 'vitest'
import { ANA } from '../web/small-demo.ts'
import { describeJourney } from './browser.ts'

describeJourney('A clerk at the counter', (journey) => {
  test('finds a customer while typing, and opens it with the keyboard alone', async () => {
    const page = await journey().visit(ANA)
    // What is typed before the box has the focus goes nowhere.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('q')
    await page.keyboard.type('nunez 12')
    await page.locator('[data-hit]', { hasText: 'Núñez, Ana María' }).waitFor()
    await expect.poll(() => page.url()).toContain('q=nunez+12')
    await expect.poll(() => page.getByRole('status').textContent()).toBe('1 customer found')
    expect(await page.locator('mark').allTextContents()).toEqual(['Núñez', '12'])

    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('q')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Núñez, Ana María' }).waitFor()

    await page.goBack()
    await page.locator('[data-hit]').first().waitFor()
    expect(await page.locator('#q').inputValue()).toBe('nunez 12')
    await page.locator('[data-hit]').first().focus()
    await page.keyboard.press('/')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('q')
  })

  test('does the same without scripts', async () => {
    const page = await journey().visit(ANA, { javaScriptEnabled: false })
    await page.getByLabel('Name, account number, address, phone or e-mail').fill('nunez 12')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('link', { name: 'Núñez, Ana María' }).click()
    await page.getByRole('heading', { level: 1, name: 'Núñez, Ana María' }).waitFor()
    await page.getByRole('link', { name: '12.3456.07' }).click()
    expect(await page.getByRole('heading', { name: 'Charges' }).first().isVisible()).toBe(true)
  })

  test('searches in one place: the box and the fields say the same, and results follow while typing', async () => {
    const page = await journey().visit(ANA)
    const box = page.locator('#q')
    const hit = page.locator('[data-hit]', { hasText: 'Núñez, Ana María' })
    await page.getByText('More ways to search').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type('nunez')
    expect(await box.inputValue()).toBe('last:nunez')
    await hit.waitFor()
    await page.getByLabel('With this balance').selectOption('credit')
    await page.getByRole('heading', { name: 'No customer found' }).waitFor()
    expect(new URL(page.url()).search).toBe('?q=last%3Anunez&balance=credit')
    await page.getByRole('link', { name: 'Remove: Balance: a credit' }).click()
    await hit.waitFor()
    expect(await box.inputValue()).toBe('last:nunez')

    await page.getByText('More ways to search').click()
    expect(await page.getByLabel('Last name', { exact: true }).inputValue()).toBe('nunez')
    await box.fill('last:okafor')
    expect(await page.getByLabel('Last name', { exact: true }).inputValue()).toBe('okafor')
    await page.getByLabel('Last name', { exact: true }).fill('')
    expect(await box.inputValue()).toBe('')
  })

  test('asks more exactly without scripts, and chooses an order and columns', async () => {
    const page = await journey().visit(ANA, { javaScriptEnabled: false })
    await page.getByText('More ways to search').click()
    await page.getByLabel('Last name').fill('núñez')
    await page.getByLabel('Of this department').selectOption('Water')
    await page.getByRole('button', { name: 'Search more exactly' }).click()
    await page.getByRole('link', { name: 'Núñez, Ana María' }).waitFor()
    expect(await page.locator('#q').inputValue()).toBe('last:núñez')
    await page.getByText('Sort: best match').click()
    await page.getByRole('link', { name: 'balance', exact: true }).click()
    await page.getByText('Columns', { exact: true }).click()
    await page.getByRole('link', { name: 'E-mail', exact: true }).click()
    await page.getByRole('columnheader', { name: 'E-mail' }).waitFor()
    expect(new URL(page.url()).search).toBe(
      '?q=last%3An%C3%BA%C3%B1ez&department=Water&sort=balance&columns=email%2Caccount%2Ckind%2Cstatus%2Caddress%2Cbalance',
    )
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Export' }).click()
    expect((await download).suggestedFilename()).toMatch(/^cedar-hollow-customers-\d{4}-\d\d-\d\d\.csv$/)
  })

  test('is told at once why nobody was found, and asks for another', async () => {
    const page = await journey().visit(ANA)
    await page.keyboard.type('okafor chidi')
    await page.getByText('Not shown to you now: 2 reasons').waitFor()
    expect(await page.getByRole('listitem').filter({ hasText: 'Eligible' }).textContent()).toContain(
      'is closed in Caselle',
    )
    await page.getByRole('link', { name: 'Can’t find a customer?' }).click()
    await page.getByLabel('Account number').fill('31.0063.04')
    await page.getByRole('button', { name: 'Find out why' }).click()
    await page.getByRole('heading', { name: 'Haddad, Samir' }).waitFor()
    expect(await page.getByRole('listitem').filter({ hasText: 'Eligible' }).textContent()).toContain(
      'not marked for online access',
    )
  })

  test('reaches everything by Tab, with a way past the header', async () => {
    const page = await journey().visit(ANA)
    await page.goto('/c/cedar-hollow/search?q=nunez')
    await page.locator('[data-hit]').first().waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    const reached: string[] = []
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab')
      reached.push(
        await page.evaluate(
          () => document.activeElement?.id || (document.activeElement?.textContent?.trim() ?? ''),
        ),
      )
    }
    expect(reached.slice(0, 3)).toEqual(['q', 'Search', 'More ways to search'])
    expect(reached).toContain('Núñez, Ana María')
    expect(reached).toContain('Find out why a customer is not listed')
  })
})
