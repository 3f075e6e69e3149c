import { setTimeout as sleep } from 'node:timers/promises'
import { PortalError, failure } from '../../kernel/errors.ts'
import type { HttpSettings } from '../../kernel/source-settings.ts'
import type { Authorisation } from './authorisation.ts'

/** Asks a web service. */
export interface HttpClient {
  /**
   * What the service has at a path, as JSON in which numbers are the text that stood there: an id of twenty digits keeps them all.
   * @throws failure `source_unreachable`, `source_refused`, `source_unreadable`, `source_being_written`
   */
  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<unknown>
}

export interface HttpClientOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly settings: HttpSettings
  readonly authorisation: Authorisation
  /** The first pause before asking again, in milliseconds; each further one is twice as long. */
  readonly pauseMs: number
}

const ATTEMPTS = 5
/** A service that wants longer pauses is asked again by the next run. */
const LONGEST_PAUSE_MS = 120_000
const LARGEST_ANSWER = 64 * 1024 * 1024

/** Statuses that pass: too many questions, or a service that is being started. */
const PASSING = new Set([429, 500, 502, 503, 504])

export function httpClient(options: HttpClientOptions): HttpClient {
  const { baseUrl, authorisation, pauseMs } = options
  return {
    async get(path, query, signal) {
      const place = `${baseUrl}/${path}`
      const asked = new URLSearchParams(query).toString()
      const url = asked === '' ? place : `${place}?${asked}`
      let renewed = false
      for (let attempt = 1; ; attempt++) {
        const answer = await ask(options, url, signal)
        if (answer.status === 200) return parse(answer.text, place)
        if (answer.status === 401 && !renewed && authorisation.refused()) {
          renewed = true
          continue
        }
        const passes = answer.status === undefined || PASSING.has(answer.status)
        const pause = answer.pauseMs ?? pauseMs * 2 ** (attempt - 1)
        if (!passes || attempt === ATTEMPTS || pause > LONGEST_PAUSE_MS) throw refusal(answer, place, pause)
        await sleep(pause, undefined, { signal })
      }
    },
  }
}

interface Answer {
  /** Absent when there was no whole answer. */
  readonly status?: number
  readonly text: string
  /** For how long the service wants to be left alone. */
  readonly pauseMs?: number
}

async function ask(
  { settings, authorisation }: HttpClientOptions,
  url: string,
  signal: AbortSignal,
): Promise<Answer> {
  const authorization = await authorisation.header(signal)
  const patience = AbortSignal.any([signal, AbortSignal.timeout(settings.timeoutSeconds * 1_000)])
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...(authorization === '' ? {} : { authorization }) },
      // A redirect would take the token to somebody else.
      redirect: 'manual',
      signal: patience,
    })
    const text = await textOf(response)
    const pauseMs = retryAfter(response.headers.get('retry-after'))
    return { status: response.status, text, ...(pauseMs === undefined ? {} : { pauseMs }) }
  } catch (error) {
    if (error instanceof PortalError) throw error
    signal.throwIfAborted()
    const timedOut = patience.aborted
    const { cause, message } = error as Error
    const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : message
    return { text: timedOut ? `no answer within ${settings.timeoutSeconds} seconds` : (reason ?? message) }
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    size += chunk.length
    if (size > LARGEST_ANSWER)
      throw failure(
        'source_unreadable',
        `${response.url.split('?')[0]} answers with more than 64 MB at once. Set "source.http.pageSize" to a smaller number.`,
      )
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Seconds, or the time from which on to ask again. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

function parse(text: string, place: string): unknown {
  type Reviver = (key: string, value: unknown, context: { source: string }) => unknown
  const keepDigits: Reviver = (_key, value, { source }) => (typeof value === 'number' ? source : value)
  try {
    return JSON.parse(text, keepDigits as Parameters<typeof JSON.parse>[1])
  } catch {
    throw failure(
      'source_unreadable',
      `${place} answers with something that is no JSON, or that was cut short. Nothing is concluded from it; if the next run says the same, tell whoever runs the service.`,
    )
  }
}

function refusal({ status, text, pauseMs }: Answer, place: string, pause: number): PortalError {
  if (status === undefined)
    return failure(
      'source_unreachable',
      `${place} gives no whole answer (${text.slice(0, 200)}). Check the address of the source and the network; the next run asks again.`,
    )
  if (status === 401 || status === 403)
    return failure(
      'source_refused',
      `${place} refuses the portal (status ${status}). Check the token or the client secret that "source.http" names, and what it may read.`,
    )
  if (status === 409 || status === 410)
    return failure(
      'source_being_written',
      `The data at ${place} changed while it was read. Nothing is concluded from it; the next run reads it again.`,
    )
  if (status === 429 || (status === 503 && pauseMs !== undefined))
    return failure(
      'source_unreachable',
      `${place} wants fewer questions (status ${status}${pauseMs === undefined ? '' : `, again in ${Math.ceil(pause / 1_000)} seconds`}). Let the runs come less often, or ask whoever runs the service for a larger allowance.`,
    )
  if (status >= 300 && status < 400)
    return failure(
      'source_refused',
      `${place} leads somewhere else (status ${status}), where the portal does not take its token. Correct the address of the source.`,
    )
  if (status >= 500)
    return failure(
      'source_unreachable',
      `${place} is out of order (status ${status}). The next run asks again; if it stays so, tell whoever runs the service.`,
    )
  return failure(
    'source_refused',
    `${place} is not there as the portal asks for it (status ${status}). Check the address of the source, and that the service follows the guide.`,
  )
}
