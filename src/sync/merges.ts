import type { RecordIds } from '../source/port.ts'
import type { MergeRecord } from './interpret/index.ts'
import type { Reading } from './reading.ts'
import { Refusal, quoted } from './rejection.ts'
import type { StoredHashes, StoredMerges } from './stored.ts'

/**
 * The merges of a reading that are new or lead elsewhere than before; rows that cannot be are refused. Whether a merge
 * can be shows only when everything is read: its record must not stand in the source any more, and its survivor must be
 * known from somewhere.
 */
export function planMerges(
  reading: Reading,
  stored: StoredHashes,
  remembered: StoredMerges,
  gone: RecordIds,
): MergeRecord[] {
  const isGone = { customer: new Set(gone.customers), account: new Set(gone.accounts) }
  const leadsTo = new Map<string, string>()
  for (const [from, { toId }] of remembered.aliases) leadsTo.set(from, toId)
  const named = new Set(reading.merges.map(({ merge }) => `${merge.kind}\t${merge.fromId}`))
  const planned: MergeRecord[] = []
  for (const { merge, refuse } of reading.merges) {
    const from = `${merge.kind}\t${merge.fromId}`
    const to = `${merge.kind}\t${merge.toId}`
    const inExport = merge.kind === 'customer' ? reading.customers : reading.accounts
    const inCopy = merge.kind === 'customer' ? stored.customers : stored.accounts
    const known =
      inExport.has(merge.toId) ||
      inCopy.has(merge.toId) ||
      remembered.tombstones.has(to) ||
      remembered.aliases.has(to) ||
      named.has(to)
    const stands =
      inExport.has(merge.fromId) || (inCopy.has(merge.fromId) && !isGone[merge.kind].has(merge.fromId))
    if (stands) {
      refuse(
        new Refusal(
          'still_a_record',
          'from_id',
          `${quoted(merge.fromId)} is still ${merge.kind === 'customer' ? 'a customer' : 'an account'} of its own in the export.`,
        ),
      )
      continue
    }
    if (!known) {
      refuse(
        new Refusal(
          'unknown_survivor',
          'to_id',
          `There is no ${merge.kind} ${quoted(merge.toId)}, now or before.`,
        ),
      )
      continue
    }
    if (reaches(leadsTo, merge.kind, merge.toId, merge.fromId)) {
      refuse(
        new Refusal(
          'merge_cycle',
          'to_id',
          `${quoted(merge.toId)} was itself merged into ${quoted(merge.fromId)}, directly or through others.`,
        ),
      )
      continue
    }
    leadsTo.set(from, merge.toId)
    const before = remembered.aliases.get(from)
    if (before?.toId !== merge.toId || before.at?.getTime() !== merge.at?.getTime()) planned.push(merge)
  }
  return planned
}

function reaches(leadsTo: ReadonlyMap<string, string>, kind: string, start: string, goal: string): boolean {
  const seen = new Set<string>()
  for (
    let id: string | undefined = start;
    id !== undefined && !seen.has(id);
    id = leadsTo.get(`${kind}\t${id}`)
  ) {
    if (id === goal) return true
    seen.add(id)
  }
  return false
}
