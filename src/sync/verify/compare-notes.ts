import type { CommunityStore } from '../../store/index.ts'
import { MISTRUSTED, unsettled } from '../hash.ts'
import type { MergeRecord } from '../interpret/index.ts'
import { planMerges } from '../merges.ts'
import { goneFrom } from '../read.ts'
import { nameOf, readRejectedRows, rejectedRow } from '../reject.ts'
import type { StoredHashes } from '../stored.ts'
import { readStoredMerges, type StoredMerges } from '../stored.ts'
import { A_ROW, type Findings } from './difference.ts'
import type { SourceUnits } from './source-units.ts'
import type { CopyStanding } from './standing.ts'

/**
 * What the portal notes of each record that it has read, so that the next run can tell what is new: a note that is
 * wrong would make that run write too much, too little, or fail. Tells, too, which records the next run changes.
 */
export function compareNotes(units: SourceUnits, standing: CopyStanding, findings: Findings): void {
  for (const unit of units.all()) {
    const because = units.standingOf(unit)
    const { kind, id } = unit
    if (because === 'kept') findings.isKept()
    else if (because === 'pending') findings.pends(kind === 'customer' ? [id] : units.holdersOf(id))
    else {
      const stored = units.storedHash(unit)
      const hash = units.hashOf(unit)
      const settled = stored === (hash ?? undefined) || stored?.startsWith(MISTRUSTED) === true
      if (settled || (standing !== 'current' && hash !== null && stored === unsettled(hash))) continue
      findings.differs({
        in: 'source_record',
        customers: kind === 'customer' ? [id] : units.holdersOf(id),
        account: kind === 'account' ? id : null,
        row: null,
        field: hash === null || stored === undefined ? null : 'hash',
        expected: hash === null ? null : stored === undefined ? A_ROW : hash,
        portal: stored === undefined ? null : hash === null ? A_ROW : stored,
      })
    }
  }
}

/** Of a rejected row, what explanations tell; where it stands in a file may change without the row. */
const TOLD = [
  'customer_id',
  'account_id',
  'account_number',
  'label',
  'column_name',
  'reason',
  'says',
] as const

/** Rejected rows are remembered with their reason, all of them and no others; after `planMergesAnew`. */
export async function compareRejections(
  store: CommunityStore,
  { reading }: SourceUnits,
  findings: Findings,
): Promise<void> {
  const stored = await readRejectedRows(store)
  const listed = new Set<string>()
  for (const rejection of reading.rejections) {
    const row = rejectedRow(rejection, 0)
    const name = nameOf(row)
    listed.add(name)
    const there = stored.get(name)
    const about = {
      in: 'rejected_row' as const,
      customers: rejection.customerId === null ? [] : [rejection.customerId],
      account: rejection.accountId,
      row: `${rejection.kind} ${rejection.rowKey}`,
    }
    if (!there) findings.differs({ ...about, field: null, expected: A_ROW, portal: null })
    else
      for (const field of TOLD) {
        const [expected, portal] = [row[field] ?? null, there[field] ?? null]
        if (expected !== portal)
          findings.differs({ ...about, field, expected: textOf(expected), portal: textOf(portal) })
      }
  }
  for (const [name, row] of stored) {
    if (listed.has(name)) continue
    const customer = row['customer_id']
    findings.differs({
      in: 'rejected_row',
      customers: typeof customer === 'string' ? [customer] : [],
      account: textOf(row['account_id'] ?? null),
      row: name.replace('\t', ' '),
      field: null,
      expected: null,
      portal: A_ROW,
    })
  }
}

/** What a run would make of the merges that the source tells of. */
export interface MergesAnew {
  readonly planned: readonly MergeRecord[]
  readonly remembered: StoredMerges
}

/** Plans the merges as a run does. Rows that cannot be are refused by it, and are rejections of the reading from then on. */
export async function planMergesAnew(
  store: CommunityStore,
  { reading }: SourceUnits,
  stored: StoredHashes,
): Promise<MergesAnew> {
  const remembered = await readStoredMerges(store)
  return { planned: planMerges(reading, stored, remembered, goneFrom(reading, stored)), remembered }
}

/** Every merge that the source tells is remembered: an old id leads where the source says. */
export function compareMerges({ planned, remembered }: MergesAnew, findings: Findings): void {
  for (const { kind, fromId, toId } of planned) {
    const there = remembered.aliases.get(`${kind}\t${fromId}`)
    findings.differs({
      in: 'alias',
      customers: kind === 'customer' ? [toId] : [],
      account: kind === 'account' ? toId : null,
      row: `${kind} ${fromId}`,
      field: 'to_id',
      expected: toId,
      portal: there?.toId ?? null,
    })
  }
}

function textOf(value: string | number | boolean | null): string | null {
  return value === null ? null : String(value)
}
