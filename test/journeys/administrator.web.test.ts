import { expect, test } from 'vitest'
import { ANA, PRIYA } from '../web/small-demo.ts'
import { describeJourney } from './browser.ts'

describeJourney('An administrator', (journey) => {
  test('changes a record in the sample, sees what Caselle has now, syncs, and finds it', async () => {
    const page = await journey().visit(PRIYA)
    await page.getByRole('link', { name: 'Sample records' }).click()
    await page.getByRole('link', { name: 'Okafor, Chidi' }).click()
    await page.getByRole('button', { name: 'Reopen' }).click()
    await page.getByText('The record is changed').waitFor()
    await page.getByRole('button', { name: 'Mark for online access' }).first().click()
    // Both pages say that the record is changed: this one says how.
    await page.getByText(/^customer .* online access yes/).waitFor()

    await page.getByRole('link', { name: 'Ask why it is not listed' }).click()
    await page.getByText('Not shown to you now: 2 reasons').waitFor()
    expect(await page.getByRole('table').textContent()).toMatch(/In Caselle now/)

    await page.getByRole('button', { name: 'Sync now' }).click()
    await page.getByText('The sync is complete').waitFor({ timeout: 60_000 })
    await page.getByRole('link', { name: 'Go on where you were' }).click()
    await page.getByText('Shown to you').waitFor()
    await page.getByRole('link', { name: 'Open Okafor, Chidi' }).click()
    await page.getByRole('heading', { level: 1, name: 'Okafor, Chidi' }).waitFor()
  })

  test('asks why a clerk does not see a customer, without scripts', async () => {
    const page = await journey().visit(PRIYA, { javaScriptEnabled: false })
    await page.getByRole('link', { name: 'Can’t find a customer?' }).click()
    await page.getByLabel('Account number').fill('60.1700.07')
    await page.getByLabel('Who does not see the customer?').selectOption(ANA)
    await page.getByRole('button', { name: 'Find out why' }).click()
    expect(await page.getByText(`Not shown to ${ANA} now: 1 reason`).count()).toBe(1)
  })

  test('looks a customer up by tax id, which no address ever holds', async () => {
    const page = await journey().visit(PRIYA)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.getByText('More ways to search').click()
    await page.getByLabel('Tax id').pressSequentially('000-12-3456', { delay: 20 })
    await page.keyboard.press('Enter')
    await page.getByText('has this tax id').waitFor()
    expect(await page.locator('#q').inputValue()).toBe('tax:•••')
    await page.locator('#q').pressSequentially(' tax:000-12-3456', { delay: 20 })
    await page.waitForTimeout(400)
    await page.goto('/c/cedar-hollow/search')
    await page.locator('#q').pressSequentially('nunez tax:000-12-3456', { delay: 20 })
    await page.waitForTimeout(400)
    await page.keyboard.press('Enter')
    await page.getByText('has this tax id').waitFor()
    expect(asked.length).toBeGreaterThan(3)
    expect(asked.join(' ')).not.toMatch(/000.{0,3}12/)
  })

  test('adds a user, who signs in', async () => {
    const page = await journey().visit(PRIYA)
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByLabel('E-mail').fill('kim.lund@cedar-hollow.example')
    await page.getByLabel('Name', { exact: true }).fill('Kim Lund')
    await page.getByLabel('First password').fill('correct horse battery')
    await page.getByText('Water', { exact: true }).last().click()
    expect(await page.getByLabel('Water', { exact: true }).isChecked()).toBe(true)
    await page.getByRole('button', { name: 'Add the user' }).click()
    await page.getByText('Kim Lund can sign in now').waitFor()
    const kim = await journey().visit('kim.lund@cedar-hollow.example')
    expect(kim.url()).toContain('/c/cedar-hollow/search')
  })
})
