import type { CommunityStore } from '../store/index.ts'

/** Hashes of what the copy holds, by id: what a reading is compared with. */
export interface StoredHashes {
  readonly customers: ReadonlyMap<string, string>
  readonly accounts: ReadonlyMap<string, string>
}

const PAGE = 50_000

/** Reads the hashes in pages, so that other queries get their turn in between. */
export async function readStoredHashes(store: CommunityStore): Promise<StoredHashes> {
  return { customers: await readKind(store, 'customer'), accounts: await readKind(store, 'account') }
}

async function readKind(store: CommunityStore, kind: 'customer' | 'account'): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  let after = ''
  for (;;) {
    const [page] = await store.read(
      (db) =>
        [
          db
            .selectFrom('source_record')
            .select(['source_id', 'hash'])
            .where('community_id', '=', store.communityId)
            .where('kind', '=', kind)
            .where('source_id', '>', after)
            .orderBy('source_id')
            .limit(PAGE),
        ] as const,
    )
    for (const { source_id, hash } of page) hashes.set(source_id, hash)
    const last = page.at(-1)
    if (!last || page.length < PAGE) return hashes
    after = last.source_id
  }
}

export interface StoredMerges {
  /** `kind TAB from_id` → the alias. */
  readonly aliases: ReadonlyMap<string, { readonly toId: string; readonly at: Date | null }>
  /** `kind TAB id` of what is gone and remembered. */
  readonly tombstones: ReadonlySet<string>
  /** Whether the last run rejected anything. */
  readonly rejections: boolean
  /** Whether the history knows of a record that was removed: it may come back. */
  readonly removals: boolean
}

/** What is remembered of merges and of records that are gone. */
export async function readStoredMerges(store: CommunityStore): Promise<StoredMerges> {
  const [aliases, tombstones, rejections, removals] = await store.read(
    (db) =>
      [
        db
          .selectFrom('alias')
          .select(['kind', 'from_id', 'to_id', 'at'])
          .where('community_id', '=', store.communityId),
        db
          .selectFrom('tombstone')
          .select(['kind', 'source_id'])
          .where('community_id', '=', store.communityId),
        db.selectFrom('rejected_row').select('kind').where('community_id', '=', store.communityId).limit(1),
        db
          .selectFrom('version')
          .select('kind')
          .where('community_id', '=', store.communityId)
          .where('first_run', 'is not', null)
          .limit(1),
      ] as const,
  )
  return {
    aliases: new Map(aliases.map((row) => [`${row.kind}\t${row.from_id}`, { toId: row.to_id, at: row.at }])),
    tombstones: new Set(tombstones.map((row) => `${row.kind}\t${row.source_id}`)),
    rejections: rejections.length > 0,
    removals: removals.length > 0,
  }
}
