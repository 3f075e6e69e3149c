import { describe, expect, test } from 'vitest'
import type { SourceRow, SourceKind, Source } from '../../src/source/port.ts'
import { TOKEN, openService, pageOf, startWebService } from './web-service.ts'

const patience = () => AbortSignal.timeout(10_000)

async function take(source: Source): Promise<Record<SourceKind, SourceRow[]>> {
  const all: Record<SourceKind, SourceRow[]> = {
    customers: [],
    accounts: [],
    holders: [],
    charges: [],
    merges: [],
  }
  for await (const { kind, rows } of source.read({})) all[kind].push(...rows)
  return all
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason as Error & { code?: string },
  )
  return `${error?.code}: ${error?.message}`
}

const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ customer_id: `C${i}`, name: 'Somebody' }))

describe('a web service', () => {
  test('is read page by page, as text under the names of the contract', async () => {
    const service = await startWebService()
    service.rows['customers'] = many(2_501)
    const all = await take(openService(service, { pageSize: 1_000 }))
    expect(all.customers).toHaveLength(2_501)
    expect(all.accounts[0]?.values).toMatchObject({ account_number: '12.3456.7', balance: '84.2' })
    expect(service.asked.filter((path) => path.startsWith('customers'))).toEqual([
      'customers?version=v1&limit=1000',
      'customers?version=v1&limit=1000&after=1000',
      'customers?version=v1&limit=1000&after=2000',
    ])
    expect(new Set(service.authorizations)).toEqual(new Set([`Bearer ${TOKEN}`]))
  })

  test('keeps all digits of a long number, and takes flags, null and nothing for what they are', async () => {
    const service = await startWebService()
    service.instead = (path, _url, response) => {
      if (path !== 'customers') return false
      response.end(
        '{"version":"v1","total":2,"next":null,"rows":[{"customer_id":90071992547409931234,"name":"A","online_access":true,"email":null,"phone":""},{"customer_id":2,"name":["B"]}]}',
      )
      return true
    }
    expect((await take(openService(service))).customers).toEqual([
      { values: { customer_id: '90071992547409931234', name: 'A', online_access: 'Y' } },
      {
        values: { customer_id: '2' },
        malformed: '"name" is a list or an object, and has to be a text, a number or a flag.',
      },
    ])
  })

  test('says in which state its data is, and when it was true', async () => {
    const service = await startWebService()
    const source = openService(service)
    const { readAt, version, remarks } = await source.describe()
    expect([readAt.toISOString(), remarks]).toEqual(['2026-11-23T16:30:00.000Z', []])
    expect((await source.describe()).version).toBe(version)
    service.version = 'v2'
    expect((await source.describe()).version).not.toBe(version)
  })

  test('may have names of its own, and merges where the settings say so', async () => {
    const service = await startWebService()
    service.rows['customers'] = [{ 'CUST NO': 1, NAME: 'Ana' }]
    service.rows['merges'] = [{ from_id: 'C0', to_id: 'C1' }]
    const columns = { customers: { customer_id: 'CUST NO' } }
    const all = await take(openService(service, { merges: true }, columns))
    expect(all.customers[0]?.values).toEqual({ customer_id: '1', name: 'Ana' })
    expect(all.merges).toHaveLength(1)
    expect((await take(openService(service, {}, columns))).merges).toEqual([])
    expect(await failureOf(take(openService(service)))).toContain(
      'source_bad_header: customers has no column "customer_id".',
    )
  })

  test('is looked up one customer at a time', async () => {
    const source = openService(await startWebService())
    const [record, ...others] = await source.lookup({ customerId: 'C1' }, patience())
    expect(others).toEqual([])
    expect(record?.customer).toEqual({ customer_id: 'C1', name: 'Núñez, Ana', online_access: 'Y' })
    expect([record?.accounts.length, record?.holders.length, record?.charges.length]).toEqual([1, 2, 1])
    expect(await source.lookup({ accountNumber: '12.3456.7' }, patience())).toHaveLength(2)
    expect(await source.lookup({ customerId: 'C9' }, patience())).toEqual([])
  })
})

describe('a web service that misbehaves', () => {
  test('by giving a page twice does not double its rows', async () => {
    const service = await startWebService()
    const rows = (service.rows['customers'] = many(30))
    service.instead = (path, url, response) => {
      if (path !== 'customers' || url.searchParams.get('after') !== '10') return false
      // The first page once more, which leads to the page that was asked for.
      const first = pageOf(service, rows, new URL('http://service?limit=10'))
      response.end(JSON.stringify({ ...first, next: '10b' }))
      service.instead = (_path, again, answer) => {
        if (again.searchParams.get('after') !== '10b') return false
        answer.end(JSON.stringify(pageOf(service, rows, new URL('http://service?limit=10&after=10'))))
        return true
      }
      return true
    }
    const { customers } = await take(openService(service, { pageSize: 10 }))
    expect(customers.map(({ values }) => values.customer_id)).toEqual(rows.map((row) => row.customer_id))
  })

  test('by giving a page in the place of another fails, and so does one that leads in a circle', async () => {
    const service = await startWebService()
    const rows = (service.rows['customers'] = many(30))
    const repeatInPlace = (next: string) => {
      service.instead = (path, url, response) => {
        if (path !== 'customers' || url.searchParams.get('after') !== '10') return false
        const first = pageOf(service, rows, new URL('http://service?limit=10'))
        response.end(JSON.stringify({ ...first, next }))
        return true
      }
    }
    repeatInPlace('20')
    expect(await failureOf(take(openService(service, { pageSize: 10 })))).toBe(
      'source_bad_page: The pages of customers hold 20 different rows, but "total" says 30. Nothing is concluded from them; if the next run says the same, tell whoever runs the service.',
    )
    repeatInPlace('10')
    expect(await failureOf(take(openService(service, { pageSize: 10 })))).toContain(
      'The pages of customers lead in a circle: "next" is "10" again.',
    )
  })

  test.each([
    [
      'in the middle of its JSON',
      '{"version":"v1","total":2,"rows":[{"customer_id":"C1"',
      'source_unreadable: ',
    ],
    ['before it says what comes next', '{"version":"v1","total":2,"rows":[]}', '"next" is missing'],
    [
      'before the last rows',
      '{"version":"v1","total":2,"rows":[{"customer_id":"C1"}],"next":null}',
      'hold 1 different rows, but "total" says 2.',
    ],
    ['to a page of an error', '<html>Sorry</html>', 'is no JSON, or that was cut short.'],
  ])('by cutting a page %s fails', async (_, body, sentence) => {
    const service = await startWebService()
    service.instead = (path, _url, response) => {
      if (path === 'customers') response.end(body)
      return path === 'customers'
    }
    expect(await failureOf(take(openService(service)))).toContain(sentence)
  })

  test('by breaking off in the middle of a page is asked again, and fails when it goes on', async () => {
    const service = await startWebService()
    let broken = 0
    service.instead = (path, _url, response) => {
      if (path !== 'customers' || broken >= 2) return false
      broken++
      response.writeHead(200, { 'content-length': 1_000 })
      response.write('{"version":')
      setTimeout(() => response.destroy(), 10)
      return true
    }
    expect((await take(openService(service))).customers).toHaveLength(2)
    broken = -100
    expect(await failureOf(take(openService(service)))).toMatch(
      /^source_unreachable: http:\/\/127\.0\.0\.1:\d+\/v1\/customers gives no whole answer \(/,
    )
  })

  test('by changing while it is read fails, and the next run reads it again', async () => {
    const service = await startWebService()
    service.rows['customers'] = many(20)
    service.instead = (path) => {
      if (path === 'accounts') service.version = 'v2'
      return false
    }
    const said =
      'changed while they were read. Nothing is concluded from them; the next run reads them again.'
    expect(await failureOf(take(openService(service)))).toBe(
      `source_being_written: The accounts of the web service ${said}`,
    )
    service.version = 'v1'
    service.instead = (path, url) => {
      if (path === 'customers' && url.searchParams.has('after'))
        service.rows['customers']?.push({ customer_id: 'X' })
      return false
    }
    expect(await failureOf(take(openService(service, { pageSize: 10 })))).toContain(said)
    service.instead = (path, _url, response) => {
      if (path === 'customers') response.writeHead(410).end()
      return path === 'customers'
    }
    expect(await failureOf(take(openService(service)))).toMatch(/^source_being_written: /)
  })

  test('by wanting fewer questions is left alone for as long as it says', async () => {
    const service = await startWebService()
    const at: number[] = []
    service.instead = (path, _url, response) => {
      if (path !== 'customers' || at.push(Date.now()) > 1) return false
      response.writeHead(429, { 'retry-after': '1' }).end()
      return true
    }
    expect((await take(openService(service))).customers).toHaveLength(2)
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(990)
    service.instead = (path, _url, response) => {
      if (path === 'customers') response.writeHead(429, { 'retry-after': '3600' }).end()
      return path === 'customers'
    }
    expect(await failureOf(take(openService(service)))).toContain(
      'wants fewer questions (status 429, again in 3600 seconds). Let the runs come less often',
    )
  })

  test('by not answering is given up on, and a live look after three seconds', async () => {
    const service = await startWebService()
    service.instead = (path) => path === 'customers' || path === 'lookup'
    expect(await failureOf(take(openService(service, { timeoutSeconds: 1 })))).toContain(
      'gives no whole answer (no answer within 1 seconds). Check the address of the source and the network',
    )
    const started = Date.now()
    await expect(openService(service).lookup({ customerId: 'C1' }, patience())).rejects.toMatchObject({
      name: 'TimeoutError',
    })
    expect(Date.now() - started).toBeLessThan(4_000)
  })

  test.each([
    [500, 'source_unreachable: ', 'is out of order (status 500).'],
    [403, 'source_refused: ', 'refuses the portal (status 403). Check the token or the client secret'],
    [404, 'source_refused: ', 'is not there as the portal asks for it (status 404).'],
    [302, 'source_refused: ', 'leads somewhere else (status 302), where the portal does not take its token.'],
  ])('by answering %i is told with what to do', async (status, code, sentence) => {
    const service = await startWebService()
    service.instead = (_path, _url, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(`{"error":"${TOKEN}"}`)
      return true
    }
    const said = await failureOf(openService(service).describe())
    expect(said.startsWith(code)).toBe(true)
    expect(said).toContain(sentence)
    expect(said).not.toContain(TOKEN)
  })

  test('by not being there is told with what to check', async () => {
    const said = await failureOf(openService({ url: 'http://127.0.0.1:1/v1' }).describe())
    expect(said).toMatch(
      /^source_unreachable: http:\/\/127\.0\.0\.1:1\/v1\/state gives no whole answer \(.+\)/,
    )
  })
})
