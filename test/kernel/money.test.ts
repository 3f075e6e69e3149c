import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatCents, parseCents } from '../../src/kernel/money.ts'

it('a decimal with a dot is read as cents, exactly', () => {
  expect(parseCents('84.20')).toBe(8420)
  expect(parseCents('84.2')).toBe(8420)
  expect(parseCents('-0.05')).toBe(-5)
  expect(parseCents('+7')).toBe(700)
  expect(parseCents('-0.00')).toBe(0)
})

it.each(['', '1,084.20', '84.205', '$5', '1e3', '--1', '.', 'NaN'])('%j is not an amount', (text) => {
  expect(parseCents(text)).toBeUndefined()
})

it('every amount that is printed as a decimal is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e13, max: 1e13 }), (cents) => {
      const text = `${cents < 0 ? '-' : ''}${Math.trunc(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`
      expect(parseCents(text)).toBe(cents === 0 ? 0 : cents)
    }),
  )
})

it('people see dollars with separators, and a credit with its sign', () => {
  expect(formatCents(108420)).toBe('$1,084.20')
  expect(formatCents(-5)).toBe('-$0.05')
})
