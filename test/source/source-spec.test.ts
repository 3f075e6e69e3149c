import { expect, test } from 'vitest'
import { parseSourceSpec } from '../../src/source/index.ts'

test('a source is a directory of files or a sample city', () => {
  expect(parseSourceSpec('files:/srv/exports: new')).toEqual({
    kind: 'files',
    directory: '/srv/exports: new',
  })
  expect(parseSourceSpec('sample:cedar-hollow')).toEqual({ kind: 'sample', city: 'cedar-hollow' })
})

test.each(['', 'files', 'files:', 'ftp:x', '/srv/exports', 'sample:../x'])('%j is no source', (spec) => {
  expect(() => parseSourceSpec(spec)).toThrow(
    expect.objectContaining({ kind: 'use', code: 'source_spec_invalid' }) as Error,
  )
  expect(() => parseSourceSpec(spec)).toThrow(`"${spec}" is no source. Write files:DIR`)
})

test('a source in a database is its server, its login and its name, with the usual port unless told', () => {
  const address = (spec: string) => {
    const parsed = parseSourceSpec(spec)
    return parsed.kind === 'sql' ? parsed.address : undefined
  }
  expect(address('sql:postgresql://portal@erp-db.cedar.gov/erp')).toEqual({
    system: 'postgresql',
    host: 'erp-db.cedar.gov',
    port: 5432,
    user: 'portal',
    database: 'erp',
  })
  expect(address('sql:mariadb://po%40rtal@[::1]:3307/e%20rp')).toEqual({
    system: 'mysql',
    host: '::1',
    port: 3307,
    user: 'po@rtal',
    database: 'e rp',
  })
  expect(address('sql:sqlserver://portal@erp/erp')?.port).toBe(1433)
})

test.each([
  'sql:x',
  'sql:oracle://a@b/c',
  'sql:mysql://b/c',
  'sql:mysql://a@b',
  'sql:mysql://a@b/c?d=e',
  'sql:mysql://%zz@b/c',
])('%j is no database', (spec) => {
  expect(() => parseSourceSpec(spec)).toThrow('A source in a database is written sql:SYSTEM://USER@HOST')
})

test.each(['sql:mysql://portal:hunter2@erp/erp', 'mysql://portal:hunter2@erp/erp'])(
  'a password is refused in an address, and is not repeated',
  (spec) => {
    const refuse = () => parseSourceSpec(spec)
    expect(refuse).toThrow(expect.objectContaining({ kind: 'use', code: 'source_spec_invalid' }) as Error)
    expect(refuse).not.toThrow(/hunter2/)
  },
)

test('a source in the web is its address, reached by https unless it is on this machine', () => {
  expect(parseSourceSpec('http:https://erp.cedar.gov/portal/v1/')).toEqual({
    kind: 'http',
    baseUrl: 'https://erp.cedar.gov/portal/v1',
  })
  expect(parseSourceSpec('http:http://127.0.0.1:8080/v1')).toMatchObject({
    baseUrl: 'http://127.0.0.1:8080/v1',
  })
})

test.each([
  'http:erp.cedar.gov',
  'http:http://erp.cedar.gov/v1',
  'http:https://erp/?key=x',
  'http:ftp://erp/',
])('%j is no web service', (spec) => {
  expect(() => parseSourceSpec(spec)).toThrow('A web service is written http:https://HOST/PATH')
})

test('a source on an SFTP server is its login, its name and a directory', () => {
  const address = (spec: string) => {
    const parsed = parseSourceSpec(spec)
    return parsed.kind === 'sftp' ? parsed.address : undefined
  }
  expect(address('sftp:portal@files.cedar.gov/exports/new%20ones/')).toEqual({
    host: 'files.cedar.gov',
    port: 22,
    user: 'portal',
    directory: '/exports/new ones',
  })
  expect(address('sftp:portal@[::1]:2222/')).toEqual({
    host: '::1',
    port: 2222,
    user: 'portal',
    directory: '/',
  })
  expect(() => parseSourceSpec('sftp:files.cedar.gov/exports')).toThrow('is written sftp:USER@HOST:PORT/DIR')
  expect(() => parseSourceSpec('sftp:portal:hunter2@files/exports')).toThrow(/must not hold a password/)
})
