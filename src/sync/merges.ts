import type { RecordIds } from '../source/port.ts'
import type { MergeRecord } from './interpret/index.ts'
import type { MergeDraft, Reading } from './reading.ts'
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
  const inExport = { customer: reading.customers, account: reading.accounts }
  const inCopy = { customer: stored.customers, account: stored.accounts }
  const isGone = { customer: new Set(gone.customers), account: new Set(gone.accounts) }
  // Where only some records were read, the others of the copy are in the source as well.
  const stands = (kind: MergeRecord['kind'], id: string) =>
    inExport[kind].has(id) ||
    remembered.refused.has(nameOf(kind, id)) ||
    (inCopy[kind].has(id) && !isGone[kind].has(id))
  const leadsTo = new Map<string, string>()
  // What stands in the export is, from this run on, a record of its own again and leads nowhere.
  for (const { kind, fromId, toId } of remembered.aliases.values())
    if (!stands(kind, fromId)) leadsTo.set(nameOf(kind, fromId), toId)
  const named = new Set(reading.merges.map(({ merge }) => nameOf(merge.kind, merge.fromId)))
  const possible: MergeDraft[] = []
  for (const draft of reading.merges) {
    const { kind, fromId, toId } = draft.merge
    const to = nameOf(kind, toId)
    if (stands(kind, fromId)) draft.refuse(stillARecord(draft.merge))
    else if (
      stands(kind, toId) ||
      inCopy[kind].has(toId) ||
      remembered.tombstones.has(to) ||
      remembered.aliases.has(to) ||
      named.has(to)
    )
      possible.push(draft)
    else draft.refuse(unknownSurvivor(draft.merge))
  }
  const planned: MergeRecord[] = []
  const accept = ({ merge }: MergeDraft) => {
    if (reaches(leadsTo, merge.kind, merge.toId, merge.fromId)) return false
    const from = nameOf(merge.kind, merge.fromId)
    leadsTo.set(from, merge.toId)
    const before = remembered.aliases.get(from)
    if (before?.toId !== merge.toId || before.at?.getTime() !== merge.at?.getTime()) planned.push(merge)
    return true
  }
  // A circle with what is remembered may be none any more when a later row leads elsewhere than before.
  let waiting = possible
  for (let before = Infinity; waiting.length < before;) {
    before = waiting.length
    waiting = waiting.filter((draft) => !accept(draft))
  }
  for (const draft of waiting) draft.refuse(circle(draft.merge))
  return planned
}

function nameOf(kind: MergeRecord['kind'], id: string): string {
  return `${kind}\t${id}`
}

function stillARecord({ kind, fromId }: MergeRecord): Refusal {
  const record = kind === 'customer' ? 'a customer' : 'an account'
  return new Refusal(
    'still_a_record',
    'from_id',
    `${quoted(fromId)} is still ${record} of its own in the export.`,
  )
}

function unknownSurvivor({ kind, toId }: MergeRecord): Refusal {
  return new Refusal('unknown_survivor', 'to_id', `There is no ${kind} ${quoted(toId)}, now or before.`)
}

function circle({ fromId, toId }: MergeRecord): Refusal {
  return new Refusal(
    'merge_cycle',
    'to_id',
    `${quoted(toId)} was itself merged into ${quoted(fromId)}, directly or through others.`,
  )
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
