import { createHmac } from 'node:crypto'

/** What the portal keeps of a tax id: enough to look one up exactly, and to tell two apart at the counter. */
export interface ProtectedTaxId {
  /** Keyed hash (HMAC-SHA256, hex) of its letters and digits. */
  readonly hash: string
  /** Absent where it would show more than half of the id. */
  readonly last4?: string
}

/** `undefined` where there is nothing to protect: no letter or digit. */
export function protectTaxId(taxId: string, key: string): ProtectedTaxId | undefined {
  const plain = taxId.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
  if (plain === '') return undefined
  const hash = createHmac('sha256', key).update(plain).digest('hex')
  return plain.length < 8 ? { hash } : { hash, last4: plain.slice(-4) }
}
