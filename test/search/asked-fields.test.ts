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

  test('is not taken by what was begun before it: a quotation mark, or a field without anything in it', () => {
    const begun = withAsked('address:"118 aspen', 'last', 'n')
    expect(begun).toBe('address:"118 aspen" last:n')
    expect(withAsked(begun, 'last', 'nunez')).toBe('address:"118 aspen" last:nunez')
    expect(withAsked(begun, 'last', '')).toBe('address:"118 aspen"')
    expect(withAsked('"118 aspen', 'last', 'nunez')).toBe('"118 aspen" last:nunez')
    expect(withAsked('ana last:', 'phone', '0142')).toBe('ana phone:0142')
    expect(withAsked('ana account:"', 'last', 'nunez')).toBe('ana last:nunez')
    expect(withAsked('address:"118 ', 'address', '118 aspen')).toBe('address:"118 aspen"')
    expect(askedIn(withAsked('5" address:"118 aspen', 'last', 'nunez'), 'last')).toBe('nunez')
  })

  test('is read from the search again', () => {
    expect(askedIn('ana last:"de la Cruz" phone:555', 'last')).toBe('de la Cruz')
    expect(askedIn('last:a last:b', 'last')).toBe('a b')
    expect(askedIn('ana last: account:""', 'account')).toBe('')
    for (const value of ['nunez', 'de la Cruz', '12.34', 'x@y.example'])
      expect(askedIn(withAsked('ana', 'email', value), 'email')).toBe(value)
  })
})
