import { sql } from 'kysely'
import type { CommunityStore } from '../../store/index.ts'
import { BUCKETS, bucketOf } from './buckets.ts'
import { rowsInBuckets } from './copy-digests.ts'
import { A_ROW, type Difference, type Findings } from './difference.ts'
import { DESCRIBED, FACT_KINDS, type FactKind } from './facts.ts'
import type { Digests } from './source-digests.ts'
import {
  addRow,
  readPayloads,
  type Expectation,
  type Row,
  type SourceUnits,
  type Unit,
  type UnitRows,
} from './source-units.ts'

/** Rows that are compared at once, of both sides: what bounds the memory when much differs. */
const ROWS_AT_ONCE = 200_000

/** Goes through the buckets in which the digests differ, record by record, and finds every difference in them. */
export async function compareFacts(
  store: CommunityStore,
  units: SourceUnits,
  source: Digests,
  copy: Digests,
  findings: Findings,
): Promise<void> {
  for (const kind of ['customer', 'account'] as const) {
    const kinds = FACT_KINDS.filter((each) => DESCRIBED[each].unit === kind)
    const differing = new Set(kinds.flatMap((each) => copy[each].differingFrom(source[each])))
    const rows = kinds.reduce((sum, each) => sum + source[each].rows + copy[each].rows, 0)
    const share = Math.max(1, Math.floor((ROWS_AT_ONCE * BUCKETS) / Math.max(1, rows)))
    const buckets = [...differing]
    for (let start = 0; start < buckets.length; start += share)
      await compareBuckets(store, units, kind, kinds, buckets.slice(start, start + share), findings)
  }
}

async function compareBuckets(
  store: CommunityStore,
  units: SourceUnits,
  kind: Unit['kind'],
  kinds: readonly FactKind[],
  buckets: readonly number[],
  findings: Findings,
): Promise<void> {
  const copy = new Map<string, UnitRows>()
  for (const each of kinds)
    for await (const page of readRows(store, each, buckets))
      for (const values of page) {
        const id = values[0] ?? ''
        const known = copy.get(id) ?? new Map<string, Row>()
        copy.set(id, known)
        addRow(known, each, values)
      }
  const meant = new Set(buckets)
  const ids = new Set(copy.keys())
  const all = kind === 'customer' ? units.reading.customers : units.reading.accounts
  for (const [id, { accepted }] of all) if (accepted && meant.has(bucketOf(id))) ids.add(id)
  const asRead = [...ids].filter((id) => units.standingOf({ kind, id }) !== 'same')
  const payloads = await readPayloads(store, kind, asRead)
  for (const id of ids) {
    const unit = { kind, id }
    const expectation = units.expectationOf(unit, payloads.get(id))
    compareUnit(unit, expectation, copy.get(id) ?? new Map<string, Row>(), units, findings)
  }
}

async function* readRows(store: CommunityStore, kind: FactKind, buckets: readonly number[]) {
  const { from, unit, columns } = DESCRIBED[kind]
  const id = `${unit}_id`
  const digested = { from, pagedBy: id, id: `t.${id}` }
  const list = sql.raw(columns.map(({ sql: column }) => column).join(', '))
  const asList = sql<{ values: (string | null)[] }>`json_build_array(${list}) as values`
  for await (const page of rowsInBuckets(store, digested, asList, buckets))
    yield page.map(({ values }) => values)
}

function compareUnit(
  unit: Unit,
  { rows: expected, keepsLeaving }: Expectation,
  copy: UnitRows,
  units: SourceUnits,
  findings: Findings,
): void {
  const about = customersOf(unit, expected, copy)
  for (const [key, { kind, values }] of expected) {
    const found = copy.get(key)
    if (!found) findings.differs(difference(unit, about, kind, values, null, A_ROW, null))
    else
      for (const [i, { name }] of DESCRIBED[kind].columns.entries()) {
        const [right, there] = [values[i] ?? null, found.values[i] ?? null]
        if (right !== there)
          findings.differs(
            difference(unit, about, kind, values, name, secret(name, right), secret(name, there)),
          )
      }
  }
  for (const [key, { kind, values }] of copy) {
    if (expected.has(key)) continue
    const leaves = kind === 'holder' && !units.has({ kind: 'customer', id: values[1] ?? '' })
    if (keepsLeaving && leaves) continue
    findings.differs(difference(unit, about, kind, values, null, null, A_ROW))
  }
}

function customersOf({ kind, id }: Unit, ...sides: readonly UnitRows[]): string[] {
  if (kind === 'customer') return [id]
  const holders = sides.flatMap((rows) =>
    [...rows.values()].flatMap((row) => (row.kind === 'holder' ? (row.values[1] ?? []) : [])),
  )
  return [...new Set(holders)]
}

function difference(
  { kind: of, id }: Unit,
  customers: readonly string[],
  kind: FactKind,
  values: Row['values'],
  field: string | null,
  expected: string | null,
  portal: string | null,
): Difference {
  const own = values.slice(1, DESCRIBED[kind].key.length)
  return {
    in: kind,
    customers: kind === 'holder' ? [values[1] ?? ''] : customers,
    account: of === 'account' ? id : null,
    row: own.length === 0 ? null : own.join(' '),
    field,
    expected,
    portal,
  }
}

/** The keyed hash of a tax id leaves the database in no way. */
function secret(field: string, value: string | null): string | null {
  return field === 'tax_id_hash' && value !== null ? '•••' : value
}
