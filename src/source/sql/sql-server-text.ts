/**
 * A value of SQL Server as text that the portal reads: a day as 2026-11-02, a time as the clock showed it, with its zone only
 * where the column has one.
 * @param type the driver's name of the column's type: `Date`, `DateTime2`, `DateTimeOffset`
 */
export function sqlServerText(type: string, value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return null
    const iso = value.toISOString()
    if (type.startsWith('DateTimeOffset')) return iso
    if (type.startsWith('DateTime') || type.startsWith('SmallDateTime')) return iso.slice(0, -1)
    return type.startsWith('Time') ? iso.slice(11, -1) : iso.slice(0, 10)
  }
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (Buffer.isBuffer(value)) return value.toString('hex')
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return plainNumber(value)
  throw new Error(`A value of the type ${type} has no text`)
}

/** JavaScript writes large and tiny numbers with an exponent, which no amount has. */
function plainNumber(value: number | bigint): string {
  const text = String(value)
  return text.includes('e') ? Number(value).toFixed(6) : text
}
