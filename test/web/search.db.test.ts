import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { createSearch, type Search } from '../../src/search/index.ts'
import { TestClock } from '../world/clock.ts'
import { ANA, LEE, PRIYA, sharedDemo, smallDemo, wordsOf } from './small-demo.ts'

const search = (q: string, more = '') => `/c/cedar-hollow/search?q=${encodeURIComponent(q)}${more}`

describeOnEachDatabase('The search page', (database) => {
  const demo = sharedDemo(database)

  test('marks what matched, and says how fresh it is in the time of the city', async () => {
    const { signIn } = demo()
    const html = await (await signIn(ANA)).read(search('nunez 12.34'))
    expect(html).toContain('<mark>Núñez</mark>')
    expect(html).toContain('<mark>12.34</mark>56.07')
    expect(wordsOf(html)).toMatch(/Data as of 9:32 AM *, next sync 9:46 AM/)
  })

  test('while typing gives the results alone', async () => {
    const { signIn } = demo()
    const ana = await signIn(ANA)
    const fragment = await ana.read(search('nunez', '&fragment=1'))
    expect(fragment).not.toContain('<html')
    expect(fragment).toMatch(/data-announce="\d+ customers?(, \d+ similar)? found"/)
    expect(await ana.read(search('nunez'))).toContain(fragment)
  })

  test('shows accounts of the clerk’s departments alone', async () => {
    const { signIn } = demo()
    expect(wordsOf(await (await signIn(PRIYA)).read(search('spruce barley')))).toContain('60.1700.07')
    expect(await (await signIn(ANA)).read(search('spruce barley'))).not.toContain('60.1700')
  })

  test('explains at once why nobody was found', async () => {
    const { signIn } = demo()
    const words = wordsOf(await (await signIn(ANA)).read(search('okafor 31.0044')))
    expect(words).toContain('No customer found')
    expect(words).toContain('Not shown to you now: 2 reasons')
    expect(words).toContain('is closed in Caselle')
    expect(words).toContain('not marked for online access')
    expect(words.indexOf('Not shown to you')).toBeLessThan(words.indexOf('Ways to search'))
  })

  test('says which words it does not look for, where there are too many', async () => {
    const { signIn } = demo()
    const ana = await signIn(ANA)
    const html = await ana.read(search('nunez maria 12.34 a b c d e f g h i zzqx okafor'))
    expect(wordsOf(html)).toContain('Not looked for: “zzqx”, “okafor”.')
    expect(wordsOf(await ana.read(search('nunez maria')))).not.toContain('Not looked for')
  })

  test('asks which customer is meant where several fit', async () => {
    const { signIn } = demo()
    const html = await (await signIn(LEE)).read(search('nun'))
    expect(wordsOf(html)).toMatch(/Which of these \d+ customers\?/)
    expect(html).toMatch(/\/c\/cedar-hollow\/why\?text=nun&amp;customer=C\d+/)
  })

  test('says nothing but the ways to search before anything is typed, and survives any typing', async () => {
    const { signIn } = demo()
    const ana = await signIn(ANA)
    expect(wordsOf(await ana.read(search('')))).not.toContain('No customer found')
    for (const q of [
      '%',
      "'; drop table customer",
      '<script>alert(1)</script>',
      '\u0000',
      '–—…',
      'a'.repeat(3_000),
      `${'x'.repeat(299)}😀`,
    ]) {
      const html = await ana.read(search(q))
      expect(html).not.toContain('<script>alert')
      expect((await ana.get(`/c/cedar-hollow/why?text=${encodeURIComponent(q)}`)).status).toBe(200)
    }
  })

  test('leads back from a page that there is not, to the first and to the last', async () => {
    const html = await (await demo().signIn(PRIYA)).read(search('c', '&page=900'))
    expect(wordsOf(html)).toContain('no customers on this page')
    expect(html).toMatch(/<a href="\/c\/cedar-hollow\/search\?q=c">Go back to the first one/)
    const last = /Page 900 of (\d+)/.exec(wordsOf(html))?.[1]
    expect(Number(last)).toBeGreaterThan(1)
    expect(html).toContain(`href="/c/cedar-hollow/search?q=c&amp;page=${last}" rel="prev"`)
  })

  test('says that a search is cut where it is, and not where it just fits', async () => {
    const ana = await demo().signIn(ANA)
    const cut = />Only the first 300 characters are searched\.</
    expect(await ana.read(search('x'.repeat(300)))).not.toMatch(cut)
    expect(await ana.read(search('x'.repeat(301)))).toMatch(cut)
    const sent = await ana.post('/c/cedar-hollow/search', { q: 'x'.repeat(301) })
    expect(await ana.read(sent.headers.get('location') ?? '')).toMatch(cut)
  })

  test('is not turned around by a sign that turns the direction of writing', async () => {
    const html = await (await demo().signIn(ANA)).read(search('nu\u202enez'))
    expect(html).not.toContain('\u202e')
    expect(html).toContain('<mark>Núñez</mark>')
  })

  test('says on paper in which order the customers are', async () => {
    const html = await (await demo().signIn(ANA)).read(search('nunez', '&sort=name'))
    expect(wordsOf(html)).toContain('Searched for: nunez, sorted by name')
  })

  test('tells whoever may not search so, and not that there is nobody', async () => {
    const lee = await demo().signIn(LEE)
    for (const q of ['', 'nun', '12.3456.07']) {
      const words = wordsOf(await lee.read(search(q)))
      expect(words).toContain('You may not search in Cedar Hollow')
      expect(words).toContain('Ask a portal administrator for the right to search.')
      expect(words).not.toContain('No customer found')
    }
  })

  test('limits how fast one user may search, and tells what to do', async () => {
    const { signIn } = await smallDemo(await database.open())
    const [ana, priya] = [await signIn(ANA), await signIn(PRIYA)]
    const answers = []
    for (let i = 0; i < 61; i++) answers.push(await ana.get(search('', '&fragment=1')))
    expect(answers.slice(0, 60).map(({ status }) => status)).toEqual(Array(60).fill(200))
    expect(answers[60]?.status).toBe(429)
    expect(wordsOf((await answers[60]?.text()) ?? '')).toContain('Wait a second, then search again')
    expect((await priya.get(search(''))).status).toBe(200)
  })

  test('works at some searches at once, and answers the others in their turn', async () => {
    const store = await database.open()
    const clock = new TestClock('2026-11-23T16:32:00Z')
    const real = createSearch({ store, clock, taxIdKey: 'a key for tests' })
    let [atWork, most] = [0, 0]
    const { promise: enoughAtWork, resolve } = Promise.withResolvers<void>()
    const counted: Search = {
      ...real,
      forOneAnswer() {
        const once = real.forOneAnswer()
        return {
          ...once,
          async search(...asked) {
            most = Math.max(most, ++atWork)
            // Time for one more to come, if it could.
            if (most === 8) setTimeout(resolve, 300)
            await enoughAtWork
            try {
              return await once.search(...asked)
            } finally {
              atWork--
            }
          },
        }
      },
    }
    const { signIn } = await smallDemo(store, { clock, change: { search: counted } })
    const ana = await signIn(ANA)
    const pages = await Promise.all(Array.from({ length: 40 }, () => ana.read(search('nunez'))))
    for (const html of pages) expect(html).toContain('<mark>Núñez</mark>')
    expect(most).toBe(8)
  })
})
