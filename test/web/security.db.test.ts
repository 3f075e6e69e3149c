import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Search } from '../../src/search/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, ORIGIN, PASSWORD, PRIYA, formOf, smallDemo, wordsOf, sharedDemo } from './small-demo.ts'

describeOnEachDatabase('Every page', (database) => {
  const demo = sharedDemo(database)

  test('runs our own scripts alone, is framed by nobody and kept by nobody', async () => {
    const { signIn } = demo()
    const answer = await (await signIn(ANA)).get('/c/cedar-hollow/search?q=nunez')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/script-src 'nonce-[^']+'(;|$)/)
    expect(policy).not.toContain('unsafe')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const html = await answer.text()
    expect(html).not.toMatch(/<script(?![^>]+nonce=)/)
    expect(html).not.toMatch(/ (style|on\w+)="/)
  })

  test('takes forms from our own pages alone, and none that are huge', async () => {
    const { web } = demo()
    const fields = { email: ANA, password: PASSWORD }
    const foreign = await web.request(`${ORIGIN}/sign-in`, formOf(fields, { origin: 'https://evil.example' }))
    expect(foreign.status).toBe(403)
    expect(wordsOf(await foreign.text())).toContain('load it again')
    const huge = await web.request(`${ORIGIN}/sign-in`, formOf({ ...fields, more: 'x'.repeat(100_000) }))
    expect(huge.status).toBe(413)
  })

  test('of an unknown community is the page of one without a grant', async () => {
    const { communities, signIn } = await smallDemo(await database.open())
    await communities.add({
      slug: 'elsewhere',
      name: 'Elsewhere',
      source: 'files:nowhere',
      settings: {},
      isDemo: false,
    })
    const ana = await signIn(ANA)
    const pages = []
    for (const slug of ['elsewhere', 'nowhere']) {
      const answer = await ana.get(`/c/${slug}/search?q=a`)
      expect(answer.status).toBe(404)
      const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1] ?? '?'
      pages.push((await answer.text()).replaceAll(nonce, ''))
    }
    expect(pages[0]).toBe(pages[1])
    expect((await ana.get('/c/elsewhere')).status).toBe(404)
  })

  test('that fails says so with a reference, and nothing of what failed', async () => {
    const broken = { search: () => Promise.reject(new Error('the secret reason')) } as unknown as Search
    const { signIn } = await smallDemo(await database.open(), { change: { search: broken } })
    const answer = await (await signIn(ANA)).get('/c/cedar-hollow/search?q=a')
    expect(answer.status).toBe(500)
    const words = wordsOf(await answer.text())
    expect(words).toMatch(/tell support this reference: [0-9a-f]{8}/)
    expect(words).not.toContain('secret')
  })

  test('assets are compressed and kept for ever', async () => {
    const { web } = demo()
    const html = await (await web.request(`${ORIGIN}/sign-in`)).text()
    const css = /\/assets\/app-[^"]+\.css/.exec(html)?.[0] ?? ''
    const answer = await web.request(ORIGIN + css, { headers: { 'accept-encoding': 'gzip, br' } })
    expect(answer.headers.get('content-encoding')).toBe('br')
    expect(answer.headers.get('cache-control')).toContain('immutable')
    const etag = answer.headers.get('etag') ?? ''
    expect((await web.request(ORIGIN + css, { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await web.request(`${ORIGIN}/assets/..%2Fmanifest.json`)).status).not.toBe(200)
  })

  test('with twenty customers found comes to less than 100 KB over the wire', async () => {
    const { web, signIn } = demo()
    const html = await (await signIn(PRIYA)).read('/c/cedar-hollow/search?q=s')
    let bytes = gzipSync(html).length
    for (const asset of new Set(html.match(/\/assets\/[^"]+/g))) {
      const answer = await web.request(ORIGIN + asset, { headers: { 'accept-encoding': 'br' } })
      bytes += (await answer.arrayBuffer()).byteLength
    }
    expect(bytes).toBeLessThan(100_000)
  })

  test('says that the server is well to whoever asks', async () => {
    const { web } = demo()
    expect(await (await web.request(`${ORIGIN}/healthz`)).json()).toEqual({ status: 'ok' })
  })
})
