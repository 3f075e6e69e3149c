import { beforeAll, expect, test } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, LEE, PRIYA, sharedDemo, smallDemo, wordsOf } from './small-demo.ts'

describeOnEachDatabase('Searching in several communities', (database) => {
  const demo = sharedDemo(database)
  beforeAll(async () => {
    await demo().addPortMarlow(ANA)
  })

  test('finds in each what the user may see there, and leads to both', async () => {
    const ana = await demo().signIn(ANA)
    expect(await ana.read('/')).toContain('href="/search"')
    const html = await ana.read('/search?q=last%3Anunez')
    const words = wordsOf(html)
    expect(words).toContain('Find a customer in 2 communities')
    expect(words).toMatch(/Cedar Hollow : \d+ customer/)
    expect(words).toMatch(/Núñez , Ana María Cedar Hollow .* Núñez , Ana María Port Marlow/)
    expect(html).toContain('href="/c/port-marlow/search?q=last%3Anunez"')
    expect(html).toMatch(/href="\/c\/cedar-hollow\/customers\/C\d+"/)
    // Finance is hers in Port Marlow alone.
    const spruce = await ana.read('/search?q=spruce+barley')
    expect(wordsOf(spruce)).toMatch(/Cedar Hollow : nobody .*Port Marlow : 1 customer/)
    expect(spruce).not.toContain('/c/cedar-hollow/customers/')
    expect(await ana.read('/search?q=last%3Anunez&fragment=1')).not.toContain('<html')
  })

  test('is limited in the same way, and the limits are taken away in the same way', async () => {
    const ana = await demo().signIn(ANA)
    const sent = await ana.post('/search', { q: 'ana', last: 'nunez', balance: 'owing' })
    expect(sent.headers.get('location')).toBe('/search?q=ana+last%3Anunez&balance=owing')
    const html = await ana.read('/search?q=ana+last%3Anunez&balance=owing')
    expect(wordsOf(html)).toContain('Balance: something owed')
    expect(html).toContain('href="/search?q=ana+last%3Anunez" aria-label="Remove: Balance: something owed"')
  })

  test('keeps a department that the address names, to be taken away, and no order', async () => {
    const ana = await demo().signIn(ANA)
    const html = await ana.read('/search?q=nunez&department=Water&sort=name')
    expect(wordsOf(html)).toContain('Department: Water ✕')
    expect(/<select[^>]+name="department".*?<\/select>/s.exec(html)?.[0]).toContain('value="Water" selected')
    expect(html).not.toContain('sort=name')
    expect(html).not.toContain('name="sort" value="name"')
    expect(await ana.read('/search?q=nunez')).not.toContain('name="department"')
  })

  test('names the zone of each time, what was searched for on paper, and the way to an explanation', async () => {
    const ana = await demo().signIn(ANA)
    const words = wordsOf(await ana.read('/search?q=last%3Anunez'))
    expect(words).toMatch(/Data as of 9:32 AM MST *, next sync 9:46 AM MST/)
    expect(words).toContain('Searched for: last:nunez')
    expect(words).toContain('Not the one you are looking for? Choose a community to find out why')
    const nobody = wordsOf(await ana.read('/search?q=qqqqqqqqqq'))
    expect(nobody).toContain('No customer found')
    expect(nobody).toContain('Choose a community to find out why a customer is not listed there.')
  })

  test('shows who is similar where nobody fits, as the page of each community does', async () => {
    const ana = await demo().signIn(ANA)
    const words = wordsOf(await ana.read('/search?q=nunez+zzqx&columns=phone,account'))
    expect(words).toMatch(/No customer fits as typed, (\d+) similar/)
    expect(words).toMatch(/Cedar Hollow : \d+ similar .*Port Marlow : \d+ similar/)
    // What they cannot be reached by is not read of several, and is no column without anything in it.
    expect(words).toContain('Account')
    expect(words).not.toContain('Phone Account')
    expect(wordsOf(await ana.read('/search?q=&balance=owing'))).toContain('limits alone find nobody')
  })

  test('says that a tax id is looked up in one community, and leads to each', async () => {
    const answer = await (await demo().signIn(ANA)).post('/search', { q: 'nunez tax:000-12-3456' })
    expect(answer.status).toBe(400)
    const html = await answer.text()
    expect(/id="q-wrong"[^>]*>([^<]+)/.exec(html)?.[1]?.trim()).toBe(
      'A tax id is looked up in one community: choose it, and search there.',
    )
    expect(html).toContain('value="nunez tax:•••"')
    expect(html.slice(html.indexOf('id="results"'))).toContain('<a href="/c/port-marlow/search">')
    expect(html).not.toMatch(/12.?3456/)
  })

  test('is for those who may search in several: the others are led to their own', async () => {
    const { signIn, addPortMarlow } = await smallDemo(await database.open())
    await addPortMarlow(LEE)
    const led = async (email: string) =>
      (await (await signIn(email)).get('/search?q=a')).headers.get('location')
    expect(await led(PRIYA)).toBe('/c/cedar-hollow/search?q=a')
    // Lee may ask why in Cedar Hollow, and search in Port Marlow alone.
    expect(await led(LEE)).toBe('/c/port-marlow/search?q=a')
    expect(await (await signIn(LEE)).read('/')).not.toContain('href="/search"')
  })

  test('shares the allowance of each user with the search in one', async () => {
    const { signIn, addPortMarlow } = await smallDemo(await database.open())
    await addPortMarlow(ANA)
    const ana = await signIn(ANA)
    for (const path of ['/search', '/c/cedar-hollow/search', '/c/cedar-hollow/why'])
      for (let i = 0; i < 20; i++) expect((await ana.get(path)).status).toBe(200)
    for (const path of ['/search', '/c/port-marlow/search', '/c/cedar-hollow/search?fragment=1']) {
      const refused = await ana.get(path)
      expect(refused.status).toBe(429)
      expect(wordsOf(await refused.text())).toContain('Wait a second, then search again')
    }
  })
})
