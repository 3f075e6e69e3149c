import { createHash, timingSafeEqual } from 'node:crypto'
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import type { Alarm, SyncHealth } from '../sync/index.ts'
import type { WebApp } from './environment.ts'
import { paths } from './paths.ts'
import type { WebPortal } from './portal.ts'

type Watched = Pick<WebPortal, 'communities' | 'sync' | 'metricsToken'>

/**
 * What a monitor watches, as Prometheus reads it: the sync of each community, and this process. Only for those who bring
 * the token, as it names the communities and counts their customers; where no token is set there is nothing.
 */
export function addMetrics(app: WebApp, { communities, sync, metricsToken }: Watched): void {
  if (metricsToken === undefined) return
  const ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess, prefix: 'portal_' })
  app.get(paths.metrics, async (c) => {
    if (!isToken(metricsToken, c.req.header('Authorization')))
      return c.text('Send the METRICS_TOKEN of this portal as a bearer token.', 401, {
        'WWW-Authenticate': 'Bearer',
      })
    const ofSync = new SyncMetrics()
    for (const community of await communities.list()) ofSync.add(community.slug, await sync.health(community))
    const text = await Registry.merge([ofSync.registry, ofProcess]).metrics()
    return c.body(text, 200, { 'Content-Type': ofProcess.contentType })
  })
}

/** By their digests, so that the time it takes tells nothing of the token. */
function isToken(token: string, header: string | undefined): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(`Bearer ${token}`), digest(header ?? ''))
}

/** Each alarm stands in the answer also while it is not raised, so that a rule can be written and tried before. */
const ALARMS: readonly Alarm['code'][] = ['paused', 'held', 'failing', 'overdue', 'unequal']

class SyncMetrics {
  readonly registry = new Registry()
  readonly #alarm = this.#gauge('alarm', '1 where an administrator should look at the sync', ['alarm'])
  readonly #running = this.#gauge('sync_running', '1 while a run is at work')
  readonly #failures = this.#gauge('sync_failures', 'Runs that failed since the last that did not')
  readonly #dataAsOf = this.#gauge('data_as_of_seconds', 'When the data was true in the system of record')
  readonly #verifiedAt = this.#gauge('verified_at_seconds', 'When the copy was last compared with its source')
  readonly #customers = this.#gauge('verified_customers', 'Customers that were compared')
  readonly #equal = this.#gauge('verified_equal_customers', 'Customers about whom nothing differed')
  readonly #differences = this.#gauge('verified_differences', 'Differences that were found')

  add(community: string, { alarms, dataAsOf, isAtWork, failures, verification }: SyncHealth): void {
    for (const alarm of ALARMS)
      this.#alarm.set({ community, alarm }, Number(alarms.some(({ code }) => code === alarm)))
    this.#running.set({ community }, Number(isAtWork))
    this.#failures.set({ community }, failures)
    if (dataAsOf !== null) this.#dataAsOf.set({ community }, secondsOf(dataAsOf))
    if (verification === undefined) return
    this.#verifiedAt.set({ community }, secondsOf(verification.verifiedAt))
    this.#customers.set({ community }, verification.customers)
    this.#equal.set({ community }, verification.equal)
    this.#differences.set({ community }, verification.differences)
  }

  #gauge(name: string, help: string, labels: readonly string[] = []): Gauge {
    return new Gauge({
      name: `portal_${name}`,
      help,
      labelNames: ['community', ...labels],
      registers: [this.registry],
    })
  }
}

function secondsOf(instant: string): number {
  return Date.parse(instant) / 1000
}
