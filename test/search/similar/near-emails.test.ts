import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emailsNear, nearEmail } from '../../../src/search/similar/index.ts'

describe('A typed e-mail address is near', () => {
  it.each([
    ['one with a letter more', 'karin.morgan@x.org', 'karin.morrgan@x.org'],
    ['one with another letter', 'karin.morgan@x.org', 'karen.morgan@x.org'],
    ['one with two neighbours swapped', 'krain.morgan@x.org', 'karin.morgan@x.org'],
    ['one with a dot less', 'karin.morgan@x.org', 'karinmorgan@x.org'],
    ['one of a domain that is misspelt', 'kmorgan@gmial.com', 'kmorgan@gmail.com'],
    ['one of another provider', 'kmorgan@gmail.com', 'kmorgan@yahoo.com'],
    ['one of a domain with another ending', 'kmorgan@example.com', 'kmorgan@example.org'],
  ])('%s', (_, typed, email) => {
    expect(nearEmail(typed, email)).toBe(true)
    expect(nearEmail(email, typed)).toBe(true)
  })
})

describe('A typed e-mail address is not near', () => {
  it.each([
    ['itself', 'karin@x.org', 'karin@x.org'],
    ['one with two letters wrong', 'karin.morgan@x.org', 'karen.morgen@x.org'],
    ['one of another domain, of a short name', 'kim@gmail.com', 'kim@yahoo.com'],
    ['one of another domain, that any office has', 'billing@elm.org', 'billing@oak.com'],
    ['one that is wrong before the @ and behind it', 'kmorgen@gmial.com', 'kmorgan@gmail.com'],
    ['one that is short', 'kim@x.org', 'tim@x.org'],
    ['a name', 'karin@x.org', 'karin'],
  ])('%s', (_, typed, email) => {
    expect(nearEmail(typed, email)).toBe(false)
  })
})

it('Addresses that are near are all looked for, each once, and the typed one is not among them', () => {
  const name = fc.stringMatching(/^[a-z0-9._-]{4,12}$/)
  fc.assert(
    fc.property(name, fc.stringMatching(/^[a-z]{1,6}\.org$/), name, (typedName, domain, other) => {
      const typed = `${typedName}@${domain}`
      const [begins, ...near] = emailsNear(typed)
      expect(begins).toBe(`${typedName}@`)
      expect(new Set(near).size).toBe(near.length)
      expect(near).not.toContain(typed)
      for (const email of near) expect(nearEmail(typed, email)).toBe(true)
      const stranger = `${other}@${domain}`
      expect(near.includes(stranger)).toBe(nearEmail(typed, stranger))
    }),
  )
})
