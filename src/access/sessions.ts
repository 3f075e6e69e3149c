import { createHmac, timingSafeEqual } from 'node:crypto'
import { parse } from 'hono/utils/cookie'
import { CamelCasePlugin, sql } from 'kysely'
import type { Store } from '../store/index.ts'
import { isPassword, LONGEST_PASSWORD } from './password.ts'
import { queriesOf } from './tables.ts'

/** One working day: whoever signs in before breakfast is signed out after supper. */
const SESSION_SECONDS = 12 * 60 * 60
const ADDRESS_HEADER = 'x-portal-client-address'

/** Where a sign-in came from, kept with its session. */
export interface SignInContext {
  readonly address?: string
  readonly userAgent?: string
}

export interface SessionOptions {
  /** Where people reach the portal, such as `https://portal.example.gov`. */
  readonly baseUrl?: string
  readonly secureCookies: boolean
}

export interface Sessions {
  /** Starts a session; the password is checked again, so no caller can skip it. Returns the `Set-Cookie` headers. */
  start(email: string, password: string, context: SignInContext): Promise<readonly string[]>
  /** Ends the session of these request headers, if there is one. Returns the `Set-Cookie` headers. */
  end(headers: Headers): Promise<readonly string[]>
  /** The token of the session that a cookie in these request headers names; undefined without one, and for a forged one. */
  tokenIn(headers: Headers): Promise<string | undefined>
}

/**
 * Sessions by better-auth, over its server-side functions alone: none of its HTTP endpoints is reachable. It is loaded at
 * the first use, because importing it takes 0.4 s, which a search on the command line should not pay for. Whose session it
 * is, each page asks, together with what the user may see: `findStoredUser`.
 */
export function createSessions(store: Store, options: SessionOptions): Sessions {
  let loaded: ReturnType<typeof load> | undefined
  const auth = async () => {
    loaded ??= load(store, options)
    try {
      return await loaded
    } catch (error) {
      loaded = undefined
      throw error
    }
  }
  return {
    async start(email, password, { address, userAgent }) {
      const headers = new Headers()
      if (address !== undefined) headers.set(ADDRESS_HEADER, address)
      if (userAgent !== undefined) headers.set('user-agent', userAgent)
      const { api } = await auth()
      await forgetEnded(store)
      const answer = await api.signInEmail({ body: { email, password }, headers, returnHeaders: true })
      return answer.headers.getSetCookie()
    },
    async end(headers) {
      const { api } = await auth()
      const answer = await api.signOut({ headers: cookiesOf(headers), returnHeaders: true })
      return answer.headers.getSetCookie()
    },
    async tokenIn(headers) {
      const cookies = headers.get('cookie')
      if (cookies === null) return undefined
      const { authCookies, secret } = await (await auth()).$context
      return signedValue(cookies, authCookies.sessionToken.name, secret)
    },
  }
}

async function load(store: Store, { baseUrl, secureCookies }: SessionOptions) {
  const [{ betterAuth }, secret] = await Promise.all([import('better-auth'), store.secret('sign-in')])
  return betterAuth({
    baseURL: baseUrl ?? 'http://127.0.0.1',
    secret,
    // Transactions stay off: on the embedded database a query beside an open transaction would wait for ever.
    database: {
      db: store.platform.withSchema('auth').withPlugin(new CamelCasePlugin()),
      type: 'postgres',
      transaction: false,
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      maxPasswordLength: 2 * LONGEST_PASSWORD,
      password: {
        hash: () => Promise.reject(new Error('Passwords are set by access alone')),
        verify: ({ hash, password }) => isPassword(password, hash),
      },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    advanced: {
      cookiePrefix: 'portal',
      useSecureCookies: secureCookies,
      database: { generateId: 'uuid' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}

async function forgetEnded(store: Store): Promise<void> {
  await queriesOf(store)
    .deleteFrom('auth.session')
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute()
}

/** The value of a cookie that is followed by its HMAC-SHA256, in base64: how better-auth signs a cookie. */
function signedValue(cookies: string, name: string, secret: string): string | undefined {
  const signed = parse(cookies, name)[name] ?? ''
  const dot = signed.lastIndexOf('.')
  const value = signed.slice(0, Math.max(0, dot))
  const signature = Buffer.from(signed.slice(dot + 1))
  const expected = Buffer.from(createHmac('sha256', secret).update(value).digest('base64'))
  const isOurs = signature.length === expected.length && timingSafeEqual(signature, expected)
  return isOurs && value !== '' ? value : undefined
}

/** Only the cookies: whatever else a browser sends has no business in there. */
function cookiesOf(headers: Headers): Headers {
  return new Headers({ cookie: headers.get('cookie') ?? '' })
}
