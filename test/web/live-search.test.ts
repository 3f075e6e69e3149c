import { expect, test } from 'vitest'
import { linkNow } from '../../src/web/assets/client/live-search/address.ts'

const SEARCH = 'http://portal.test/c/cedar-hollow/search'
const link = (path: string, without?: string) => ({
  href: `http://portal.test${path}`,
  dataset: without === undefined ? {} : { without },
})
/** The link among results of `last:nunez` with two limits, while the form holds another text and another limit. */
const now = (path: string, without?: string, text = 'last:nunez ana') =>
  linkNow(
    link(path, without),
    `${SEARCH}?q=last%3Anunez&module=utility&balance=credit`,
    `${SEARCH}?${new URLSearchParams({ q: text, module: 'permit', balance: 'credit' }).toString()}`,
  ).replace('http://portal.test', '')

test('Links among results that are older than what was typed change only what they are there to change', () => {
  const of = '/c/cedar-hollow/search?q=last%3Anunez&module=utility&balance=credit'
  const newer = '/c/cedar-hollow/search?q=last%3Anunez+ana&module=permit&balance=credit'
  expect(now(`${of}&sort=name`)).toBe(`${newer}&sort=name`)
  expect(now(`${of}&page=2`)).toBe(newer)
  expect(now('/c/cedar-hollow/search?q=last%3Anunez&module=utility')).toBe(
    '/c/cedar-hollow/search?q=last%3Anunez+ana&module=permit',
  )
  expect(now('/c/cedar-hollow/search?module=utility&balance=credit', 'last')).toBe(
    '/c/cedar-hollow/search?module=permit&balance=credit&q=ana',
  )
  expect(now('/c/cedar-hollow/why?text=last%3Anunez&module=utility&balance=credit')).toBe(
    '/c/cedar-hollow/why?text=last%3Anunez+ana&module=permit&balance=credit',
  )
  expect(now(of, undefined, 'nunez tax:000-12-3456')).not.toMatch(/12.?3456/)
  for (const other of ['/c/cedar-hollow/customers/C1', '/c/cedar-hollow/search?q=nunez&balance=credit'])
    expect(now(other)).toBe(other)
})
