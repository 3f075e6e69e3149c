import type { AccountState, CustomerState } from '../../history/states.ts'
import { UNIT } from '../../history/states.ts'
import { isObject, patchFrom, type Json, type JsonObject } from '../../history/merge-patch.ts'
import type { State } from '../../history/replay.ts'

/** What is told of a field that changed. Of a tax id only that it did. */
export interface FieldChange {
  /** As in the records of other answers: `serviceAddress`; `holder`, `charge`; `withheldBy` are codes. */
  readonly field: string
  readonly from: Json
  readonly to: Json
}

/** Names of what a state speaks of, which it has by id or bit alone. */
export interface Names {
  readonly departments: ReadonlyMap<number, string>
  readonly customers: ReadonlyMap<string, string>
}

/** Not told: what leads to accounts is told with them, and until when a verdict holds follows from the dates. */
const INTERNAL = new Set(['accounts', 'verdict_valid_until'])

/** The fields in which two states of a record differ. */
export function fieldsBetween(before: JsonObject, after: JsonObject, names: Names): FieldChange[] {
  const patch = patchFrom(before, after)
  if (!isObject(patch)) return []
  const changes = Object.keys(patch).flatMap((name): FieldChange[] => {
    if (INTERNAL.has(name)) return []
    if (name === 'tax_id_hash' || name === 'tax_id_last4') return [{ field: 'taxId', from: null, to: null }]
    if (name === 'holders' || name === 'charges') return partsBetween(name, before, after, names)
    return [{ field: fieldNamed(name), from: told(name, before, names), to: told(name, after, names) }]
  })
  const named = changes.filter(
    ({ field }, i) => field !== 'taxId' || changes.findIndex((each) => each.field === field) === i,
  )
  // When the source noted the change says something only where nothing else does.
  return named.length > 1 ? named.filter(({ field }) => field !== 'updatedAt') : named
}

/** A record as it was, without its parts and what is not told. */
export function factsOf(state: State, names: Names): JsonObject {
  if (state === null) return {}
  return Object.fromEntries(
    Object.keys(state)
      .filter(
        (name) =>
          !INTERNAL.has(name) && !name.startsWith('tax_id') && name !== 'holders' && name !== 'charges',
      )
      .map((name) => [fieldNamed(name), told(name, state, names)]),
  )
}

export function codesOf(state: State): string[] {
  const { withheld_by: rules = [] } = (state ?? {}) as Partial<CustomerState | AccountState>
  return rules.map(({ code }) => code)
}

function partsBetween(
  name: 'holders' | 'charges',
  before: JsonObject,
  after: JsonObject,
  names: Names,
): FieldChange[] {
  const [old, now] = [partsOf(before, name), partsOf(after, name)]
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort()
  return keys.flatMap((key): FieldChange[] => {
    const [from, to] = [old.get(key), now.get(key)]
    if (patchFrom(from, to) === undefined) return []
    const tell = (part: Json | undefined): Json =>
      part === undefined ? null : name === 'holders' ? holderTold(key, part, names) : chargeTold(key, part)
    return [{ field: name === 'holders' ? 'holder' : 'charge', from: tell(from), to: tell(to) }]
  })
}

function partsOf(state: JsonObject, name: string): ReadonlyMap<string, Json> {
  const parts = state[name]
  return new Map(isObject(parts) ? Object.entries(parts) : [])
}

function holderTold(key: string, toOn: Json, { customers }: Names): JsonObject {
  const [customerId = '', role = '', fromOn = ''] = key.split(UNIT)
  return {
    customerId,
    name: customers.get(customerId) ?? null,
    role,
    fromOn: fromOn === '-infinity' ? null : fromOn,
    toOn: toOn === '' ? null : toOn,
  }
}

function chargeTold(chargeId: string, charge: Json): JsonObject {
  const facts = isObject(charge)
    ? Object.entries(charge).map(([name, value]) => [fieldNamed(name), value])
    : []
  return { chargeId, ...(Object.fromEntries(facts) as JsonObject) }
}

function told(name: string, state: JsonObject, { departments }: Names): Json {
  const value = state[name] ?? null
  if (name === 'withheld_by') return codesOf(state)
  if (name === 'department') return departments.get(Number(value)) ?? null
  return value
}

/** `service_address` → `serviceAddress`. */
function fieldNamed(column: string): string {
  return column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
