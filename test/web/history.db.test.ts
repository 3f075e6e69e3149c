import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, LEE, PRIYA, smallDemo, wordsOf, type SmallDemo } from './small-demo.ts'

/** The demo after a run in which Núñez has another name, and one in which Okafor's licence has another number. */
async function demoWithHistory(open: () => Promise<Parameters<typeof smallDemo>[0]>) {
  const demo = await smallDemo(await open())
  const [nunez] = await demo.city.editor.find('12.3456.07')
  const customerId = nunez?.customerId ?? ''
  await demo.city.editor.rename(customerId, 'Núñez-Ortiz, Ana María')
  const run = await demo.sync.run(demo.community, { trigger: 'now' })
  return { ...demo, customerId, runId: run.runId }
}

const historyOf = (customerId: string, query = '') =>
  `/c/cedar-hollow/customers/${customerId}/history${query}`
const runPage = (runId: number | string, query = '') => `/c/cedar-hollow/runs/${runId}${query}`

async function idOf({ city }: Pick<SmallDemo, 'city'>, name: string): Promise<string> {
  const [found] = await city.editor.find(name)
  return found?.customerId ?? name
}

describeOnEachDatabase('The history and the reports', (database) => {
  test('a customer leads to its history: what changed, from what to what, by which run', async () => {
    const demo = await demoWithHistory(() => database.open())
    const ana = await demo.signIn(ANA)
    expect(await ana.read(`/c/cedar-hollow/customers/${demo.customerId}`)).toContain(
      historyOf(demo.customerId),
    )
    const html = await ana.read(historyOf(demo.customerId))
    expect(html).toContain(runPage(demo.runId))
    const words = wordsOf(html)
    expect(words).toContain('History of Núñez-Ortiz, Ana María')
    expect(words).toContain('name: Núñez, Ana María → Núñez-Ortiz, Ana María')
    expect(words).toMatch(/First seen on .*What changed before .* is not known/)
  })

  test('says whether the customer was visible at a moment of the city', async () => {
    const demo = await demoWithHistory(() => database.open())
    const ana = await demo.signIn(ANA)
    const now = wordsOf(await ana.read(historyOf(demo.customerId, '?at=2026-11-23+09:32')))
    expect(now).toMatch(/23 Nov 2026, 9:32 AM It was shown/)
    expect(now).toMatch(/12\.3456\.07 Utility · Water, active: shared/)
    const before = wordsOf(await ana.read(historyOf(demo.customerId, '?at=2026-11-01+15:00')))
    expect(before).toContain('It is not known')
    for (const [at, says] of [
      ['yesterday', 'Write a day and a time'],
      ['2099-01-01 12:00', 'has not come yet'],
    ] as const) {
      const answer = await ana.get(historyOf(demo.customerId, `?at=${encodeURIComponent(at)}`))
      expect(answer.status).toBe(400)
      expect(wordsOf(await answer.text())).toContain(says)
    }
  })

  test('a run is linked from the status, with what it did to whom and the rows that it refused', async () => {
    const demo = await demoWithHistory(() => database.open())
    const priya = await demo.signIn(PRIYA)
    expect(await priya.read('/c/cedar-hollow/status')).toContain(runPage(demo.runId))
    const words = wordsOf(await priya.read(runPage(demo.runId)))
    expect(words).toContain(`Run ${demo.runId}`)
    expect(words).toMatch(
      /\d customers? with changes .*Núñez-Ortiz, Ana María customer C\d+ Customer changed/,
    )
    expect(words).toMatch(/customers\.csv, line \d+, column \w+ "MAYBE" is neither Y nor N/)
    const found = wordsOf(await priya.read(runPage(demo.runId, '?words=maybe+neither')))
    expect(found).toContain('1 rejected row')
    expect(wordsOf(await priya.read(runPage(demo.runId, '?words=zzqx')))).toContain(
      'None of them has all of these words',
    )
    expect((await priya.get(runPage('99'))).status).toBe(404)
    expect((await priya.get(runPage('one'))).status).toBe(404)
  })

  test('the rejected rows of a run are exported as a file, which leaves a line in the audit and no tax id', async () => {
    const demo = await demoWithHistory(() => database.open())
    const answer = await (await demo.signIn(PRIYA)).get(runPage(demo.runId, '/rejected.csv'))
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="cedar-hollow-run-${demo.runId}-rejected.csv"`,
    )
    const csv = await answer.text()
    expect(csv).toMatch(/^\uFEFF?Kind,File,Line,Key,Column,Reason,What is wrong,Row,Since run\r\n/)
    expect(csv).toContain('customers.csv')
    expect(csv).not.toContain('tax_id')
    const [entry] = await demo.access.listAudit(demo.community.communityId)
    expect(entry).toMatchObject({
      action: 'run_exported',
      by: { email: PRIYA },
      facts: { runId: demo.runId },
    })
  })

  test('is for those who may explain, and of their departments alone: others get the page of nothing', async () => {
    const demo = await demoWithHistory(() => database.open())
    const ana = await demo.signIn(ANA)
    const nonce = (answer: Response) =>
      /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1] ?? '?'
    const pages = []
    for (const id of [await idOf(demo, '60.1700.07'), 'C-nobody']) {
      const answer = await ana.get(historyOf(id))
      expect(answer.status).toBe(404)
      pages.push((await answer.text()).replaceAll(nonce(answer), ''))
    }
    expect(new Set(pages).size).toBe(1)
    const counts = wordsOf(await ana.read(runPage(demo.runId)))
    expect(counts).not.toContain('records seen')
    const lee = await demo.signIn(LEE)
    expect(wordsOf(await lee.read(historyOf(demo.customerId)))).toContain('History of')
  })
})
