import { formatCount } from './format-count.ts'

/** Money is integer cents, everywhere. A JavaScript number holds them exactly up to 90 trillion dollars. */
export type Cents = number

const DECIMAL = /^([+-]?)(\d{1,13})(?:\.(\d{1,2}))?$/

/** Reads a decimal with a dot (`-12.5`, `84.20`) as cents; `undefined` when it is anything else. */
export function parseCents(text: string): Cents | undefined {
  const match = DECIMAL.exec(text.trim())
  if (!match) return undefined
  const [, sign, units, fraction = ''] = match
  const cents = Number(units) * 100 + Number(fraction.padEnd(2, '0'))
  return sign === '-' && cents !== 0 ? -cents : cents
}

/** `$1,084.20`, and `-$12.50` for a credit. */
export function formatCents(cents: Cents): string {
  const units = formatCount(Math.trunc(Math.abs(cents) / 100))
  const fraction = String(Math.abs(cents) % 100).padStart(2, '0')
  return `${cents < 0 ? '-' : ''}$${units}.${fraction}`
}
