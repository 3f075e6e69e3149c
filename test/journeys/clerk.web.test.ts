import { expect, test } from 'vitest'
import { ANA } from '../web/small-demo.ts'
import { describeJourney, expectGoodPage } from './browser.ts'

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

  test('typing fast over a slow network ends with what stands in the box', async () => {
    const page = await journey().visit(ANA)
    const slowly: string[] = []
    await page.route('**/search?**fragment=1', async (route) => {
      const q = new URL(route.request().url()).searchParams.get('q') ?? ''
      slowly.push(q)
      // What was asked first is answered last.
      await new Promise((go) => setTimeout(go, 1_500 / q.length))
      await route.continue().catch(() => {})
    })
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('q')
    await page.keyboard.type('nunez', { delay: 160 })
    await page.locator('[data-hit]', { hasText: 'Núñez, Ana María' }).waitFor()
    expect(slowly.length).toBeGreaterThan(2)
    await expect.poll(() => page.url()).toMatch(/q=nunez$/)
    expect(await page.locator('#results').getAttribute('aria-busy')).toBeNull()

    // Somebody types too much and takes it back before that is answered.
    await page.keyboard.type('x')
    await expect.poll(() => slowly.at(-1)).toBe('nunezx')
    await page.keyboard.press('Backspace')
    await expect.poll(() => page.locator('#results').getAttribute('aria-busy')).toBeNull()
    await page.waitForTimeout(600)
    expect(page.url()).toMatch(/q=nunez$/)
    expect(await page.getByRole('heading', { name: 'No customer found' }).count()).toBe(0)

    // Whoever went to a customer before its page of results was replaced is still there.
    await page.keyboard.type(' ')
    await page.keyboard.type('a')
    await page.locator('[data-hit]', { hasText: 'Núñez, Ana María' }).focus()
    await expect.poll(() => page.url()).toMatch(/q=nunez\+a$/)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Núñez, Ana María')
  })

  test('says that the portal does not answer, and asks again until it does', async () => {
    const page = await journey().visit(ANA)
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('q')
    await page.keyboard.type('nunez')
    await page.locator('[data-hit]', { hasText: 'Núñez, Ana María' }).waitFor()
    await page.context().setOffline(true)
    await page.keyboard.type(' barley')
    const notice = page.getByText('The portal does not answer').last()
    await notice.waitFor()
    await page.keyboard.press('Enter')
    expect(await page.locator('[data-hit]', { hasText: 'Núñez, Ana María' }).isVisible()).toBe(true)
    await expect.poll(() => page.getByRole('status').first().textContent()).toContain('does not answer')
    await expectGoodPage(page)
    await page.context().setOffline(false)
    await notice.waitFor({ state: 'hidden' })
    expect(page.url()).toContain('q=nunez+barley')
  })

  test('tells that a search takes long, and asks again where it is never answered', async () => {
    const page = await journey().visit(ANA)
    await page.clock.install()
    await page.goto('/c/cedar-hollow/search')
    await page.route('**/search?**fragment=1', () => {})
    const searching = page.locator('#searching')
    await page.locator('#q').pressSequentially('nunez')
    await searching.waitFor()
    expect(await page.getByRole('status').textContent()).toBe('Searching…')
    await page.clock.fastForward(15_000)
    await page.getByText('The portal does not answer').last().waitFor()
    expect(await searching.isVisible()).toBe(false)
    await page.unrouteAll()
    await page.clock.fastForward(1_000)
    await page.locator('[data-hit]', { hasText: 'Núñez, Ana María' }).waitFor()
    await expect.poll(() => page.getByRole('status').textContent()).toMatch(/found$/)
  })

  test('searches with Enter where they are, and for what was typed before the script came', async () => {
    const page = await journey().visit(ANA)
    const focused = () => page.evaluate(() => document.activeElement?.id)
    const box = page.locator('#q')
    const hit = page.locator('[data-hit]', { hasText: 'Núñez, Ana María' })
    const entries = await page.evaluate(() => history.length)
    await expect.poll(focused).toBe('q')
    await page.keyboard.type('nunez')
    await page.keyboard.press('Enter')
    await page.keyboard.type(' 12')
    await expect.poll(() => page.url()).toMatch(/q=nunez\+12$/)
    await expect.poll(() => page.title()).toBe('“nunez 12” · Cedar Hollow · Community Connect')
    const again = page.waitForResponse(/fragment=1/)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await again
    await hit.waitFor()
    expect(await focused()).toBe('q')
    expect(await box.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe('nunez 1'.length)
    expect(await page.evaluate(() => history.length)).toBe(entries)

    await page.keyboard.insertText('x'.repeat(400))
    await page.getByText('Only the first 300 characters are searched.').waitFor()
    await expect.poll(() => page.url()).toContain('xxx')

    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('fragment=1')) asked.push(new URL(request.url()).searchParams.get('q') ?? '')
    })
    const { promise: typed, resolve: letScriptCome } = Promise.withResolvers<void>()
    await page.route('**/live-search*.js', async (route) => {
      await typed
      await route.continue()
    })
    await page.goto('/c/cedar-hollow/search?q=ana', { waitUntil: 'commit' })
    await page.getByText('More ways to search').click()
    await page.getByLabel('Last name').fill('nunez')
    await box.fill('ana maria')
    letScriptCome()
    await expect.poll(() => page.url()).toMatch(/q=ana\+maria\+last%3Anunez$/)
    expect(await box.inputValue()).toBe('ana maria last:nunez')
    expect(asked).toEqual(['ana maria last:nunez'])
  })

  test('has what was typed in the address before it is answered, and the results in sight', async () => {
    const page = await journey().visit(ANA)
    await page.setViewportSize({ width: 320, height: 640 })
    const { promise: answer, resolve: letAnswer } = Promise.withResolvers<void>()
    await page.route('**/search?**fragment=1', async (route) => {
      await answer
      await route.continue()
    })
    await page.getByText('More ways to search').click()
    await page.getByLabel('Last name', { exact: true }).fill('nunez')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toMatch(/q=last%3Anunez$/)
    expect(await page.title()).toContain('last:nunez')
    letAnswer()
    const hit = page.locator('[data-hit]', { hasText: 'Núñez, Ana María' })
    await hit.waitFor()
    await expect.poll(() => hit.evaluate((link) => link.getBoundingClientRect().top < innerHeight)).toBe(true)
  })

  test('is told how a tax id is looked up, and loses the error with what was wrong', async () => {
    const page = await journey().visit(ANA)
    const box = page.locator('#q')
    const hit = page.locator('[data-hit]', { hasText: 'Núñez, Ana María' })
    const sentence = page.locator('#by-the-button').getByText('You may not search by tax id')
    await box.fill('nunez')
    await hit.waitFor()
    await box.fill('nunez tax:000')
    await sentence.waitFor()
    expect(await hit.isVisible()).toBe(false)
    expect(await page.getByRole('status').textContent()).toContain('You may not search by tax id')
    await box.fill('nunez')
    await hit.waitFor()
    expect(await sentence.isVisible()).toBe(false)

    await box.fill('nunez tax:000')
    await box.press('Enter')
    await page.locator('#q-wrong').waitFor()
    expect(await page.title()).toContain('tax:•••')
    await box.fill('nunez')
    await hit.waitFor()
    expect(await page.locator('#q-wrong').count()).toBe(0)
    expect(await box.getAttribute('aria-invalid')).toBeNull()
    expect(await box.getAttribute('aria-describedby')).toBe('q-hint')
    expect(await page.title()).toBe('“nunez” · Cedar Hollow · Community Connect')
  })

  test('keeps to the menus while results come, and loses nothing that was typed to a link', async () => {
    const page = await journey().visit(ANA)
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    const openMenus = page.locator('details.menu[open]')
    await page.goto('/c/cedar-hollow/search?q=last%3Anunez&balance=owing')
    let { promise: answered, resolve: answer } = Promise.withResolvers<void>()
    await page.route('**/search?**fragment=1', async (route) => {
      await answered
      await route.continue().catch(() => {})
    })
    await page.locator('#q').fill('last:nunez a')
    await page.getByText('Columns', { exact: true }).click()
    await page.getByRole('link', { name: 'E-mail', exact: true }).focus()
    answer()
    await expect.poll(() => page.url()).toContain('q=last%3Anunez+a&')
    expect(await focused()).toBe('E-mail')
    expect(await openMenus.count()).toBe(1)
    await page.keyboard.press('Escape')
    expect(await focused()).toBe('Columns')
    expect(await openMenus.count()).toBe(0)
    await page.getByText('Columns', { exact: true }).click()
    expect(await openMenus.count()).toBe(1)
    await page.getByRole('heading', { level: 1 }).click()
    expect(await openMenus.count()).toBe(0)

    ;({ promise: answered, resolve: answer } = Promise.withResolvers<void>())
    await page.locator('#q').fill('last:nunez an')
    await page.getByText('Sort: best match').click()
    await page.getByRole('link', { name: 'name', exact: true }).click()
    await page.waitForURL('**/search?q=last%3Anunez+an&balance=owing&sort=name')
    await page.locator('#q').fill('last:nunez ana')
    await page.getByRole('link', { name: 'Remove: Last name: nunez' }).click()
    await page.waitForURL('**/search?q=ana&balance=owing&sort=name')
    answer()
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

    expect(await page.getByLabel('Last name', { exact: true }).inputValue()).toBe('nunez')
    await box.fill('last:okafor')
    expect(await page.getByLabel('Last name', { exact: true }).inputValue()).toBe('okafor')
    await page.getByLabel('Last name', { exact: true }).fill('')
    expect(await box.inputValue()).toBe('')
    await box.fill('address:"118 aspen')
    await page.getByLabel('Last name', { exact: true }).pressSequentially('nunez')
    expect(await box.inputValue()).toBe('address:"118 aspen" last:nunez')
    await page.getByLabel('Last name', { exact: true }).fill('')
    expect(await box.inputValue()).toBe('address:"118 aspen"')
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
