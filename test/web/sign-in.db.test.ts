import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, ORIGIN, PASSWORD, PRIYA, formOf, wordsOf, sharedDemo } from './small-demo.ts'

describeOnEachDatabase('Signing in', (database) => {
  const demo = sharedDemo(database)

  test('opens the page that was asked for, with a cookie that scripts cannot read', async () => {
    const { web } = demo()
    const asked = await web.request(`${ORIGIN}/c/cedar-hollow/search?q=nunez`)
    expect(asked.status).toBe(303)
    const signIn = new URL(asked.headers.get('location') ?? '', ORIGIN)
    expect(signIn.pathname).toBe('/sign-in')

    const to = signIn.searchParams.get('to') ?? ''
    const answer = await web.request(`${ORIGIN}/sign-in`, formOf({ email: ANA, password: PASSWORD, to }))
    expect(answer.headers.get('location')).toBe('/c/cedar-hollow/search?q=nunez')
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly/i)
    expect(answer.headers.get('set-cookie')).toMatch(/SameSite=Lax/i)
  })

  test('a wrong password and an unknown user get the same page', async () => {
    const { web } = demo()
    const answers = []
    for (const email of [PRIYA, 'nobody.here@cedar-hollow.example']) {
      const answer = await web.request(`${ORIGIN}/sign-in`, formOf({ email, password: 'wrong' }))
      const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1] ?? ''
      expect(answer.status).toBe(400)
      answers.push((await answer.text()).replaceAll(nonce, '').replaceAll(email, ''))
    }
    expect(answers[0]).toBe(answers[1])
    expect(wordsOf(answers[0] ?? '')).toContain('do not belong together')
  })

  test('nobody is sent to another site afterwards', async () => {
    const { web } = demo()
    const fields = { email: ANA, password: PASSWORD, to: '//evil.example/' }
    const answer = await web.request(`${ORIGIN}/sign-in`, formOf(fields))
    expect(answer.headers.get('location')).toBe('/')
  })

  test('signing out ends it, for pages and for results while typing', async () => {
    const { signIn, web } = demo()
    const ana = await signIn(ANA)
    expect((await ana.get('/c/cedar-hollow/search')).status).toBe(200)
    expect((await ana.post('/sign-out', {})).status).toBe(303)
    expect((await ana.get('/c/cedar-hollow/search')).headers.get('location')).toContain('/sign-in')
    expect((await web.request(`${ORIGIN}/c/cedar-hollow/search?q=a&fragment=1`)).status).toBe(401)
  })

  test('the page says who can be tried in the demo', async () => {
    const { web } = demo()
    const words = wordsOf(await (await web.request(`${ORIGIN}/sign-in`)).text())
    expect(words).toContain('Try the demo')
    expect(words).toContain(ANA)
  })
})
