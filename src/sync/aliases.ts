import type { CommunityStore, Queries } from '../store/index.ts'
import { TABLES, upsertRows } from './bulk.ts'
import type { MergeRecord } from './interpret/index.ts'
import type { Removals } from './plan.ts'

/** Merges by the record that is no more: `kind TAB from_id`. */
export type MergesByRecord = ReadonlyMap<string, MergeRecord>

export function byRecord(merges: readonly MergeRecord[]): MergesByRecord {
  return new Map(merges.map((merge) => [`${merge.kind}\t${merge.fromId}`, merge]))
}

/**
 * The merges of records that leave, and those along which their ids lead on from there: with an alias from before in
 * between they could lead in a circle until that is rewritten. What is still to leave is a record of its own until then.
 */
export function chainsOf(
  kind: MergeRecord['kind'],
  ids: readonly string[],
  merges: MergesByRecord,
  leaving: ReadonlySet<string>,
): MergeRecord[] {
  const chains = new Map<string, MergeRecord>()
  for (const id of ids)
    for (let next = merges.get(`${kind}\t${id}`); next; next = merges.get(`${kind}\t${next.toId}`)) {
      if (chains.has(next.fromId) || (leaving.has(next.fromId) && !ids.includes(next.fromId))) break
      chains.set(next.fromId, next)
    }
  return [...chains.values()]
}

const ALIASES_A_BATCH = 1_000

/**
 * Remembers where ids lead that are not in the copy. Those that are get their aliases when they leave it: an id is at no
 * moment a record of its own and an alias as well, nor neither.
 */
export async function writeAliases(
  store: CommunityStore,
  merges: readonly MergeRecord[],
  { goneCustomers, goneAccounts }: Removals,
  runId: number,
): Promise<void> {
  const leaving = { customer: new Set(goneCustomers), account: new Set(goneAccounts) }
  const written = merges.filter(({ kind, fromId }) => !leaving[kind].has(fromId))
  for (let start = 0; start < written.length; start += ALIASES_A_BATCH)
    await store.write((tx) =>
      upsertAliases(tx, store.communityId, written.slice(start, start + ALIASES_A_BATCH), runId),
    )
}

export async function upsertAliases(
  tx: Queries,
  communityId: number,
  merges: readonly MergeRecord[],
  runId: number,
): Promise<void> {
  await upsertRows(
    tx,
    communityId,
    TABLES.alias,
    merges.map(({ kind, fromId, toId, at }) => ({
      kind,
      from_id: fromId,
      to_id: toId,
      at: at?.toISOString() ?? null,
      run_id: runId,
    })),
  )
}
