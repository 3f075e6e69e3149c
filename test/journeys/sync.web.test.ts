import { expect, test } from 'vitest'
import { PRIYA } from '../web/small-demo.ts'
import { tellRun } from '../web/run-elsewhere.ts'
import { describeJourney, expectGoodPage } from './browser.ts'

const status = '/c/cedar-hollow/status'
const WIDTHS = [1280, 320]

describeJourney('An administrator who watches the sync', (journey) => {
  test('sees a run of another process go on without loading the page again, and then what came of it', async () => {
    const { demo, store } = journey()
    const page = await journey().visit(PRIYA)
    const startedAt = new Date().toISOString()
    for (const width of WIDTHS) {
      // A run that has not told of itself for a while counts as gone.
      await tellRun(store, demo.community, startedAt, 300)
      await page.setViewportSize({ width, height: 900 })
      await page.goto(status)
      await expectGoodPage(page)
    }
    await tellRun(store, demo.community, startedAt, 300)
    await page.evaluate(() => (document.title = 'the same page'))
    await page.getByText('Bringing in what is new: 300 of 5,000').waitFor()
    await tellRun(store, demo.community, startedAt, 4800)
    await page.getByText('Bringing in what is new: 4,800 of 5,000').waitFor()
    expect(await page.getByRole('progressbar').getAttribute('value')).toBe('4800')
    expect(await page.title()).toBe('the same page')
    await page.getByRole('button', { name: 'Cancel this sync' }).click()
    await page.getByText('Priya Shah has asked it to stop').waitFor()
    await expectGoodPage(page)
    await tellRun(store, demo.community, startedAt, null)
    await page.getByRole('button', { name: 'Sync now' }).waitFor()
  })

  test('pauses it, says why, and resumes it', async () => {
    const page = await journey().visit(PRIYA)
    await page.goto(status)
    await page.getByText('Pause syncing').click()
    await page.getByLabel('Why').fill('Caselle is moved to a new server')
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('heading', { name: 'Syncing is paused' }).waitFor()
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      for (const address of [status, '/c/cedar-hollow/search?q=nunez', '/c/cedar-hollow/users']) {
        await page.goto(address)
        await page.getByText('Syncing is paused, by Priya Shah').waitFor()
        await expectGoodPage(page)
      }
    }
    await page.goto(status)
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Pause syncing').waitFor()
  })

  test('reads why it fails, and when it is tried again', async () => {
    const { demo, store } = journey()
    const { communityId: community_id } = demo.community
    // A scheduled run would succeed, and then none has failed.
    await demo.jobs.stop()
    const now = new Date()
    const failed = { failures: 3, retry_at: new Date(now.getTime() + 4 * 60_000) }
    await store.platform
      .insertInto('platform.sync_state')
      .values({ community_id, trigger: 'retry', started_at: now, ...failed })
      .onConflict((conflict) => conflict.column('community_id').doUpdateSet(failed))
      .execute()
    const page = await journey().visit(PRIYA)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await page.goto(status)
      await page.getByRole('heading', { name: 'The last 3 syncs failed' }).waitFor()
      await expectGoodPage(page)
    }
  })
})
