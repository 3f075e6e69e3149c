import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, ORIGIN, PRIYA, sharedDemo, smallDemo, wordsOf } from './small-demo.ts'

const SEARCH = '/c/cedar-hollow/search'
const search = (query: Readonly<Record<string, string>>) =>
  `${SEARCH}?${new URLSearchParams(query).toString()}`

describeOnEachDatabase('Searching more exactly', (database) => {
  const demo = sharedDemo(database)

  test('what is typed into the fields becomes the text of the box, in one short address', async () => {
    const ana = await demo().signIn(ANA)
    const sent = await ana.post(SEARCH, {
      q: 'ana account:99',
      last: 'Núñez',
      account: '12.34',
      address: '118 aspen',
      phone: '',
      module: '',
      department: 'Water',
      status: 'active',
      balance: '',
      sort: '',
    })
    expect(sent.status).toBe(303)
    const path = sent.headers.get('location') ?? ''
    const query = {
      q: 'ana last:Núñez account:12.34 address:"118 aspen"',
      department: 'Water',
      status: 'active',
    }
    expect(Object.fromEntries(new URLSearchParams(path.slice(path.indexOf('?'))))).toEqual(query)
    const html = await ana.read(path)
    expect(html).toContain('value="ana last:Núñez account:12.34 address:&quot;118 aspen&quot;"')
    expect(wordsOf(html)).toMatch(/1 customer .*Núñez , Ana María/)
  })

  test('what is typed into a field is not taken by a quotation mark that is open in the box', async () => {
    const ana = await demo().signIn(ANA)
    const sent = await ana.post(SEARCH, { q: 'address:"118 aspen', last: 'nunez' })
    const path = sent.headers.get('location') ?? ''
    expect(new URLSearchParams(path.slice(path.indexOf('?'))).get('q')).toBe('address:"118 aspen" last:nunez')
    expect(wordsOf(await ana.read(path))).toMatch(/1 customer .*Núñez , Ana María/)
  })

  test('offers the search without a limit in the words of that limit', async () => {
    const ana = await demo().signIn(ANA)
    expect(wordsOf(await ana.read(search({ q: 'last:nunez', balance: 'credit' })))).toMatch(
      /Without “Balance: a credit” ?: \d+ customer/,
    )
  })

  test('offers the search without all limits where one alone would not do', async () => {
    const ana = await demo().signIn(ANA)
    const words = wordsOf(await ana.read(search({ q: 'last:nunez', module: 'permit', balance: 'credit' })))
    expect(words).toMatch(/Without any of the limits ?: \d+ customer/)
    const limited = wordsOf(await ana.read(search({ q: 'last:nunez zzqx', balance: 'credit' })))
    expect(limited).toMatch(/Without “zzqx” and the limit ?: \d+ customer/)
  })

  test('says that limits alone find nobody, and what they are', async () => {
    const words = wordsOf(await (await demo().signIn(ANA)).read(search({ q: '', balance: 'owing' })))
    expect(words).toContain('Balance: something owed ✕')
    expect(words).toContain('Type a name, number or address, too: limits alone find nobody.')
  })

  test('is remembered while somebody has to sign in again, but for a tax id', async () => {
    const to = async (fields: Readonly<Record<string, string>>) => {
      const headers = { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' }
      const body = new URLSearchParams(fields).toString()
      const answer = await demo().web.request(`${ORIGIN}${SEARCH}`, { method: 'POST', headers, body })
      expect(answer.status).toBe(303)
      return new URL(answer.headers.get('location') ?? '', ORIGIN).searchParams.get('to')
    }
    expect(await to({ q: 'ana', last: 'nunez', balance: 'owing' })).toBe(
      `${SEARCH}?q=ana+last%3Anunez&balance=owing`,
    )
    expect(await to({ q: 'ana', tax: '000-12-3456' })).toBeNull()
  })

  test('is what somebody comes to who had to sign in for its export, which is a link like others', async () => {
    const refused = await demo().web.request(`${ORIGIN}${SEARCH}/customers.csv?q=nunez&sort=name`)
    expect(refused.headers.get('location')).toBe(
      `/sign-in?${new URLSearchParams({ to: `${SEARCH}?q=nunez&sort=name` }).toString()}`,
    )
    // A browser would save the page that asks for the sign-in, or the one that asks to wait, as the file.
    const html = await (await demo().signIn(ANA)).read(search({ q: 'nunez' }))
    expect(/<a id="export"[^>]*>/.exec(html)?.[0]).not.toContain('download')
  })

  test('says what limits the search, each with a link that takes it away', async () => {
    const ana = await demo().signIn(ANA)
    const html = await ana.read(search({ q: 'last:nunez', module: 'utility', balance: 'credit' }))
    const words = wordsOf(html)
    expect(words).toMatch(/Last name: nunez ✕ Kind: Utility ✕ Balance: a credit ✕/)
    expect(words).toContain('The search is limited to "Balance: a credit"')
    const without = /<a href="([^"]+)" aria-label="Remove: Balance: a credit"/.exec(html)?.[1] ?? ''
    expect(without).toBe('/c/cedar-hollow/search?q=last%3Anunez&amp;module=utility')
    expect(wordsOf(await ana.read(without.replaceAll('&amp;', '&')))).toMatch(/Núñez , Ana María/)
  })

  test('names the departments of the clerk alone, and another one finds what does not exist finds', async () => {
    const { signIn } = demo()
    const ana = await signIn(ANA)
    const choices = /<select[^>]+id="department".*?<\/select>/s
    expect(wordsOf(choices.exec(await ana.read(SEARCH))?.[0] ?? '').trim()).toBe('Any Licensing Water')
    expect(choices.exec(await (await signIn(PRIYA)).read(SEARCH))?.[0]).toContain('Finance')
    const answers = []
    for (const department of ['Finance', 'Nowhere'])
      answers.push(wordsOf(await ana.read(search({ q: 'spruce', department }))).replaceAll(department, '#'))
    expect(answers[0]).toBe(answers[1])
  })

  test('keeps the order and the columns in the address, and on the way to other pages', async () => {
    const priya = await demo().signIn(PRIYA)
    const html = await priya.read(search({ q: 'c', sort: 'balance', columns: 'phone,account,balance' }))
    const heads = [...html.matchAll(/<th scope="col"[^>]*>([^<]+)/g)].map(([, words]) => words)
    expect(heads).toEqual(['Customer', 'Phone', 'Account', 'Balance'])
    expect(html).toContain('Sort: balance')
    expect(html).toMatch(/rel="next"/)
    const next = /href="([^"]+)" rel="next"/.exec(html)?.[1]
    expect(next).toContain('sort=balance&amp;columns=phone%2Caccount%2Cbalance&amp;page=2')
    expect(html).toContain('<input type="hidden" name="sort" value="balance"')
    expect(await priya.read(search({ q: 's', sort: 'bogus', status: 'gone', columns: 'x' }))).toContain(
      'Sort: best match',
    )
  })

  test('says where a match is that no column shows', async () => {
    const ana = await demo().signIn(ANA)
    const note = /phone matches “0142”/
    expect(wordsOf(await ana.read(search({ q: 'phone:0142' })))).toMatch(note)
    const shown = await ana.read(search({ q: 'phone:0142', columns: 'phone' }))
    expect(wordsOf(shown)).not.toMatch(note)
    expect(shown).toContain('<mark>0142</mark>')
    expect(wordsOf(await ana.read(search({ q: '118 aspen', columns: 'phone' })))).toContain(
      'service address matches “118” and “aspen”',
    )
  })
})

describeOnEachDatabase('The export of a search', (database) => {
  test('is a file of what the clerk may see, and is in the audit without the words', async () => {
    const { signIn, access, community } = await smallDemo(await database.open())
    const ana = await signIn(ANA)
    const html = await ana.read(search({ q: 'nunez', status: 'active', sort: 'name' }))
    const path = /href="([^"]+customers\.csv[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const file = await ana.get(path)
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.headers.get('content-disposition')).toBe(
      'attachment; filename="cedar-hollow-customers-2026-11-23.csv"',
    )
    expect(file.headers.get('cache-control')).toBe('no-store')
    const bytes = Buffer.from(await file.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const rows: Record<string, string>[] = parse(bytes, { bom: true, columns: true })
    expect(rows.map((row) => [row['Name'], row['Account number'], row['Balance']])).toContainEqual([
      'Núñez, Ana María',
      '12.3456.07',
      '84.2',
    ])
    const [entry] = await access.listAudit(community.communityId)
    expect(entry).toMatchObject({ action: 'search_exported', by: { email: ANA } })
    expect(entry?.facts).toEqual({
      customers: new Set(rows.map((row) => row['Customer number'])).size,
      accounts: rows.length,
      capped: false,
    })
    expect((await parseAll(await ana.get(path.replace('q=nunez', 'q=spruce+barley')))).length).toBe(0)
  })

  test('is limited for each user, who is told to wait', async () => {
    const { signIn } = await smallDemo(await database.open())
    const [ana, priya] = [await signIn(ANA), await signIn(PRIYA)]
    const path = `${SEARCH}/customers.csv?q=nunez`
    for (let i = 0; i < 5; i++) expect((await ana.get(path)).status).toBe(200)
    const refused = await ana.get(path)
    expect(refused.status).toBe(429)
    expect(wordsOf(await refused.text())).toContain('Wait ten seconds, then export again')
    expect((await priya.get(path)).status).toBe(200)
    expect((await ana.get(SEARCH)).status).toBe(200)
  })
})

async function parseAll(file: Response): Promise<Record<string, string>[]> {
  return parse(Buffer.from(await file.arrayBuffer()), { bom: true, columns: true })
}
