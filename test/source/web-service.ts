import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { parseSettings } from '../../src/kernel/settings.ts'
import { openHttpSource } from '../../src/source/index.ts'
import type { Source } from '../../src/source/port.ts'

type Row = Readonly<Record<string, unknown>>

/** What a vendor's web service has, and how it behaves; a test changes both. */
export interface WebService {
  readonly url: string
  version: string
  rows: Record<string, Row[]>
  /** The paths that were asked for, with their queries. */
  readonly asked: string[]
  /** The header `Authorization` of each question. */
  readonly authorizations: (string | undefined)[]
  /** Answers in its place when it returns true. */
  instead: (path: string, url: URL, response: ServerResponse, nth: number) => boolean
}

/** A service of the test's own on a loopback port: a real server, with two customers who share an account. */
export async function startWebService(): Promise<WebService> {
  const service: WebService = {
    url: '',
    version: 'v1',
    rows: {
      customers: [
        { customer_id: 'C1', name: 'Núñez, Ana', online_access: true, remark: null },
        { customer_id: 'C2', name: 'Okafor, Chidi', online_access: false, remark: '' },
      ],
      accounts: [
        { account_id: 'A1', account_number: '12.3456.7', module: 'utility', status: 'active', balance: 84.2 },
      ],
      holders: [
        { customer_id: 'C1', account_id: 'A1', role: 'tenant' },
        { customer_id: 'C2', account_id: 'A1', role: 'landlord' },
      ],
      charges: [{ charge_id: '1', account_id: 'A1', kind: 'charge', amount: '84.20', balance: '84.20' }],
    },
    asked: [],
    authorizations: [],
    instead: () => false,
  }
  let questions = 0
  const server = createServer((request: IncomingMessage, response) => {
    const url = new URL(request.url ?? '/', 'http://service')
    const path = url.pathname.replace('/v1/', '')
    service.asked.push(`${path}${url.search}`)
    service.authorizations.push(request.headers.authorization)
    if (service.instead(path, url, response, ++questions)) return
    const send = (body: unknown) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(body))
    }
    if (path === 'state') return send({ version: service.version, readAt: '2026-11-23T09:30:00-07:00' })
    if (path === 'lookup') return send({ records: recordsOf(service, url) })
    const rows = service.rows[path]
    if (!rows) return response.writeHead(404).end()
    send(pageOf(service, rows, url))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return Object.assign(service, { url: `http://127.0.0.1:${port}/v1` })
}

/** The page that a question asks for; its cursor is the number of the row at which it begins. */
export function pageOf({ version }: WebService, rows: readonly Row[], url: URL) {
  const start = Number(url.searchParams.get('after') ?? 0)
  const end = start + Number(url.searchParams.get('limit'))
  const next = end < rows.length ? String(end) : null
  return { version, total: rows.length, rows: rows.slice(start, end), next }
}

/** The source over a service, with these settings under `source.http`. */
export function openService(
  { url }: Pick<WebService, 'url'>,
  settings: Readonly<Record<string, unknown>> = {},
  columns: unknown = {},
  now = () => new Date('2026-11-23T17:00:00Z'),
): Source {
  process.env['SERVICE_TOKEN'] = TOKEN
  const parsed = parseSettings({ source: { http: { token: 'env:SERVICE_TOKEN', ...settings } }, columns })
  return openHttpSource(
    { baseUrl: url, settings: parsed.source.http, columns: parsed.columns, pauseMs: 5 },
    { now },
  )
}

export const TOKEN = 'hunter2-token'

function recordsOf({ rows }: WebService, url: URL) {
  const { customers = [], accounts = [], holders = [], charges = [] } = rows
  const accountIds = accounts
    .filter((account) => account['account_number'] === url.searchParams.get('account_number'))
    .map((account) => account['account_id'])
  const ids = new Set([
    url.searchParams.get('customer_id'),
    ...holders.filter((each) => accountIds.includes(each['account_id'])).map((each) => each['customer_id']),
  ])
  return customers
    .filter((customer) => ids.has(customer['customer_id'] as string))
    .map((customer) => ({ customer, accounts, holders, charges }))
}
