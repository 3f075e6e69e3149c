import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { Search } from '../../src/search/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, PRIYA, smallDemo, wordsOf } from './small-demo.ts'

const SEARCH = '/c/cedar-hollow/search'
/** Of Ana María Núñez in the sample. */
const TAX_ID = '000-12-3456'
const DIGITS = /000.?12.?3456/

describeOnEachDatabase('Looking a customer up by tax id', (database) => {
  test('answers the form at once: neither an address nor the page holds the id', async () => {
    const { signIn, access, community } = await smallDemo(await database.open())
    const priya = await signIn(PRIYA)
    for (const fields of [{ tax: TAX_ID }, { q: `nunez tax:${TAX_ID}` }]) {
      const answer = await priya.post(SEARCH, fields)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      const html = await answer.text()
      expect(wordsOf(html)).toMatch(/Núñez ?, Ana María has this tax id/)
      expect(html).toMatch(/value="(nunez )?tax:•••"/)
      expect(html).not.toMatch(DIGITS)
      expect(html).not.toContain('customers.csv')
    }
    const entries = (await access.listAudit(community.communityId)).slice(0, 2)
    expect(entries).toMatchObject([
      { action: 'tax_id_looked_up', by: { email: PRIYA }, facts: { outcome: 'found' } },
      { action: 'tax_id_looked_up', by: { email: PRIYA }, facts: { outcome: 'found' } },
    ])
    expect(JSON.stringify(entries)).not.toMatch(DIGITS)
  })

  test('that finds nobody says why not, and leaves a record too', async () => {
    const { signIn, access, community } = await smallDemo(await database.open())
    const html = await (
      await (await signIn(PRIYA)).post(SEARCH, { tax: '000-99-9999', last: 'nobody' })
    ).text()
    expect(wordsOf(html)).toContain('No customer found')
    expect(wordsOf(html)).toContain('We could not find "last:nobody tax:•••" here')
    expect(html).not.toMatch(/99.?9999/)
    expect((await access.listAudit(community.communityId))[0]?.facts).toEqual({ outcome: 'nobody' })
  })

  test('is for those with the right: the others have no field for it and are told so', async () => {
    const { signIn, access, community } = await smallDemo(await database.open())
    const ana = await signIn(ANA)
    const page = await ana.read(SEARCH)
    expect(page).not.toContain('name="tax"')
    const told = /id="by-the-button" hidden="">(.*?)<\/div>/s
    expect(told.exec(await (await signIn(PRIYA)).read(SEARCH))?.[1]).toContain('Press Search to look up')
    const answers = []
    for (const tax of [TAX_ID, '000-99-9999']) {
      const answer = await ana.post(SEARCH, { tax })
      expect(answer.status).toBe(400)
      answers.push(wordsOf(await answer.text()))
    }
    expect(answers[0]).toContain('You may not search by tax id: ask an administrator')
    // While somebody types, the page says what the search itself says.
    expect(answers[0]).toContain(wordsOf(told.exec(page)?.[1] ?? '?').trim())
    expect(answers[0]).toBe(answers[1])
    expect((await access.listAudit(community.communityId))[0]?.facts).toEqual({ outcome: 'refused' })
  })

  test('in an address is taken out of it, and looked for nowhere', async () => {
    const { signIn, access, community } = await smallDemo(await database.open())
    const priya = await signIn(PRIYA)
    const answer = await priya.get(`${SEARCH}?q=nunez+tax:${TAX_ID}`)
    expect(answer.status).toBe(303)
    const hidden = answer.headers.get('location') ?? ''
    expect(decodeURIComponent(hidden)).toBe(`${SEARCH}?q=nunez+tax:•••`)
    const page = await priya.get(hidden)
    expect(wordsOf(await page.text())).toContain('Type the tax id again: it is not kept.')
    for (const path of [
      `/c/cedar-hollow/why?text=tax:${TAX_ID}`,
      `${SEARCH}/customers.csv?q=tax:${TAX_ID}`,
      `/search?q=tax:${TAX_ID}`,
    ]) {
      const refused = await priya.get(path)
      expect(refused.status).toBe(400)
      expect(await refused.text()).not.toMatch(DIGITS)
    }
    const actions = (await access.listAudit(community.communityId)).map(({ action, facts }) => [
      action,
      facts,
    ])
    expect(actions.filter(([action]) => action === 'tax_id_looked_up')).toEqual([
      ['tax_id_looked_up', { outcome: 'failed' }],
    ])
  })

  test('is in no log, also where the search fails', async () => {
    const lines: string[] = []
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
    const search = { search: () => Promise.reject(new Error('broken')) } as unknown as Search
    const broken = { ...search, forOneAnswer: () => search }
    const { signIn } = await smallDemo(await database.open(), { change: { search: broken, log } })
    const answer = await (await signIn(PRIYA)).post(SEARCH, { tax: TAX_ID })
    expect(answer.status).toBe(500)
    expect(lines.join('')).toContain('broken')
    expect(lines.join('')).not.toMatch(DIGITS)
  })
})
