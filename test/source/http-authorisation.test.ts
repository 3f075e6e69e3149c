import { describe, expect, test } from 'vitest'
import { parseSettings } from '../../src/kernel/settings.ts'
import { openService, startWebService } from './web-service.ts'

const OAUTH_SECRET = 'hunter2-secret'

/** A service that gives tokens at /token, and takes only the newest. */
async function startWithTokens(expiresIn = 3_600) {
  const service = await startWebService()
  let issued = 0
  service.instead = (path, _url, response) => {
    if (path === '/token') {
      const authorization = service.authorizations.at(-1) ?? ''
      const [id, secret] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':')
      if (id !== 'portal' || secret !== OAUTH_SECRET)
        response.writeHead(401).end('{"error":"invalid_client"}')
      else
        response.end(
          JSON.stringify({ access_token: `token ${++issued}`, expires_in: expiresIn, token_type: 'Bearer' }),
        )
      return true
    }
    if (service.authorizations.at(-1) === `Bearer token ${issued}`) return false
    response.writeHead(401).end()
    return true
  }
  process.env['SERVICE_SECRET'] = OAUTH_SECRET
  const oauth = {
    tokenUrl: service.url.replace('/v1', '/token'),
    clientId: 'portal',
    clientSecret: 'env:SERVICE_SECRET',
  }
  return { service, oauth, issued: () => issued, revoke: () => issued++ }
}

describe('OAuth client credentials', () => {
  test('give a token that is used until it expires', async () => {
    const { service, oauth, issued } = await startWithTokens()
    let now = Date.parse('2026-11-23T17:00:00Z')
    const source = openService(service, { token: null, oauth }, {}, () => new Date(now))
    await source.describe()
    await source.describe()
    expect(issued()).toBe(1)
    now += 3_550_000
    await source.describe()
    expect(issued()).toBe(2)
  })

  test('give another token when the service takes one no more', async () => {
    const { service, oauth, issued, revoke } = await startWithTokens()
    const source = openService(service, { token: null, oauth })
    await source.describe()
    revoke()
    await source.describe()
    expect(issued()).toBe(3)
  })

  test('that are wrong are told without the secret', async () => {
    const { service, oauth } = await startWithTokens()
    const source = openService(service, { token: null, oauth: { ...oauth, clientId: 'somebody' } })
    const error = await source.describe().catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'source_refused',
      message: `The address for tokens ${oauth.tokenUrl} gave no token (status 401). Check "source.http.oauth": its tokenUrl, its clientId, and whether the client secret is still good.`,
    })
  })

  test('stand in the settings instead of a token', () => {
    const oauth = { tokenUrl: 'https://a.gov/token', clientId: 'a', clientSecret: 'env:A' }
    expect(() => parseSettings({ source: { http: { token: 'env:T', oauth } } })).toThrow(
      '"source.http.token" cannot stand beside "oauth": set one of them to null',
    )
    expect(() =>
      parseSettings({ source: { http: { oauth: { ...oauth, tokenUrl: 'http://a.gov/token' } } } }),
    ).toThrow('must begin with https://')
  })
})

describe('what lets the portal in is warned of before it expires', () => {
  const remarksOf = async (settings: Readonly<Record<string, unknown>>) =>
    (await openService(await startWebService(), settings).describe()).remarks

  test('by the day that the settings tell', async () => {
    expect(await remarksOf({ secretExpiresOn: '2026-12-01' })).toEqual([
      'The token of the web service (source.http.token) expires on 2026-12-01, in 8 days: replace it before, and its day in the settings.',
    ])
    const { service, oauth } = await startWithTokens()
    const source = openService(service, { token: null, oauth, secretExpiresOn: '2026-11-01' })
    expect((await source.describe()).remarks).toEqual([
      'The client secret of the web service (source.http.oauth.clientSecret) expired on 2026-11-01: replace it, and its day in the settings.',
    ])
  })

  test('by the token itself, where it tells', async () => {
    const claims = { exp: Date.parse('2026-12-05T00:00:00Z') / 1_000 }
    process.env['JSON_WEB_TOKEN'] = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
    expect(await remarksOf({ token: 'env:JSON_WEB_TOKEN' })).toEqual([
      expect.stringContaining('expires on 2026-12-05, in 12 days'),
    ])
    expect(await remarksOf({})).toEqual([])
  })
})
