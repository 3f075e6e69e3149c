import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, PRIYA, smallDemo, wordsOf, sharedDemo } from './small-demo.ts'

const why = (query: Readonly<Record<string, string>>) =>
  `/c/cedar-hollow/why?${new URLSearchParams(query).toString()}`

describeOnEachDatabase('Why a customer is not listed', (database) => {
  const demo = sharedDemo(database)

  test('the six gates are numbered steps, each passed or not, with what to do and who can', async () => {
    const { signIn } = demo()
    const html = await (await signIn(ANA)).read(why({ account: '31.0044.02' }))
    expect(html.match(/<li class="gate /g)).toHaveLength(6)
    const words = wordsOf(html)
    expect(words).toContain('Okafor, Chidi')
    expect(words).toContain('Passed: Synced')
    expect(words).toContain('Not passed: Eligible')
    expect(words).toMatch(/In Caselle: .*reopen the account in Caselle/)
    expect(words).toMatch(/When both are put right, Okafor, Chidi appears/)
  })

  test('whoever fits with a word left out is similar, and not said to meet the search', async () => {
    const { city, signIn } = demo()
    const [nunez] = await city.editor.find('12.3456.07')
    const ana = await signIn(ANA)
    const customer = nunez?.customerId ?? ''
    const words = wordsOf(await ana.read(why({ customer, text: 'nunez zzqx' })))
    expect(words).toContain('Similar: fits without “zzqx”')
    expect(words).toContain('Similar to the search “nunez zzqx”.')
    expect(wordsOf(await ana.read(why({ customer, text: 'nunez' })))).toContain('Meets the search “nunez”.')
  })

  test('what Caselle has now stands beside what the portal has', async () => {
    const { city, signIn } = await smallDemo(await database.open())
    const [nunez] = await city.editor.find('12.3456.07')
    await city.editor.rename(nunez?.customerId ?? '', 'Núñez-Ortiz, Ana María')
    const html = await (await signIn(PRIYA)).read(why({ customer: nunez?.customerId ?? '', live: '1' }))
    expect(wordsOf(html)).toMatch(/In Caselle now In the portal \(9:32 AM\).*Núñez-Ortiz/)
  })

  test('an administrator asks for a clerk; a clerk for nobody else', async () => {
    const { signIn } = demo()
    const asked = { account: '60.1700.07', viewer: ANA }
    const words = wordsOf(await (await signIn(PRIYA)).read(why(asked)))
    expect(words).toContain(`Not shown to ${ANA} now`)
    expect(words).toContain('belongs to Finance')
    const ana = await signIn(ANA)
    expect(await ana.read(why({}))).not.toContain('id="viewer"')
    expect(wordsOf(await ana.read(why({ ...asked, viewer: PRIYA })))).toContain('There is no user')
  })

  test('somebody outside the clerk’s departments and nobody at all get the same answer', async () => {
    const { signIn } = demo()
    const ana = await signIn(ANA)
    const answers = []
    for (const account of ['60.1700.07', '60.1700.99'])
      answers.push(wordsOf(await ana.read(why({ account }))).replaceAll(account, '#'))
    expect(answers[0]).toBe(answers[1])
    expect(answers[0]).toContain('Not found here')
  })

  test('a mail to support has the explanation in it', async () => {
    const own = await smallDemo(await database.open())
    await own.communities.changeSettings('cedar-hollow', { support: { email: 'help@cedar-hollow.example' } })
    const html = await (await own.signIn(ANA)).read(why({ account: '31.0044.02' }))
    const mail = /href="(mailto:help@cedar-hollow\.example\?[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
    const body = new URL(mail ?? '').searchParams.get('body')
    expect(body).toContain('account_closed')
    expect(body).toContain('/c/cedar-hollow/why?account=31.0044.02')
  })

  test('only those with the right can sync from here', async () => {
    const { signIn } = demo()
    const asked = why({ account: '31.0044.02' })
    expect(await (await signIn(PRIYA)).read(asked)).toContain('Sync now')
    expect(await (await signIn(ANA)).read(asked)).not.toContain('Sync now')
  })
})
