import { isObject, type Json, type JsonObject } from '../../history/merge-patch.ts'
import { formatCents } from '../../kernel/money.ts'
import type { RecordChange } from './entries.ts'
import type { FieldChange } from './fields.ts'

/** What the names of fields mean to people; any other says itself. */
const FIELDS: Readonly<Record<string, string>> = {
  kind: 'customer type',
  firstName: 'first name',
  middleName: 'middle name',
  lastName: 'last name',
  businessName: 'business name',
  email: 'e-mail',
  phone2: 'second phone',
  mailingAddress: 'mailing address',
  state: 'state',
  postalCode: 'postal code',
  taxId: 'tax id',
  onlineAccess: 'online access',
  updatedAt: 'time of change in the source',
  withheldBy: 'withheld because of',
  accountNumber: 'account number',
  sourceStatus: 'status word of the source',
  serviceAddress: 'service address',
  openedOn: 'opened on',
  closedOn: 'closed on',
  balanceCents: 'balance',
}

function fieldInWords(field: string): string {
  return FIELDS[field] ?? field
}

/** A value as people read it; `nothing` where there is none. */
export function valueInWords(field: string, value: Json): string {
  if (value === null) return 'nothing'
  if (field === 'balanceCents' && typeof value === 'number') return formatCents(value)
  if (field === 'withheldBy') return codesInWords(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (isObject(value)) return field === 'holder' ? holderInWords(value) : chargeInWords(value)
  return text(value)
}

/** `name: from "Lee" to "Lee-Ortiz"`, as one line. */
export function changeInWords({ field, from, to }: FieldChange): string {
  if (field === 'taxId') return 'tax id changed'
  const name = fieldInWords(field)
  if (field === 'holder' || field === 'charge') {
    if (from === null) return `${name} added: ${valueInWords(field, to)}`
    if (to === null) return `${name} gone: ${valueInWords(field, from)}`
  }
  return `${name}: ${valueInWords(field, from)} → ${valueInWords(field, to)}`
}

/** `Account 12.3456.07 changed`. */
export function recordInWords({ record, accountNumber, what }: RecordChange): string {
  const which = record === 'customer' ? 'Customer' : `Account ${accountNumber ?? ''}`
  return `${which} ${what === 'merged' ? 'merged into another' : what}`
}

function codesInWords(codes: Json): string {
  if (!Array.isArray(codes) || codes.length === 0) return 'nothing'
  return codes.map((code: Json) => text(code).replaceAll('_', ' ')).join(', ')
}

function holderInWords({ customerId, name, role, fromOn, toOn }: JsonObject): string {
  const who = typeof name === 'string' ? `${name} (${text(customerId)})` : `customer ${text(customerId)}`
  const period = [fromOn ? `from ${text(fromOn)}` : '', toOn ? `until ${text(toOn)}` : '']
  return [who, text(role), ...period].filter((part) => part !== '').join(', ')
}

function chargeInWords({ chargeId, kind, description, amountCents, balanceCents }: JsonObject): string {
  const what = description ? `${text(description)} (${text(kind)})` : text(kind)
  const cents = (value: Json | undefined) => (typeof value === 'number' ? formatCents(value) : '–')
  return `${text(chargeId)}, ${what}, ${cents(amountCents)}, ${cents(balanceCents)} open`
}

function text(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
