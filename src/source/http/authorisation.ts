import { z } from 'zod'
import type { Clock } from '../../kernel/clock.ts'
import { failure } from '../../kernel/errors.ts'
import type { HttpSettings } from '../../kernel/source-settings.ts'
import { expiryRemark, readSecret } from '../secret.ts'

/** What lets the portal into a web service. */
export interface Authorisation {
  /** The value of the header `Authorization`. */
  header(signal: AbortSignal): Promise<string>
  /** The service refused the header. True when another one may be tried: it is made anew then. */
  refused(): boolean
  /** What an operator should know of it, such as that it expires soon. */
  remarks(): Promise<string[]>
}

/** An access token is not used in its last minute: it might expire on its way. */
const RESERVE_MS = 60_000

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional() })

/**
 * The way in that the settings tell: OAuth client credentials, a bearer token, or neither.
 * @throws failure (each of its functions) `source_secret_missing`, `source_refused`, `source_unreachable`
 */
export function authorisationOf(settings: HttpSettings, clock: Clock): Authorisation {
  if (settings.oauth !== null) return clientCredentials(settings.oauth, settings, clock)
  const { token } = settings
  if (token === null) return { header: async () => '', refused: () => false, remarks: async () => [] }
  return {
    header: async () => `Bearer ${await readSecret('source.http.token', token)}`,
    refused: () => false,
    async remarks() {
      const told = settings.secretExpiresOn ?? expiryIn(await readSecret('source.http.token', token))
      const remark = expiryRemark('The token of the web service (source.http.token)', told, clock.now())
      return remark === undefined ? [] : [remark]
    },
  }
}

function clientCredentials(
  oauth: NonNullable<HttpSettings['oauth']>,
  { secretExpiresOn, timeoutSeconds }: HttpSettings,
  clock: Clock,
): Authorisation {
  let token: { header: string; usableUntil: number } | undefined
  const fetchToken = async (signal: AbortSignal) => {
    const secret = await readSecret('source.http.oauth.clientSecret', oauth.clientSecret)
    const basic = [oauth.clientId, secret].map(encodeURIComponent).join(':')
    const scope = oauth.scope === null ? {} : { scope: oauth.scope }
    const response = await fetch(oauth.tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
        accept: 'application/json',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...scope }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1_000)]),
    }).catch((error: unknown) => {
      if (signal.aborted) throw error
      throw tokenFailure('source_unreachable', oauth.tokenUrl, 'cannot be reached')
    })
    const answer = tokenAnswer.safeParse(await response.json().catch(() => undefined))
    if (!response.ok || !answer.success)
      throw tokenFailure('source_refused', oauth.tokenUrl, `gave no token (status ${response.status})`)
    const { access_token: value, expires_in: seconds = 300 } = answer.data
    const lifeMs = seconds * 1_000
    return {
      header: `Bearer ${value}`,
      usableUntil: clock.now().getTime() + Math.max(lifeMs - RESERVE_MS, lifeMs / 2),
    }
  }
  return {
    async header(signal) {
      if (!token || clock.now().getTime() >= token.usableUntil) token = await fetchToken(signal)
      return token.header
    },
    refused() {
      const hadOne = token !== undefined
      token = undefined
      return hadOne
    },
    async remarks() {
      const what = 'The client secret of the web service (source.http.oauth.clientSecret)'
      const remark = expiryRemark(what, secretExpiresOn, clock.now())
      return remark === undefined ? [] : [remark]
    },
  }
}

/** The day on which a token expires that says so itself, as a JSON web token does. */
function expiryIn(token: string): string | null {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      exp?: unknown
    }
    return typeof claims.exp === 'number' ? new Date(claims.exp * 1_000).toISOString().slice(0, 10) : null
  } catch {
    return null
  }
}

function tokenFailure(code: string, url: string, what: string) {
  return failure(
    code,
    `The address for tokens ${url} ${what}. Check "source.http.oauth": its tokenUrl, its clientId, and whether the client secret is still good.`,
  )
}
