import { describe, expect, test } from 'vitest'
import { askedIn, withAsked } from '../../src/search/asked-fields.ts'

describe('What is sought in one field', () => {
  test('is written into the search behind the words, and quoted where it has several', () => {
    expect(withAsked('ana', 'last', 'Núñez')).toBe('ana last:Núñez')
    expect(withAsked('', 'last', ' de la  Cruz ')).toBe('last:"de la Cruz"')
    expect(withAsked('ana', 'address', '118 "aspen"')).toBe('ana address:"118 aspen"')
  })

  test('takes the place of what was sought there, and of nothing else', () => {
    expect(withAsked('last:nunez ana account:12.34 LAST:"x y"', 'last', 'okafor')).toBe(
      'ana account:12.34 last:okafor',
    )
    expect(withAsked('ana last:nunez', 'last', '')).toBe('ana')
    expect(withAsked('blast:nunez', 'last', '')).toBe('blast:nunez')
  })

  test('is read from the search again', () => {
    expect(askedIn('ana last:"de la Cruz" phone:555', 'last')).toBe('de la Cruz')
    expect(askedIn('last:a last:b', 'last')).toBe('a b')
    expect(askedIn('ana last: account:""', 'account')).toBe('')
    for (const value of ['nunez', 'de la Cruz', '12.34', 'x@y.example'])
      expect(askedIn(withAsked('ana', 'email', value), 'email')).toBe(value)
  })
})
